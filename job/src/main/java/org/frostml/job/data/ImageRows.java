package org.frostml.job.data;

import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.frostml.FrostException;
import org.frostml.config.TrainConfig;
import org.frostml.job.files.Hadoop;
import org.frostml.nn.Labels;
import org.frostml.nn.Rows;
import org.frostml.train.Model;

/** Image files as rows, read by Spark's reader of whole files and decoded by executors. */
public final class ImageRows {
  private static final String PATH = "path";
  private static final String CONTENT = "content";

  /** Files are small: Spark's own partitions would be one for 32 of them. */
  private static final int PARTITIONS_PER_CORE = 4;

  private static final StructType LABELLED =
      new StructType()
          .add(ShuffledRows.FEATURES, DataTypes.BinaryType, false)
          .add(ShuffledRows.TARGETS, DataTypes.createArrayType(DataTypes.DoubleType, false), false)
          .add(ShuffledRows.WEIGHT, DataTypes.DoubleType, false)
          .add(ShuffledRows.PART, DataTypes.IntegerType, false);

  private ImageRows() {}

  /** The images of a run. */
  static Frame of(SparkSession spark, TrainConfig config) throws IOException {
    ImageFolder folder = ImageFolder.at(config.data().path());
    Path train = folder.train();
    List<String> classes = folder.classes(train);
    if (classes.size() < 2) {
      throw new FrostException(
          Hadoop.show(train)
              + ": at least 2 folders are needed, one for each class, but there "
              + (classes.isEmpty() ? "is none" : "is only " + classes.get(0)));
    }
    ImageSize size = folder.size(new Path(train, classes.get(0)));
    ImageContent content = new ImageContent(size, new Labels(true, classes));
    ImagePart trained = new ImagePart(train.toString(), Map.of());
    Dataset<Row> rows =
        labelled(spark, trained, content, Bundle.TRAINING)
            .unionAll(labelled(spark, folder.test(classes), content, Bundle.TEST));
    return Frame.of(
        rows, folder.name(), content, config.validationShare(), config.seed(), config.shards());
  }

  /** Images to evaluate a model on, in so many shards at most. */
  public static Frame toTest(SparkSession spark, String path, Model model, int shards)
      throws IOException {
    ImageContent content = new ImageContent(size(model), model.labels());
    ImageFolder folder = ImageFolder.at(path);
    ImagePart test = folder.test(content.labels().names());
    return Frame.of(
        labelled(spark, test, content, Bundle.TEST), folder.name(), content, 0, 0, shards);
  }

  private static ImageSize size(Model model) {
    return new ImageSize(model.network().in(), "the images of the model are");
  }

  /** Images to predict for: all in a folder, at any depth. */
  public static TableRows toPredict(SparkSession spark, String path, Model model)
      throws IOException {
    ImageFolder.at(path);
    Dataset<Row> found = files(spark, Hadoop.qualified(path).toString());
    long count = found.select(PATH).count();
    if (count == 0) {
      throw new FrostException(
          path
              + ": has no images (files that end in ."
              + String.join(", .", ImageFolder.ENDINGS)
              + ")");
    }
    StructType own = new StructType().add(PATH, DataTypes.StringType, false);
    StructType schema = own.add(ShuffledRows.FEATURES, SQLDataTypes.VectorType(), false);
    Dataset<Row> rows =
        spark.createDataFrame(contents(found).map(new ToPredict(size(model))), schema);
    return new TableRows(path, own, rows, count);
  }

  private static Dataset<Row> labelled(
      SparkSession spark, ImagePart images, ImageContent content, int part) {
    return spark.createDataFrame(
        contents(files(spark, images.folder())).map(new ToLearn(images, content, part)), LABELLED);
  }

  private static Dataset<Row> files(SparkSession spark, String folder) {
    return spark
        .read()
        .format("binaryFile")
        .option("recursiveFileLookup", "true")
        .option("pathGlobFilter", glob())
        .load(literal(folder));
  }

  /** A path that the reader, who takes patterns, reads as it stands. */
  private static String literal(String path) {
    return path.replaceAll("[\\\\{}\\[\\]*?]", "\\\\$0");
  }

  /** Names of any of the endings, whatever their case. */
  private static String glob() {
    StringBuilder glob = new StringBuilder("*.{");
    for (String ending : ImageFolder.ENDINGS) {
      glob.append(glob.length() > 3 ? "," : "");
      for (char letter : ending.toCharArray()) {
        String small = String.valueOf(letter);
        glob.append('[').append(small).append(small.toUpperCase(Locale.ROOT)).append(']');
      }
    }
    return glob.append('}').toString();
  }

  private static JavaRDD<Row> contents(Dataset<Row> files) {
    int cores = files.sparkSession().sparkContext().defaultParallelism();
    return files
        .select(col(PATH), col(CONTENT))
        .javaRDD()
        .coalesce(Math.max(1, PARTITIONS_PER_CORE * cores));
  }

  private static byte[] pixels(Row file, ImageSize size) {
    String name = Hadoop.show(new Path(file.getString(0)));
    return ImagePixels.of(ImagePixels.decode(file.getAs(1), name), size, name);
  }

  /** A row whose label is the class of the file. */
  private record ToLearn(ImagePart images, ImageContent content, int part)
      implements Function<Row, Row>, Serializable {
    @Override
    public Row call(Row file) {
      double label = content.labels().names().indexOf(images.classOf(file.getString(0)));
      return RowFactory.create(pixels(file, content.size()), new Double[] {label}, 1.0, part);
    }
  }

  private record ToPredict(ImageSize size) implements Function<Row, Row>, Serializable {
    @Override
    public Row call(Row file) {
      byte[] pixels = pixels(file, size);
      double[] x = new double[pixels.length];
      for (int f = 0; f < x.length; f++) {
        x[f] = Rows.Bytes.value(pixels[f]);
      }
      Vector features = Vectors.dense(x);
      return RowFactory.create(file.getString(0), features);
    }
  }
}
