package org.frostml.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.avro.AvroRuntimeException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.frostml.FrostException;
import org.frostml.Text;
import org.frostml.config.Suggestion;
import org.frostml.config.TrainConfig;
import org.frostml.data.Examples;
import org.frostml.data.Survey;
import org.frostml.io.Json;
import org.frostml.job.data.AvroPackage;
import org.frostml.job.data.ImageRows;
import org.frostml.job.data.Streamed;
import org.frostml.job.data.TableRows;
import org.frostml.job.files.Hadoop;
import org.frostml.job.files.Models;
import org.frostml.job.files.OutFolder;
import org.frostml.job.run.Predictions;
import org.frostml.job.run.TablePredictions;
import org.frostml.job.spark.Failure;
import org.frostml.job.spark.SqlSession;
import org.frostml.train.Model;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes what a model predicts for rows. */
@Command(
    name = "predict",
    description =
        "Predict classes and probabilities, or values, for images or the rows of a table.",
    mixinStandardHelpOptions = true)
final class PredictCommand implements Callable<Integer> {
  /** Readers of Spark and Hadoop pass over names that begin so. */
  private static final String ABOUT = "_frost.json";

  private static final String JSON = "json";
  private static final String CSV = "csv";
  private static final List<String> FORMATS = List.of(CSV, JSON, "orc", "parquet", "avro");

