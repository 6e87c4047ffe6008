package org.frostml.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.frostml.data.Digits;
import org.frostml.job.SparkStart;
import org.frostml.job.spark.SqlSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comparisons measure, and that they are fair; never who wins. */
@Tag("long")
class ComparisonTest {
  private static final PrintWriter NOWHERE = new PrintWriter(new StringWriter());

  private static JavaSparkContext spark;
  private static SparkSession session;

  @BeforeAll
  static void start() {
    SparkConf conf =
        Fold.withoutConstraints(SparkStart.conf(true))
            .setMaster("local[2]")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.sql.shuffle.partitions", "2");
    spark = SparkStart.context(conf, "comparison test");
    session = SqlSession.of(spark);
  }

  @AfterAll
  static void stop() {
    spark.close();
  }

  @Test
  void scoresAreThoseOfSparksEvaluators() {
    Random random = new Random(1);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      // Of eleven values, so that there are ties.
      double probability = random.nextInt(11) / 10.0;
      rows.add(
          RowFactory.create(
              (double) random.nextInt(2),
              1.0 + random.nextInt(3),
              probability > 0.5 ? 1.0 : 0.0,
              Vectors.dense(1 - probability, probability)));
    }
    Dataset<Row> predicted =
        session.createDataFrame(
            rows,
            new StructType()
                .add("label", "double")
                .add("weight", "double")
                .add("prediction", "double")
                .add("probability", SQLDataTypes.VectorType()));
    Map<String, Double> scores = FoldScores.of(predicted, FoldTask.TWO_CLASSES);
    MulticlassClassificationEvaluator classes =
        new MulticlassClassificationEvaluator().setWeightCol("weight");
    assertEquals(
        classes.setMetricName("accuracy").evaluate(predicted),
        scores.get(FoldScores.ACCURACY),
        1e-12);
    assertEquals(
        classes.setMetricName("logLoss").evaluate(predicted),
        scores.get(FoldScores.LOG_LOSS),
        1e-12);
    assertEquals(
        new BinaryClassificationEvaluator()
            .setNumBins(0)
            .setRawPredictionCol("probability")
            .setWeightCol("weight")
            .evaluate(predicted),
        scores.get(FoldScores.AUC),
        1e-12);
    assertEquals(
        new RegressionEvaluator().setWeightCol("weight").evaluate(predicted),
        FoldScores.of(predicted, FoldTask.VALUES).get(FoldScores.RMSE),
        1e-12);
  }

  @Test
  void theFoldsOfATableAreOfItsRowsAlone(@TempDir Path folder) throws IOException {
    FoldTable table = table("dermatology");
    writeSigns(folder, 120);
    Dataset<Row> rows = table.read(session, folder);
    long tested = 0;
    for (int fold = 0; fold < Fold.COUNT; fold++) {
      try (Fold whole = Fold.of(table, rows, fold);
          Fold again = Fold.of(table, rows.repartition(3).sort("_c0"), fold);
          Fold choice = Fold.choice(table, rows, fold)) {
        assertEquals(120, whole.train().count() + whole.test().count());
        assertEquals(34, whole.width());
        // Means that fill and scale are rounded in the order of rows.
        Dataset<Row> labels = whole.test().select("label");
        assertEquals(0, labels.exceptAll(again.test().select("label")).count());
        assertEquals(whole.train().count(), choice.train().count() + choice.test().count());
        tested += whole.test().count();
      }
    }
    assertEquals(120, tested);
  }

  @Test
  void aRunThatIsBrokenOffResumes(@TempDir Path folder) throws IOException {
    FoldTable table = table("dermatology");
    writeSigns(folder, 240);
    List<FoldMethod> methods = new ArrayList<>();
    for (FoldMethod method : FoldMethods.all(2)) {
      if (method.name().equals(FoldMethods.LINEAR) || method.name().equals(FoldMethods.FROST)) {
        methods.add(brief(method));
      }
    }
    Path log = folder.resolve("folds.jsonl");
    Dataset<Row> rows = table.read(session, folder);
    new FoldRun(table, rows, new FoldLog(log), NOWHERE).run(methods);
    List<String> all = Files.readAllLines(log);
    assertEquals(4 * Fold.COUNT, all.size());
    // As it is where the last method of the last fold was not done.
    List<String> most = all.subList(0, all.size() - 2);
    Files.write(log, most);
    FoldLog done = new FoldLog(log);
    new FoldRun(table, rows, done, NOWHERE).run(methods);
    assertEquals(most, Files.readAllLines(log).subList(0, most.size()));
    assertEquals(all.size(), Files.readAllLines(log).size());
    BenchTable shown = FoldTables.of(table, done.of(table), methods);
    assertEquals(
        List.of("Frost", "Frost, tuned", "MLlib linear", "MLlib linear, tuned"),
        shown.rows().stream().map(row -> row.get(0)).toList());
    assertWhole(shown);
    assertWhole(FoldTables.chosen(List.of(table), done));
    assertTrue(FoldTables.standing(List.of(table), done, methods).rows().isEmpty(), "no trees");
  }

  /** The method with one setting, and hardly trained: what is kept of it is not how good it is. */
  private static FoldMethod brief(FoldMethod method) {
    Map<FoldTask, List<Map<String, Object>>> one = new LinkedHashMap<>();
    method.settings().keySet().forEach(task -> one.put(task, List.of(Map.of("maxIter", 2))));
    return new FoldMethod(
        method.name(), method.estimators(), method.features(), Map.of("maxIter", 1), one);
  }

  private static FoldTable table(String name) {
    return FoldTable.ALL.stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Rows like those of dermatology.data: six classes by the first sign, an age missing. */
  private static void writeSigns(Path folder, int count) throws IOException {
    Random random = new Random(2);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int label = i % 6;
      StringBuilder line = new StringBuilder().append(label + random.nextInt(2));
      for (int sign = 1; sign < 33; sign++) {
        line.append(',').append(random.nextInt(4));
      }
      line.append(',').append(i == 7 ? "?" : Integer.toString(20 + random.nextInt(50)));
      lines.add(line.append(',').append(label + 1).toString());
    }
    Files.write(folder.resolve("dermatology.data"), lines);
  }

  @Test
  void vectorsAreComparedWithImagesAndWithMllib(@TempDir Path folder) throws IOException {
    writeIdx(folder, "train", new Digits("digits", 300, 0, 0));
    writeIdx(folder, "t10k", new Digits("digits", 100, 0, 1));
    Map<String, String> summary = new LinkedHashMap<>();
    Dataset<Row> train =
        VectorTable.parquet(
            session, new Digits("digits", 300, 0, 0), folder.resolve("train.parquet"));
    Dataset<Row> test =
        VectorTable.parquet(
            session, new Digits("digits", 100, 0, 1), folder.resolve("test.parquet"));
    assertEquals(300, train.count());
    IdxRun idx = new IdxRun(spark, "../conf/mnist-mlp.conf", folder.toString());
    BenchTable accuracy =
        new VectorAccuracy(train, test, idx, folder.resolve("runs")).run(1, 1, summary);
    assertWhole(accuracy);
    assertEquals(2, accuracy.rows().size());
    BenchTable seconds = new VectorSeconds(train, test, 0.01, 1).run(summary);
    assertWhole(seconds);
    assertEquals(2, summary.size(), summary::toString);
    assertFalse(summary.toString().contains("more than"), summary::toString);
    assertWhole(new VectorSeconds(train, test, 1.01, 1e-9).run(summary));
    assertTrue(summary.toString().contains("more than"), summary::toString);
  }

  private static void writeIdx(Path folder, String part, Digits digits) throws IOException {
    try (DataOutputStream images = stream(folder.resolve(part + "-images-idx3-ubyte"));
        DataOutputStream labels = stream(folder.resolve(part + "-labels-idx1-ubyte"))) {
      for (int number : new int[] {0x803, digits.size(), 28, 28}) {
        images.writeInt(number);
      }
      labels.writeInt(0x801);
      labels.writeInt(digits.size());
      List<byte[]> bytes = new ArrayList<>();
      digits.read(
          i -> true,
          (i, x, label) -> {
            byte[] image = new byte[x.length + 1];
            for (int f = 0; f < x.length; f++) {
              image[f] = (byte) Math.round(x[f] * 255);
            }
            image[x.length] = (byte) label;
            bytes.add(image);
          });
      for (byte[] image : bytes) {
        images.write(image, 0, image.length - 1);
        labels.write(image[image.length - 1]);
      }
    }
  }

  private static DataOutputStream stream(Path file) throws IOException {
    return new DataOutputStream(Files.newOutputStream(file));
  }

  @Test
  void scoringTakesTurns() throws IOException {
    Map<String, String> summary = new LinkedHashMap<>();
    BenchTable table = new Scoring(200, 1).run(spark, summary);
    assertWhole(table);
    assertEquals(3, table.rows().size());
    assertEquals(1, summary.size());
  }

  private static void assertWhole(BenchTable table) {
    assertTrue(table.name().startsWith("comparison "), table.name());
    assertFalse(table.note().isBlank());
    assertFalse(table.rows().isEmpty());
    table.rows().forEach(cells -> assertEquals(table.columns().size(), cells.size()));
  }
}
