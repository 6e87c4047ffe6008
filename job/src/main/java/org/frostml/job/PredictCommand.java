package org.frostml.job;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SaveMode;
import org.frostml.FrostException;
import org.frostml.data.Examples;
import org.frostml.data.Survey;
import org.frostml.io.Json;
import org.frostml.job.data.Streamed;
import org.frostml.job.files.Hadoop;
import org.frostml.job.files.Models;
import org.frostml.job.files.OutFolder;
import org.frostml.job.run.Predictions;
import org.frostml.train.Model;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes what a model predicts for rows. */
@Command(
    name = "predict",
    description = "Predict classes and probabilities, or values, and write them as JSON lines.",
    mixinStandardHelpOptions = true)
final class PredictCommand implements Callable<Integer> {
  /** Readers of Spark and Hadoop pass over names that begin so. */
  private static final String ABOUT = "_frost.json";

  private static final OutFolder.Kind KIND =
      new OutFolder.Kind("prediction", ABOUT, Set.of("_temporary"));

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "MODEL", description = "A run folder or a model.safetensors.")
  private String model;

  @Option(
      names = "--data",
      paramLabel = "PATH",
      description =
          "A folder of IDX files, of which the test images are taken; a model of synthetic digits"
              + " needs none.")
  private String data;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "Where the predictions go: a folder of JSON lines.")
  private String out;

  @Option(names = "--overwrite", description = "Replace earlier predictions in DIR.")
  private boolean overwrite;

  @Override
  public Integer call() throws Exception {
    try (OutFolder folder = OutFolder.claim(out, KIND)) {
      requireFree(folder);
      Model loaded = Models.load(model);
      Examples examples = Streamed.unlabelled(ModelData.of(loaded, model, data).data());
      examples.requireFeatures(loaded.network().inputs());
      Survey.requireFinite(examples);
      predict(loaded, examples, folder);
    }
    return 0;
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

  private void predict(Model loaded, Examples examples, OutFolder folder) throws Exception {
    PrintWriter console = spec.commandLine().getOut();
    long begun = System.nanoTime();
    // Spark SQL's own messages are not registered.
    SparkConf conf = new SparkConf().set("spark.kryo.registrationRequired", "false");
    SparkStart.run(
        conf, "frost predict " + model, spark -> predict(spark, loaded, examples, folder));
    folder.complete();
    console.printf(
        Locale.ROOT,
        "%,d rows of %s predicted in %.1f s%npredictions  %s%n",
        examples.size(),
        examples.name(),
        (System.nanoTime() - begun) * 1e-9,
        Hadoop.show(folder.path()));
    console.flush();
  }

  private Void predict(JavaSparkContext spark, Model loaded, Examples examples, OutFolder folder)
      throws IOException {
    try (Predictions predictions = Predictions.of(spark, examples, loaded)) {
      folder.begin();
      folder
          .whole()
          .write(
              new Path(folder.partial(), ABOUT),
              stream -> stream.write(Json.file(about(loaded, examples)).getBytes(UTF_8)));
      spark
          .sc()
          .addSparkListener(
              new RowsDone(spec.commandLine().getOut(), examples.size(), predictions.tasks()));
      predictions.table().write().mode(SaveMode.Append).json(folder.partial().toString());
      return null;
    }
  }

  private About about(Model loaded, Examples examples) {
    return new About(model, examples.name(), examples.size(), loaded.network().loss().spec());
  }

  /** What the folder is of. */
  record About(String model, String data, int rows, String loss) {}
}