  private static final OutFolder.Kind KIND =
      new OutFolder.Kind("prediction", ABOUT, Set.of("_temporary"));

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "MODEL", description = "A run folder or a model.safetensors.")
  private String model;

  @Option(
      names = "--data",
      paramLabel = "PATH",
      description =
          "What to predict for: a table, a folder of JPEG and PNG files, or one of IDX files or of"
              + " CIFAR's batches, of which the test images are taken; a model of synthetic digits"
              + " needs none.")
  private String data;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Where the predictions go: a folder.")
  private String out;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "How predictions for a table, or for image files, are written: csv, json, orc, parquet,"
              + " avro; by default as the table is, for image files as json.")
  private String format;

  @Option(
      names = "--columns",
      paramLabel = "NAMES",
      split = ",",
      description =
          "The columns of a table that stand beside its predictions, in this order: names, or"
              + " patterns with *; by default all. Others are read only where the model needs them.")
  private List<String> columns = List.of();

  @Option(names = "--overwrite", description = "Replace earlier predictions in DIR.")
  private boolean overwrite;

  @Override
  public Integer call() throws Exception {
    if (format != null && !FORMATS.contains(format)) {
      throw new ParameterException(
          spec.commandLine(),
          "--format must be one of "
              + String.join(", ", FORMATS)
              + ": "
              + format
              + Suggestion.of(format, FORMATS));
    }
    try (OutFolder folder = OutFolder.claim(out, KIND)) {
      requireFree(folder);
      Model loaded = Models.load(model);
      TrainConfig.Data of = ModelData.of(loaded, model, data).data();
      requireNoColumnsOfImages(of);
      if (of.format().needsSpark()) {
        written(folder, spark -> predictTable(spark, loaded, of, folder));
      } else {
        requireJson();
        Examples examples = Streamed.unlabelled(of);
        examples.requireFeatures(loaded.inputs().width());
        Survey.requireFinite(examples);
        written(folder, spark -> predict(spark, loaded, examples, folder));
      }
    }
    return 0;
  }

  private void requireNoColumnsOfImages(TrainConfig.Data of) {
    if (of.format() != TrainConfig.Format.TABLE && !columns.isEmpty()) {
      throw new FrostException(
          "--columns " + String.join(",", columns) + ": images have none: leave it out");
    }
  }

  private void requireJson() {
    if (format != null && !format.equals(JSON)) {
      throw new FrostException(
          "--format " + format + ": predictions of images are written as json: leave it out");
    }
  }

  private About predictTable(
      JavaSparkContext spark, Model loaded, TrainConfig.Data of, OutFolder folder)
      throws IOException {
    String as = format != null ? format : writable(of);
    AvroPackage.requireFor(as, spark.version());
    SparkSession session = SqlSession.of(spark);
    TableRows rows =
        of.format() == TrainConfig.Format.IMAGES
            ? ImageRows.toPredict(session, of.path(), loaded)
            : TableRows.of(session, of.table(), of.path(), loaded, columns);
    try (TablePredictions predictions = TablePredictions.of(spark, rows, loaded)) {
      About about = new About(model, rows.name(), rows.count(), loss(loaded));
      begin(folder, about);
      listen(spark, rows.count(), predictions.table().javaRDD().getNumPartitions());
      write(predictions.table(), as, loaded, of, folder);
      return about;
    }
  }

  private static void write(
      Dataset<Row> table, String as, Model loaded, TrainConfig.Data of, OutFolder folder) {
    try {
      (as.equals(CSV) ? TablePredictions.flat(table, loaded) : table)
          .write()
          .mode(SaveMode.Append)
          .format(as)
          .option("header", "true")
          .save(folder.partial().toString());
    } catch (Exception e) {
      String name = of.path() + " as " + as;
      throw isOfTheFormat(e)
          ? new FrostException(
              name
                  + ": "
                  + Text.withCauses(e)
                  + ": name other columns by --columns, or another --format",
              e)
          : Failure.ofRows(e, name);
    }
  }

  /** Whether it is about names or types of columns, which not every format takes. */
  private static boolean isOfTheFormat(Exception e) {
    return e instanceof AnalysisException || e instanceof AvroRuntimeException;
  }

  /** The format of what is read, where its predictions can be written so too. */
  private static String writable(TrainConfig.Data of) {
    String reader = of.table().reader();
    if (of.format() == TrainConfig.Format.IMAGES) {
      return JSON;
    }
    return FORMATS.contains(reader) ? reader : "parquet";
  }

  private void requireFree(OutFolder folder) {
    if (!folder.isFilled(folder.path())) {
      return;
    }
    if (!overwrite) {
      throw new FrostException(out + ": exists; name another --out, or add --overwrite");
    }
    if (!folder.isMarked(folder.path())) {
      throw new FrostException(
          out + ": holds no predictions of frost, so it is not replaced; name another --out");
    }
  }

  /** Starts Spark, predicts, and gives the folder its name. */
  private void written(OutFolder folder, SparkStart.Work<About> work) throws Exception {
    PrintWriter console = spec.commandLine().getOut();
    long begun = System.nanoTime();
    About about = SparkStart.run(SparkStart.conf(true), "frost predict " + model, work);
    folder.complete();
    console.printf(
        Locale.ROOT,
        "%,d rows of %s predicted in %.1f s%npredictions  %s%n",
        about.rows(),
        about.data(),
        (System.nanoTime() - begun) * 1e-9,
        Hadoop.show(folder.path()));
    console.flush();
  }

  private About predict(JavaSparkContext spark, Model loaded, Examples examples, OutFolder folder)
      throws IOException {
    try (Predictions predictions = Predictions.of(spark, examples, loaded)) {
      About about = new About(model, examples.name(), examples.size(), loss(loaded));
      begin(folder, about);
      listen(spark, examples.size(), predictions.tasks());
      predictions.table().write().mode(SaveMode.Append).json(folder.partial().toString());
      return about;
    }
  }

  private static String loss(Model loaded) {
    return loaded.network().loss().spec();
  }

  private static void begin(OutFolder folder, About about) throws IOException {
    folder.begin();
    folder
        .whole()
        .write(
            new Path(folder.partial(), ABOUT),
            stream -> stream.write(Json.file(about).getBytes(UTF_8)));
  }

  private void listen(JavaSparkContext spark, long rows, int tasks) {
    spark.sc().addSparkListener(new RowsDone(spec.commandLine().getOut(), rows, tasks));
  }

  /** What the folder is of. */
  record About(String model, String data, long rows, String loss) {}
}
