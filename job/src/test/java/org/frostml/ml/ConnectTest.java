package org.frostml.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.frostml.io.ModelFile;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Remote notebooks by Spark Connect: what they fit is what a session of its own would fit. */
class ConnectTest {
  private static final String CLASSIFIER = FrostClassifier.class.getName();
  private static final String REGRESSOR = FrostRegressor.class.getName();

  /** As Python has numbers: all integers are long. */
  private static final Map<String, Object> CLASSIFYING =
      Map.of(
          "hiddenLayers",
          new long[] {16},
          "optimizer",
          "linbreg",
          "stepSize",
          0.5,
          "maxIter",
          3L,
          "miniBatchSize",
          20L,
          "density",
          0.5,
          "freezeEvery",
          4L,
          "seed",
          3L,
          "weightCol",
          "weight",
          "thresholds",
          new double[] {0.5, 0.3, 0.4});

  private static final Map<String, Object> REGRESSING =
      Map.of(
          "labelCol",
          "value",
          "hiddenLayers",
          new long[] {16},
          "optimizer",
          "linbreg",
          "maxIter",
          3L,
          "miniBatchSize",
          20L,
          "stepSize",
          0.05,
          "density",
          0.5,
          "freezeEvery",
          4L);

  @TempDir private static Path dir;
  @AutoClose private static ConnectServer server;
  @AutoClose private static SparkSession spark;
  private static Remote remote;
  private static Dataset<Row> table;
  private static FrostClassificationModel classifier;
  private static String remoteClassifier;

  @BeforeAll
  static void start() throws Exception {
    server = new ConnectServer(Files.createDirectory(dir.resolve("server")));
    spark = Sessions.plain();
    Blobs.table(spark).coalesce(1).write().parquet(path("table"));
    table = spark.read().parquet(path("table"));
    classifier =
        Blobs.classifier()
            .setMaxIter(3)
            .setSeed(3)
            .setWeightCol("weight")
            .setThresholds(new double[] {0.5, 0.3, 0.4})
            .fit(table);
    remote = server.notebook(Files.createDirectory(dir.resolve("client")));
    remoteClassifier = remote.fit(CLASSIFIER, CLASSIFYING, path("table"));
  }

  /** A path that names its file system, for the server has another by default. */
  private static String path(String name) {
    return dir.resolve(name).toUri().toString();
  }

  private static byte[] file(String model) throws IOException {
    return Files.readAllBytes(dir.resolve(model).resolve(ModelFile.NAME));
  }

  private static void assertSameRows(Dataset<Row> expected, Dataset<Row> actual) {
    assertEquals(expected.schema().simpleString(), actual.schema().simpleString());
    assertEquals(byFeatures(expected), byFeatures(actual));
  }

  private static Map<Vector, Row> byFeatures(Dataset<Row> rows) {
    return rows.collectAsList().stream()
        .collect(Collectors.toMap(row -> row.getAs("features"), Function.identity()));
  }

  private static double[] predictions(Dataset<Row> scored) {
    return scored.select("prediction").collectAsList().stream()
        .mapToDouble(row -> row.getDouble(0))
        .toArray();
  }

  /** What the server answers, in place of doing it. */
  private static String refusal(Executable asked) {
    return String.valueOf(assertThrows(Exception.class, asked).getMessage());
  }

  private static List<Double> list(double... numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }

  @Test
  void aClassifierHasTheBitsOfASessionOfItsOwn() throws Exception {
    remote.saveModel(remoteClassifier, path("classifier"));
    assertArrayEquals(classifier.saved().file(), file("classifier"));
    remote.transform(remoteClassifier, Map.of(), path("table"), path("scored"));
    assertSameRows(classifier.transform(table), spark.read().parquet(path("scored")));
    assertArrayEquals(
        predictions(classifier.transform(table)),
        remote.predictions(remoteClassifier, path("table")));
  }

  @Test
  void aRegressorToo() throws Exception {
    FrostRegressionModel here = Blobs.regressor().setMaxIter(3).fit(table);
    String there = remote.fit(REGRESSOR, REGRESSING, path("table"));
    remote.saveModel(there, path("regressor"));
    assertArrayEquals(here.saved().file(), file("regressor"));
    assertArrayEquals(predictions(here.transform(table)), remote.predictions(there, path("table")));
    assertEquals(
        new RegressionEvaluator().setLabelCol("value").evaluate(here.transform(table)),
        remote.evaluate(
            RegressionEvaluator.class.getName(),
            Map.of("labelCol", "value"),
            there,
            path("table")));
    double[] vector = table.first().<Vector>getAs("features").toArray();
    assertEquals(here.predict(Vectors.dense(vector)), remote.fetch(there, "predict", vector));
    assertEquals(
        here.summary().totalIterations(), remote.fetch(there, "summary", "totalIterations"));
  }

  @Test
  void paramsOfTheModelAreSetForATransform() {
    Map<String, Object> params =
        Map.of("predictionCol", "class", "thresholds", new double[] {0, 0.5, 0.5});
    remote.transform(remoteClassifier, params, path("table"), path("with-params"));
    FrostClassificationModel here = classifier.copy(ParamMap.empty());
    here.setPredictionCol("class");
    here.setThresholds(new double[] {0, 0.5, 0.5});
    assertSameRows(here.transform(table), spark.read().parquet(path("with-params")));
  }

  @Test
  void evaluatorsOfSparkTakeWhatItScores() {
    assertEquals(
        new MulticlassClassificationEvaluator()
            .setMetricName("accuracy")
            .evaluate(classifier.transform(table)),
        remote.evaluate(
            MulticlassClassificationEvaluator.class.getName(),
            Map.of("metricName", "accuracy"),
            remoteClassifier,
            path("table")));
  }

