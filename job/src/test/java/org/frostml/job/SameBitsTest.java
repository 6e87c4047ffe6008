package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.frostml.ml.FrostClassifier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same rows, in few files and many, in any order and format, on any number of executors in JVMs
 * of their own, with few and many partitions of a shuffle: one model, to the last bit.
 */
@Tag("slow")
@Tag("cluster")
@Timeout(1800)
class SameBitsTest {
  private static final List<String> FORMATS = List.of("csv", "parquet", "json");
  private static final int[] FILES = {1, 37};
  private static final int[] PARTITIONS = {3, 200};

  @TempDir static Path folder;

  /** The rows, some of which lack something. */
  @BeforeAll
  static void writeTables() throws IOException {
    List<String> rows = TablesTest.rows();
    rows.addAll(List.of(",red,true,2,good", "0.25,,false,3,bad", "-1,green,false,,bad"));
    Path ordered = csv("ordered.csv", rows);
    Collections.shuffle(rows, new Random(1));
    Path shuffled = csv("shuffled.csv", rows);
    try (SparkSession spark = session(Problem.conf("local[2]"))) {
      for (int files : FILES) {
        Dataset<Row> table =
            spark
                .read()
                .option("header", "true")
                .option("inferSchema", "true")
                .csv((files == 1 ? ordered : shuffled).toString())
                .repartition(files);
        for (String format : FORMATS) {
          table.write().format(format).option("header", "true").save(table(format, files));
        }
      }
    }
  }

  private static Path csv(String name, List<String> rows) throws IOException {
    return TablesTest.csv(folder.resolve(name), TablesTest.HEADER, rows);
  }

  private static String table(String format, int files) {
    return folder.resolve(format + "-" + files).toString();
  }

  private static SparkSession session(SparkConf conf) {
    return SparkSession.builder().config(Problem.forSql(conf)).getOrCreate();
  }

  /** Trains by the command line. */
  private static String trained(SparkConf conf, String format, int files, int partitions)
      throws IOException {
    Path settings =
        Files.writeString(
            folder.resolve("table.conf"),
            Problem.QUICK
                + """
            epochs = 2, batchSize = 20, shards = 4, network.hidden = [16], density.target = 0.5
            network.loss = binary-cross-entropy
            freeze { m = 4, localSteps = 4 }
            validation.share = 0.1
            data { format = %s, label = kind, invalid = impute }
            """
                    .formatted(format));
    Path run = folder.resolve("run");
    CommandLines.Outcome outcome =
        CommandLines.on(
            conf.set("spark.sql.shuffle.partitions", Integer.toString(partitions)),
            "train",
            settings,
            "--data",
            table(format, files),
            "--out",
            run,
            "--overwrite");
    assertEquals(0, outcome.exit(), outcome.err());
    return ModelArrays.sha256(run);
  }

  /** Fits an estimator. */
  private static String fitted(SparkSession spark, String format, int files, int partitions)
      throws IOException {
    spark.conf().set("spark.sql.shuffle.partitions", Integer.toString(partitions));
    Dataset<Row> table =
        spark
            .read()
            .format(format)
            .option("header", "true")
            .option("inferSchema", "true")
            .load(table(format, files))
            .na()
            .drop()
            .selectExpr(
                "array(size, noise, int(ok), int(colour = 'green')) as features",
                "if(kind = 'good', 1, 0) as label");
    Path model = folder.resolve("model");
    new FrostClassifier()
        .setHiddenLayers(16)
        .setMaxIter(2)
        .setMiniBatchSize(20)
        .setShards(4)
        .setDensity(0.5)
        .setFreezeEvery(4)
        .setLocalSteps(4)
        .setConfig("validation.share = 0.1")
        .fit(table)
        .write()
        .overwrite()
        .save(model.toString());
    return ModelArrays.sha256(model);
  }

  private static String trainedHere() throws IOException {
    return trained(Problem.conf("local[2]"), "csv", 1, 3);
  }

  private static String fittedHere() throws IOException {
    try (SparkSession spark = session(Problem.conf("local[2]"))) {
      return fitted(spark, "csv", 1, 3);
    }
  }

  @Test
  void ofATable() throws IOException {
    assertEquals(trainedHere(), trained(LocalCluster.conf(2), "parquet", 37, 200));
  }

  @Test
  void ofAnEstimator() throws IOException {
    String here = fittedHere();
    try (SparkSession spark = session(LocalCluster.conf(2))) {
      assertEquals(here, fitted(spark, "json", 37, 200));
    }
  }

  @Tag("long")
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void everyWay(int executors) throws Exception {
    String trained = trainedHere();
    String fitted = fittedHere();
    try (StandaloneCluster cluster = new StandaloneCluster(folder, executors)) {
      try (SparkSession spark = session(cluster.conf(executors))) {
        for (Way way : Way.all()) {
          String there = fitted(spark, way.format(), way.files(), way.partitions());
          assertEquals(fitted, there, way::toString);
        }
      }
      for (Way way : Way.all()) {
        SparkConf conf = cluster.conf(executors);
        String there = trained(conf, way.format(), way.files(), way.partitions());
        assertEquals(trained, there, way::toString);
      }
    }
  }

  private record Way(String format, int files, int partitions) {
    static List<Way> all() {
      List<Way> all = new ArrayList<>();
      for (String format : FORMATS) {
        for (int files : FILES) {
          for (int partitions : PARTITIONS) {
            all.add(new Way(format, files, partitions));
          }
        }
      }
      return all;
    }
  }
}
