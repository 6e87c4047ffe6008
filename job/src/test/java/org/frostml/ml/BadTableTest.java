package org.frostml.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.spark.ml.Predictor;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.mllib.linalg.VectorUDT;
import org.apache.spark.mllib.linalg.Vectors;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a fit, or a model, is given that cannot be: the words, and whether a job ran before them.
 */
class BadTableTest {
  private static SparkSession spark;
  private static FrostClassificationModel model;

  @BeforeAll
  static void start() {
    spark = Sessions.plain();
    Dataset<Row> blobs = Blobs.table(spark).cache();
    blobs.createOrReplaceTempView("blobs");
    spark.udf().register("old", (UDF1<Vector, Object>) Vectors::fromML, new VectorUDT());
    model = Blobs.classifier().setMaxIter(1).fit(blobs);
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  /**
   * A case.
   *
   * @param table made of the good one by SQL
   * @param early whether it is said before any job
   */
  record Bad(Predictor<?, ?, ?> estimator, String table, boolean early, String message) {
    @Override
    public String toString() {
      return message;
    }
  }

  private static Bad early(FrostClassifier estimator, String message) {
    return new Bad(estimator, "*", true, message);
  }

  private static Bad early(String columns, String message) {
    return new Bad(Blobs.classifier(), columns, true, message);
  }

  private static Bad late(String columns, String message) {
    return new Bad(Blobs.classifier(), columns, false, message);
  }

  static Stream<Bad> cases() {
    FrostClassifier weighted = Blobs.classifier().setWeightCol("weight");
    FrostClassifier held = Blobs.classifier().setValidationIndicatorCol("held");
    return Stream.of(
        early(
            "label", "the table has no column features, named by featuresCol; its columns: label"),
        early("features", "the table has no column label, named by labelCol"),
        early(
            "features, label as lable",
            "the table has no column label, named by labelCol; did you mean lable?"),
        early(
            "'a' as features, label",
            "column features of featuresCol must be a vector or an array of numbers, but is of type string"),
        early(
            "array('a') as features, label",
            "column features of featuresCol must be a vector or an array of numbers, but is of type array<string>"),
        early(
            "features, 'a' as label",
            "column label of labelCol must be a number, but is of type string"),
        early(
            "features, label, 1 as prediction",
            "the table has a column prediction already: name another predictionCol"),
        early(
            "features, label, 1 as Prediction",
            "the table has a column Prediction already: name another predictionCol"),
        early(
            "features, label, 1 as probability",
            "the table has a column probability already: name another probabilityCol"),
        early(
            "features, label, 1 as rawPrediction",
            "the table has a column rawPrediction already: name another rawPredictionCol"),
        new Bad(
            weighted,
            "features, label",
            true,
            "the table has no column weight, named by weightCol"),
        new Bad(
            weighted,
            "features, label, 'a' as weight",
            true,
            "column weight of weightCol must be a number, but is of type string"),
        new Bad(
            held,
            "features, label",
            true,
            "the table has no column held, named by validationIndicatorCol"),
        new Bad(
            held,
            "features, label, 'a' as held",
            true,
            "column held of validationIndicatorCol must be a boolean or a number, but is of type string"),
        early(
            Blobs.classifier().setOptimizer("lindberg"),
            "optimizer.name must be one of adabreg, adam, gmp, linbreg, proxsgd, rigl, set, sgd, static: lindberg (param optimizer)"),
        early(Blobs.classifier().setRegularizer("l2"), "regularizer.name must be one of "),
        early(
            Blobs.classifier().setClassWeights("alike"),
            "data.classWeights must be one of balanced, none: alike (param classWeights)"),
        early(Blobs.classifier().setLoss("hinge"), "network.loss must be one of "),
        early(
            Blobs.classifier().setLoss("mse"),
            "network.loss = mse learns values: take FrostRegressor, or cross-entropy"),
        new Bad(
            Blobs.regressor().setLoss("cross-entropy"),
            "*",
            true,
            "network.loss = cross-entropy learns classes: take FrostClassifier, or mse or huber"),
        early(Blobs.classifier().setLayers("dense(16) what(3)"), "network.layers: "),
        early(
            Blobs.classifier().setPatience(3),
            "stopping.patience needs validation.share > 0 or validation.column"),
        early(
            Blobs.classifier().setConfig("validation.column = held"),
            "param config: validation.column is said by param validationIndicatorCol"),
        new Bad(
            Blobs.classifier(),
            "if(held, array(1, 2, null), array(1, 2, 3)) as features, label",
            false,
            "the table: column features has a feature that is no finite float32 in 60 of 300 rows"),
        early(
            Blobs.classifier().setConfig("freeze.localSteps = 0"),
            "freeze.localSteps must be >= 1"),
        early(Blobs.classifier().setOptimizer("sgd"), "freeze.m must be 0 where nothing is sparse"),
        early(
            Blobs.classifier().setConfig("epoch = 3"),
            "unknown key epoch (param config: 1); did you mean epochs?"),
        early(
            Blobs.classifier().setConfig("data.clasWeights = balanced"),
            "unknown key data.clasWeights (param config: 1); did you mean data.classWeights?"),
        early(Blobs.classifier().setInitialModel("nowhere"), "nowhere: no model there: neither"),
        early(
            Blobs.classifier().setCheckpointDir("nowhere://a/b"),
            "nowhere://a/b: No FileSystem for scheme"),
        early(
            "old(features) as features, label",
            "column features of featuresCol must be a vector or an array of numbers, but is of type"
                + " vector of spark.mllib: MLUtils.convertVectorColumnsToML makes it one of"
                + " spark.ml"),
        early(Blobs.classifier().setConfig("epochs = "), "param config: 1: "),
        early(
            Blobs.classifier().setConfig("validation.share = many"),
            "param config: 1: validation.share has type STRING rather than NUMBER"),
        early(
            Blobs.classifier().setConfig("nothing-here.conf"),
            "nothing-here.conf: no such configuration file"),
        early(Blobs.classifier().setConfig("sweep.seeds = [1]"), "unknown key sweep"),
        early(
            Blobs.classifier().setCheckpointInterval(2),
            "param checkpointInterval needs a checkpointDir, where checkpoints are kept"),
        late(
            "features, if(label = 2, null, label) as label",
            "the table: column label has no label in 100 of 300 rows, for instance null in ["),
        late(
            "features, label + 0.5 as label",
            "the table: column label has a label that is no class 0, 1, 2, ... (text and other numbers: StringIndexer) in 300 of 300 rows, for instance "),
        late(
            "features, label - 1 as label",
            "the table: column label has a label that is no class 0, 1, 2, ... (text and other numbers: StringIndexer) in 100 of 300 rows, for instance -1.0 in ["),
        late(
            "features, label * 1e6 as label",
            "the table: column label has a label of 10000 or more: these are values, for FrostRegressor in 200 of 300 rows"),
        late(
            "features, double('NaN') as label",
            "the table: column label has a label that is no finite number in 300 of 300 rows, for instance NaN in ["),
        late(
            "features, 0 as label",
            "the table: column label has only the label 0; at least 2 classes are needed"),
        late(
            "if(label = 1, null, features) as features, label",
            "the table: column features has no vector in 100 of 300 rows, for instance null in ["),
        late(
            "if(label = 1, null, array(1d, 2d)) as features, label",
            "the table: column features has no vector in 100 of 300 rows, for instance null in ["),
        late(
            "if(label = 1, array(1d, double('NaN')), array(1d, 2d)) as features, label",
            "the table: column features has a feature that is no finite float32 in 100 of 300 rows, for instance [1.0,NaN] in ["),
        late(
            "if(label = 1, array(1d, 1e300), array(1d, 2d)) as features, label",
            "the table: column features has a feature that is no finite float32 in 100 of 300 rows, for instance [1.0,1.0E300] in ["),
        late(
            "if(label = 1, array(1d), array(1d, 2d)) as features, label",
            "the table: column features has vectors of 1 to 2 features; all must have the same size"),
        late(
            "array(1d, 2d) as features, label",
            "the table: every feature is the same in all rows: there is nothing to learn"),
        new Bad(
            weighted,
            "features, label, label - 1 as weight",
            false,
            "the table: column weight has a weight below 0 in 100 of 300 rows, for instance -1.0 in ["),
        new Bad(
            weighted,
            "features, label, if(label = 1, null, 1.0) as weight",
            false,
            "the table: column weight has no weight in 100 of 300 rows"),
        new Bad(
            weighted,
            "features, label, double('Infinity') as weight",
            false,
            "the table: column weight has a weight that is no finite number in 300 of 300 rows"),
        new Bad(
            held,
            "features, label, if(label = 1, null, held) as held",
            false,
            "the table: column held has neither true nor false in 100 of 300 rows"),
        new Bad(
            held.copy(new org.apache.spark.ml.param.ParamMap()),
            "features, label, false as held",
            false,
            "the table: has no rows held out of training: held is true of none"),
        new Bad(
            Blobs.classifier().setMiniBatchSize(400),
            "*",
            false,
            "batchSize 400 is larger than the 300 training examples: lower batchSize"),
        early(
            Blobs.classifier().setShards(3),
            "batchSize must be a multiple of shards, because every shard gives an equal part: batchSize 20, shards 3"),
        new Bad(
            Blobs.classifier().setLayers("dense(16) relu dense(4)"),
            "*",
            false,
            "network.layers: the last layer has 4 outputs, but network.loss = cross-entropy and 3 classes take 3"),
        new Bad(Blobs.classifier().setLoss("binary-cross-entropy"), "*", false, "network.loss: "),
        new Bad(
            Blobs.regressor(),
            "features, if(value < 0, null, value) as value",
            false,
            "the table: column value has no label in "),
        new Bad(
            Blobs.regressor(),
            "features, value * 1e300 as value",
            false,
            "the table: column value has a label that is no finite float32 in "));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isSaidInWords(Bad bad) {
    Dataset<Row> table = spark.sql("select " + bad.table + " from blobs");
    assertSaid(bad.early, bad.message, () -> bad.estimator.fit(table));
  }

  @ParameterizedTest
  @MethodSource("scored")
  void isSaidOfWhatIsScored(Bad bad) {
    Dataset<Row> table = spark.sql("select " + bad.table + " from blobs");
    assertSaid(bad.early, bad.message, () -> model.transform(table).collectAsList());
  }

  static Stream<Bad> scored() {
    return Stream.of(
        early("label", "the table has no column features, named by featuresCol"),
        early(
            "features, 1 as prediction",
            "the table has a column prediction already: name another predictionCol"),
        early(
            "label as features",
            "column features of featuresCol must be a vector or an array of numbers, but is of type double"),
        late("array(1d, 2d) as features", "a row has 2 features, but the model was trained on 8"));
  }

  private static void assertSaid(
      boolean early, String message, org.junit.jupiter.api.function.Executable call) {
    AtomicInteger jobs = new AtomicInteger();
    SparkListener counter =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart start) {
            jobs.incrementAndGet();
          }
        };
    spark.sparkContext().addSparkListener(counter);
    try {
      Throwable said = assertThrows(Exception.class, call);
      List<String> messages = new ArrayList<>();
      boolean found = false;
      for (Throwable e = said; e != null; e = e.getCause()) {
        messages.add(e.getMessage());
        found |= e.getMessage() != null && e.getMessage().startsWith(message);
      }
      assertTrue(found, String.join("\n<- ", messages));
      if (early) {
        assertEquals(0, jobs.get(), "jobs before it was said");
      }
    } finally {
      spark.sparkContext().removeSparkListener(counter);
    }
  }
}