  @Test
  void savesAndLoads() {
    remote.saveEstimator(CLASSIFIER, CLASSIFYING, path("estimator"));
    Map<String, Object> params = remote.loadEstimator(CLASSIFIER, path("estimator"));
    assertEquals(CLASSIFYING.keySet(), params.keySet());
    assertEquals(List.of(16), params.get("hiddenLayers"));
    assertEquals(list(0.5, 0.3, 0.4), params.get("thresholds"));
    assertEquals(3L, params.get("seed"));
    assertEquals(0.5, params.get("density"));
    assertEquals("weight", params.get("weightCol"));
    assertEquals(3, FrostClassifier.load(path("estimator")).getMaxIter());

    remote.saveModel(remoteClassifier, path("model"));
    String loaded = remote.loadModel(FrostClassificationModel.class.getName(), path("model"));
    assertEquals(false, remote.fetch(loaded, "hasSummary"));
    assertArrayEquals(
        predictions(classifier.transform(table)), remote.predictions(loaded, path("table")));
    assertSameRows(
        classifier.transform(table), FrostClassificationModel.load(path("model")).transform(table));
  }

  @Test
  void aModelTellsOfItself() {
    assertEquals(Blobs.FEATURES, remote.fetch(remoteClassifier, "numFeatures"));
    assertEquals(3, remote.fetch(remoteClassifier, "numClasses"));
    String text = (String) remote.fetch(remoteClassifier, "toString");
    assertTrue(text.contains("layers=dense(16,relu) dense(3), density=0.5"), text);
    Vector features = table.first().getAs("features");
    double[] vector = features.toArray();
    assertEquals(classifier.predict(features), remote.fetch(remoteClassifier, "predict", vector));
    assertEquals(
        list(classifier.predictRaw(features).toArray()),
        remote.fetch(remoteClassifier, "predictRaw", vector));
    assertEquals(
        list(classifier.predictProbability(features).toArray()),
        remote.fetch(remoteClassifier, "predictProbability", vector));
  }

  @Test
  void itsSummaryTellsAsMuchAsTheServerLetsIt() {
    assertEquals(true, remote.fetch(remoteClassifier, "hasSummary"));
    assertEquals(
        list(classifier.summary().objectiveHistory()),
        remote.fetch(remoteClassifier, "summary", "objectiveHistory"));
    assertEquals(3, remote.fetch(remoteClassifier, "summary", "totalIterations"));
    String refused = refusal(() -> remote.fetch(remoteClassifier, "summary", "density"));
    assertTrue(refused.contains("density"), refused);
    // As JSON all of it is told.
    String text = (String) remote.fetch(remoteClassifier, "summary", "toString");
    assertTrue(text.contains("\"flopsRatio\":" + classifier.summary().flopsRatio()), text);
  }

  @Test
  void whatIsPutAsideComesBackAndWhatIsDeletedIsGone() throws Exception {
    String model = remote.fit(CLASSIFIER, CLASSIFYING, path("table"));
    assertTrue(inMemory(model).get(0).contains(FrostClassificationModel.class.getName()));
    remote.evict(model);
    assertEquals(List.of(), inMemory(model));
    assertArrayEquals(
        predictions(classifier.transform(table)), remote.predictions(model, path("table")));
    assertEquals(1, inMemory(model).size());
    assertEquals(false, remote.fetch(model, "hasSummary"));
    remote.createSummary(model, path("table"));
    assertEquals(
        list(classifier.summary().objectiveHistory()),
        remote.fetch(model, "summary", "objectiveHistory"));

    assertTrue(isOnDisk(model), "before");
    remote.delete(model);
    assertEquals(List.of(), inMemory(model));
    assertFalse(isOnDisk(model), "afterwards");
    String refused = refusal(() -> remote.fetch(model, "numClasses"));
    assertTrue(refused.contains(model), refused);
  }

  private static boolean isOnDisk(String model) throws IOException {
    try (Stream<Path> files = Files.walk(dir.resolve("server"))) {
      return files.anyMatch(file -> file.endsWith(Path.of(model, ModelFile.NAME)));
    }
  }

  private static List<String> inMemory(String model) {
    return remote.inMemory().stream().filter(line -> line.contains(model)).toList();
  }

  @Test
  void whatIsWrongIsSaidInWords() {
    assertRefused(Map.of("density", -0.1), "density given invalid value -0.1");
    assertRefused(Map.of("config", "epoch = 3"), "epoch");
    assertRefused(Map.of("labelCol", "lable"), "the table has no column lable, named by labelCol");
    assertRefused(Map.of("labelCol", "value"), "a label that is no class 0, 1, 2");
    assertRefused(Map.of("density", 0.5, "depth", 3), "depth");
  }

  private static void assertRefused(Map<String, Object> params, String words) {
    String refused = refusal(() -> remote.fit(CLASSIFIER, params, path("table")));
    assertTrue(refused.contains(words), refused);
  }

  @Test
  void interruptedFitsEnd() throws Exception {
    CompletableFuture<String> fit =
        CompletableFuture.supplyAsync(
            () -> remote.fit(CLASSIFIER, Map.of("maxIter", 1_000_000), path("table")));
    while (!server.log().contains("epoch 2/1000000")) {
      assertFalse(fit.isDone(), "before it began");
      Thread.sleep(20);
    }
    remote.interrupt();
    Throwable cause = assertThrows(ExecutionException.class, fit::get).getCause();
    assertTrue(String.valueOf(cause).contains("cancel"), String.valueOf(cause));
  }
}
