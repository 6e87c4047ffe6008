package org.frostml.ml;

import static org.apache.spark.sql.functions.col;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.commons.lang3.SerializationUtils;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.evaluation.BinaryClassificationEvaluator;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.IndexToString;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.functions;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.ml.tuning.TrainValidationSplit;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.frostml.FrostException;
import org.frostml.nn.Scaling;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrostClassifierTest {
  private static SparkSession spark;
  private static Dataset<Row> table;
  private static FrostClassificationModel model;

  @BeforeAll
  static void fit() {
    spark = Sessions.plain();
    table = Blobs.table(spark).cache();
    model = Blobs.classifier().fit(table);
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static double accuracy(Dataset<Row> scored) {
    return new MulticlassClassificationEvaluator().setMetricName("accuracy").evaluate(scored);
  }

  @Test
  void learnsWhatCanBeLearnt() {
    Dataset<Row> scored = model.transform(table);
    double accuracy = accuracy(scored);
    assertTrue(accuracy > 0.95, "accuracy " + accuracy);
    assertEquals(3, model.numClasses());
    assertEquals(Blobs.FEATURES, model.numFeatures());
    assertEquals(
        model.transformSchema(table.schema()).simpleString(), scored.schema().simpleString());
    assertTrue(
        model.toString().contains("layers=dense(16,relu) dense(3), density=0.5"), "" + model);
    assertTrue(model.estimatedSize() > 0 && model.estimatedSize() < 1 << 20);
    long largest = Blobs.classifier().estimateModelSize(table);
    assertTrue(largest > model.estimatedSize() && largest < 1 << 20, "at most " + largest);
  }

  @Test
  void theColumnsSayTheSame() {
    for (Row row : model.transform(table).takeAsList(20)) {
      Vector features = row.getAs("features");
      Vector probability = row.getAs("probability");
      Vector raw = row.getAs("rawPrediction");
      assertEquals(
          1, probability.toArray()[0] + probability.toArray()[1] + probability.toArray()[2], 1e-12);
      assertEquals((double) row.getAs("prediction"), probability.argmax());
      assertEquals(raw, model.predictRaw(features));
      assertEquals((double) row.getAs("prediction"), model.predict(features));
      assertEquals(probability, model.predictProbability(features));
    }
  }

  /** Below what float32 can hold as a probability. */
  @Test
  void theLeastProbableClassesAreToldApart() {
    double[] raw = model.predictRaw(Vectors.dense(900, -700, 0, 0, 0, 0, 0, 0)).toArray();
    Arrays.sort(raw);
    assertTrue(raw[0] < raw[1] - 1 && raw[1] < -110, Arrays.toString(raw));
    assertTrue(raw[2] <= 0 && raw[2] > -1e-9, Arrays.toString(raw));
  }

  @Test
  void theSummaryTellsOfEveryEpoch() {
    assertTrue(model.hasSummary());
    FrostTrainingSummary summary = model.summary();
    assertEquals(6, summary.totalIterations());
    assertEquals(6, summary.objectiveHistory().length);
    assertEquals(6, summary.modelEpoch());
    assertEquals("accuracy", summary.measure());
    assertTrue(summary.objectiveHistory()[5] < summary.objectiveHistory()[0]);
    assertEquals(0, summary.validationQualityHistory().length);
    assertEquals(0.5, summary.density(), 0.01);
    assertTrue(summary.flopsRatio() > 0 && summary.flopsRatio() < 1);
    assertTrue(model.copy(ParamMap.empty()).hasSummary());
  }

  @Test
  void theSameRowsGiveTheSameBits() {
    List<Row> shuffled = new ArrayList<>(Blobs.rows(300));
    Collections.shuffle(shuffled, new Random(1));
    for (int partitions : new int[] {1, 3, 7}) {
      Dataset<Row> other = Blobs.table(spark, shuffled).repartition(partitions);
      assertArrayEquals(
          model.saved().file(),
          Blobs.classifier().fit(other).saved().file(),
          partitions + " partitions");
    }
    assertFalse(
        Arrays.equals(
            model.saved().file(), Blobs.classifier().setSeed(1).fit(table).saved().file()));
  }

  @Test
  void arraysAreFeaturesToo() {
    for (String type : List.of("float32", "float64")) {
      Dataset<Row> arrays =
          table.withColumn("features", functions.vector_to_array(table.col("features"), type));
      FrostClassificationModel other = Blobs.classifier().fit(arrays);
      assertArrayEquals(model.saved().file(), other.saved().file(), type);
      assertEquals(accuracy(model.transform(table)), accuracy(other.transform(arrays)));
    }
  }

  @Test
  void sparseVectorsScoreAsDenseOnes() {
    Vector dense = Vectors.dense(0, 3, 0, 0, 0, 0, 0, -1);
    Vector sparse = Vectors.sparse(8, new int[] {1, 7}, new double[] {3, -1});
    Vector scored = model.predictRaw(dense);
    model.predictRaw(Vectors.dense(1, 2, 3, 4, 5, 6, 7, 8));
    assertEquals(scored, model.predictRaw(sparse), "nothing is left of the row before");
    FrostClassificationModel plain =
        Blobs.classifier().setMaxIter(1).setConfig("data.scaling = none").fit(table);
    assertArrayEquals(plain.predictRaw(dense).toArray(), plain.predictRaw(sparse).toArray(), 1e-5);
  }

  /** Rows of which every third of few features says the class, and none has the others. */
  private static Dataset<Row> wide(int width, int stride) {
    List<Row> rows = new ArrayList<>();
    Random random = new Random(3);
    for (int i = 0; i < 300; i++) {
      int[] features = {i % 3 * stride, (3 + random.nextInt(20)) * stride};
      Vector vector = Vectors.sparse(width, features, new double[] {1, 1});
      rows.add(org.apache.spark.sql.RowFactory.create(vector, i % 3.0, 0.0, 1.0, false));
    }
    return Blobs.table(spark, rows);
  }

  /** Features that no row has cost nothing, and are ignored where they come. */
  @Test
  void wideRowsCostWhatOccursInThem(@TempDir Path dir) throws Exception {
    FrostClassificationModel narrow = Blobs.classifier().fit(wide(2_000, 11));
    FrostClassificationModel broad = Blobs.classifier().fit(wide(1 << 20, 11));
    assertEquals(23, narrow.saved().model().network().inputs());
    assertEquals(1 << 20, broad.numFeatures());
    assertArrayEquals(
        narrow.saved().model().weights().values(), broad.saved().model().weights().values());
    assertTrue(accuracy(broad.transform(wide(1 << 20, 11))) > 0.95);
    Vector known = Vectors.sparse(2_000, new int[] {11, 33}, new double[] {1, 1});
    Vector more = Vectors.sparse(2_000, new int[] {11, 12, 33, 1_999}, new double[] {1, 9, 1, 9});
    assertEquals(narrow.predictRaw(known), narrow.predictRaw(more));
    assertArrayEquals(
        narrow.predictRaw(known).toArray(), narrow.predictRaw(more.toDense()).toArray(), 1e-5);
    narrow.write().overwrite().save(dir + "/narrow");
    FrostClassifier further = Blobs.classifier().setMaxIter(1).setInitialModel(dir + "/narrow");
    FrostClassificationModel on = further.fit(wide(2_000, 22));
    assertEquals(narrow.saved().model().inputs(), on.saved().model().inputs());
    assertEquals(
        "initialModel " + dir + "/narrow has other features: 2000, here they are 2222",
        assertThrows(FrostException.class, () -> further.fit(wide(2_222, 11))).getMessage());
  }

  @Test
  void whatIsNoNumberIsNoClass() {
    Vector lacking = Vectors.dense(Double.NaN, 0, 0, 0, 0, 0, 0, 0);
    Dataset<Row> one =
        Blobs.table(
            spark, List.of(org.apache.spark.sql.RowFactory.create(lacking, 0.0, 0.0, 1.0, false)));
    assertTrue(Double.isNaN(model.transform(one).first().getAs("prediction")));
    Dataset<Row> none =
        Blobs.table(
            spark, List.of(org.apache.spark.sql.RowFactory.create(null, 0.0, 0.0, 1.0, false)));
    assertTrue(model.transform(none).first().isNullAt(7));
  }

  @Test
  void predictsNoClassOfWhatIsNoNumber() {
    Vector lacking = Vectors.dense(Double.NaN, 0, 0, 0, 0, 0, 0, 0);
    assertTrue(Double.isNaN(model.predict(lacking)));
    for (Row row : model.transform(table.limit(20)).collectAsList()) {
      assertEquals(row.<Double>getAs("prediction"), model.predict(row.<Vector>getAs("features")));
    }
  }

  /** Names that Spark's own estimators do not find. */
  @Test
  void columnsAreFoundByAnyName() {
    Dataset<Row> named =
        table.selectExpr("features", "label as `my.label`", "weight as `w.t`", "label as Kind");
    FrostClassifier classifier = Blobs.classifier().setMaxIter(1).setWeightCol("w.t");
    FrostClassificationModel dotted = classifier.setLabelCol("my.label").fit(named);
    assertEquals(classifier, dotted.parent());
    assertEquals("my.label", dotted.getLabelCol());
    assertEquals(3, classifier.setLabelCol("kind").fit(named).numClasses());
  }

  @Test
  void whatAnArrayLacksIsNoNumber() {
    Dataset<Row> lacking =
        table.limit(1).selectExpr("array(1, null, 3, 4, 5, 6, 7, 8) as features");
    assertTrue(Double.isNaN(model.transform(lacking).first().<Double>getAs("prediction")));
  }

  @Test
  void hiddenLayersComeBeforeAllLayersOfAConfiguration() {
    FrostClassifier classifier =
        Blobs.classifier().setConfig("network.layers = dense(4) relu dense(3)").setMaxIter(1);
    assertEquals("dense(16,relu) dense(3)", classifier.fit(table).saved().model().network().spec());
  }

  @Test
  void aModelThatHasTravelledKnowsNoSummary() {
    assertTrue(model.hasSummary());
    assertFalse(SerializationUtils.clone(model).hasSummary());
  }

  /** Whatever they hold, which may be a sentinel. */
  @Test
  void rowsThatDoNotCountScaleNothing() {
    Dataset<Row> odd =
        table.selectExpr(
            "if(held, array(1e9, 0, 0, 0, 0, 0, 0, 0), array(1, value, 0, 0, 0, 0, 0, 0)) as features",
            "label",
            "if(held, 0.0, 1.0) as weight");
    Scaling scaling =
        Blobs.classifier().setMaxIter(1).setWeightCol("weight").fit(odd).saved().model().scaling();
    assertEquals(0, ((Scaling.PerFeature) scaling).deviation()[0]);
    assertTrue(((Scaling.PerFeature) scaling).deviation()[1] > 1);
  }

  /** Of arrays too, whose size no column says. */
  @Test
  void aSizeIsSaidOfWhateverCanBeFitted() {
    Dataset<Row> arrays = table.selectExpr("array(1.0, 2.0) as features", "label");
    assertTrue(Blobs.classifier().estimateModelSize(arrays) > 0);
    assertThrows(
        FrostException.class,
        () -> Blobs.classifier().estimateModelSize(table.selectExpr("features", "'a' as label")));
  }

  /** As those of a grid over thresholds are. */
  @Test
  void equalFitsAtATimeAreOne(@TempDir Path dir) {
    FrostClassifier classifier = Blobs.classifier().setCheckpointDir(dir.toString()).setMaxIter(2);
    List<FrostClassificationModel> models =
        List.of(1.0, 2.0).parallelStream()
            .map(
                first ->
                    classifier
                        .copy(ParamMap.empty())
                        .setThresholds(new double[] {first, 1, 1})
                        .fit(table))
            .toList();
    assertArrayEquals(models.get(0).saved().file(), models.get(1).saved().file());
  }

  @Test
  void persists(@TempDir Path dir) throws Exception {
    FrostClassifier classifier = Blobs.classifier().setThresholds(new double[] {1, 2, 3});
    classifier.write().overwrite().save(dir + "/estimator");
    FrostClassifier read = FrostClassifier.load(dir + "/estimator");
    assertEquals(classifier.uid(), read.uid());
    assertEquals(classifier.explainParam(read.maxIter()), read.explainParam(read.maxIter()));
    assertArrayEquals(classifier.getHiddenLayers(), read.getHiddenLayers());
    assertArrayEquals(classifier.getThresholds(), read.getThresholds());
    assertEquals(0.5, read.getDensity());

    model.write().overwrite().save(dir + "/model");
    FrostClassificationModel again = FrostClassificationModel.load(dir + "/model");
    assertEquals(model.uid(), again.uid());
    assertArrayEquals(model.saved().file(), again.saved().file());
    assertEquals(6, again.getMaxIter(), "params of training stay");
    assertFalse(again.hasSummary());
    assertEquals(
        model.transform(table).select("probability").collectAsList(),
        again.transform(table).select("probability").collectAsList());
  }

  @Test
  void copiesAreWhole() {
    ParamMap other = new ParamMap().put(model.thresholds(), new double[] {1, 1, 9});
    FrostClassifier classifier = Blobs.classifier();
    FrostClassifier copy = classifier.copy(new ParamMap().put(classifier.maxIter().w(2)));
    assertEquals(2, copy.getMaxIter());
    assertEquals(6, classifier.getMaxIter());
    assertEquals(classifier.uid(), copy.uid());
    assertEquals(
        2,
        classifier
            .fit(table, new ParamMap().put(classifier.maxIter().w(2)))
            .summary()
            .totalIterations());
    FrostClassificationModel changed = model.copy(other);
    assertEquals(model.parent(), changed.parent());
    assertArrayEquals(new double[] {1, 1, 9}, changed.getThresholds());
    assertFalse(model.isDefined(model.thresholds()));
    assertNotEquals(
        model.transform(table).groupBy("prediction").count().collectAsList(),
        model.transform(table, other).groupBy("prediction").count().collectAsList());
  }

  /** Known before training: never less than what it comes to, and no more than density allows. */
  @Test
  void aModelIsNoLargerThanWasSaid() {
    Dataset<Row> sized =
        table.withColumn(
            "features",
            col("features").as("features", new AttributeGroup("features", 8).toMetadata()));
    FrostClassifier large = Blobs.classifier().setHiddenLayers(300, 200).setMaxIter(1);
    for (FrostClassifier each :
        List.of(
            large.copy(ParamMap.empty()),
            large.copy(ParamMap.empty()).setDensity(0.05),
            large.copy(ParamMap.empty()).setConfig("density.ramp { start = 9, until = 1 }"),
            large.copy(ParamMap.empty()).setConfig("density { control = fixed, lambda = 1e-9 }"),
            large.copy(ParamMap.empty()).setConfig("density.control = adaptive"),
            large.copy(ParamMap.empty()).setConfig("regularizer.except = [net.0.weight]"),
            large.copy(ParamMap.empty()).setRegularizer("columns"),
            large.copy(ParamMap.empty()).setOptimizer("rigl"),
            large.copy(ParamMap.empty()).setOptimizer("gmp"),
            large.copy(ParamMap.empty()).setOptimizer("sgd").setFreezeEvery(0))) {
      long said = each.estimateModelSize(sized);
      long is = each.fit(sized).estimatedSize();
      assertTrue(is <= said, is + " bytes, but said were " + said + ": " + each.explainParams());
    }
    FrostClassifier larger = Blobs.classifier().setHiddenLayers(2000, 1000);
    long sparse = larger.setDensity(0.05).estimateModelSize(sized);
    long dense = larger.setDensity(1).setFreezeEvery(0).estimateModelSize(sized);
    assertTrue(sparse < dense / 4, sparse + " bytes at 5 %, dense " + dense);
  }

  /** Spark Connect asks before every fit. */
  @Test
  void aSizeIsSaidWhateverTheLayersAndTheLoss() {
    long three = Blobs.classifier().setLayers("dense(16) relu dense(3)").estimateModelSize(table);
    long named = Blobs.classifier().setLayers("dense(16) relu dense(30)").estimateModelSize(table);
    assertTrue(0 < three && three < named, three + " and " + named);
    Dataset<Row> two = table.filter("label < 2");
    for (FrostClassifier binary :
        List.of(
            Blobs.classifier().setLoss("binary-cross-entropy"),
            Blobs.classifier()
                .setLoss("binary-cross-entropy")
                .setLayers("dense(16) relu dense(1)"))) {
      long said = binary.estimateModelSize(two);
      long is = binary.setMaxIter(1).fit(two).estimatedSize();
      assertTrue(is <= said, is + " bytes, but said were " + said);
    }
  }

  /** Rows that a column holds out are not trained on: others are another fit. */
  @Test
  void foldsOfOneTableAreFitsOfTheirOwn(@TempDir Path dir) {
    FrostClassifier folds =
        Blobs.classifier()
            .setMaxIter(1)
            .setValidationIndicatorCol("held")
            .setCheckpointDir(dir.toString());
    byte[] one = folds.fit(table).saved().file();
    byte[] other = folds.fit(table.withColumn("held", col("label").equalTo(1))).saved().file();
    assertFalse(Arrays.equals(one, other));
    assertArrayEquals(one, folds.fit(table).saved().file());
  }

  /** As for all else that a notebook reads and writes. */
  @Test
  void filesAreFoundByTheSessionsOwnSettings(@TempDir Path dir) {
    String key = "fs.flaky.impl";
    spark.conf().set(key, "org.frostml.run.CheckpointsTest$FlakyFileSystem");
    try {
      String saved = "flaky://" + dir.resolve("model");
      FrostClassificationModel fitted =
          Blobs.classifier()
              .setMaxIter(1)
              .setCheckpointDir("flaky://" + dir.resolve("runs"))
              .fit(table);
      assertEquals(1, dir.resolve("runs").toFile().list().length);
      fitted.write().save(saved);
      assertEquals(fitted.uid(), FrostClassificationModel.load(saved).uid());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      spark.conf().unset(key);
    }
  }

  /** Whichever session the thread has as its active one. */
  @Test
  void filesAreFoundByTheSettingsOfTheTablesSession(@TempDir Path dir) {
    SparkSession own = spark.newSession();
    own.conf().set("fs.flaky.impl", "org.frostml.run.CheckpointsTest$FlakyFileSystem");
    // What Hadoop keeps of other tests is found by any settings.
    String uncached = "fs.flaky.impl.disable.cache";
    own.conf().set(uncached, "true");
    spark.conf().set(uncached, "true");
    try {
      SparkSession.setActiveSession(spark);
      Blobs.classifier()
          .setMaxIter(1)
          .setCheckpointDir("flaky://" + dir.resolve("runs"))
          .fit(Blobs.table(own));
      assertEquals(1, dir.resolve("runs").toFile().list().length);
      assertEquals(spark, SparkSession.active());
    } finally {
      spark.conf().unset(uncached);
    }
  }

  @Test
  void thresholdsThatDoNotFitCostNoTraining(@TempDir Path dir) {
    FrostClassifier two =
        Blobs.classifier().setThresholds(new double[] {1, 1}).setCheckpointDir(dir.toString());
    assertEquals(
        "thresholds has 2 numbers, but there are 3 classes",
        assertThrows(FrostException.class, () -> two.fit(table)).getMessage());
    assertEquals(0, dir.toFile().list().length);
  }

  @Test
  void thresholdsDecide() {
    // Class 2 needs all of the probability, class 0 none.
    FrostClassificationModel eager =
        model.copy(ParamMap.empty()).setThresholds(new double[] {0, 1, 1});
    assertEquals(300, eager.transform(table).filter("prediction = 0").count());
  }

  @Test
  void columnsMayBeLeftOut() {
    FrostClassificationModel quiet =
        model.copy(ParamMap.empty()).setRawPredictionCol("").setProbabilityCol("");
    assertEquals(
        List.of("features", "label", "value", "weight", "held", "prediction"),
        List.of(quiet.transform(table).columns()));
  }

  @Test
  void rowsCountForTheirWeights() {
    Dataset<Row> weighted =
        table.selectExpr("features", "label", "if(label = 2, 0.0, 1.0) as weight");
    FrostClassificationModel without = Blobs.classifier().setWeightCol("weight").fit(weighted);
    assertEquals(0, without.transform(table).filter("prediction = 2").count());
    Dataset<Row> rare = table.filter("label < 2 and (label = 0 or value < 2)");
    long plain = Blobs.classifier().fit(rare).transform(table).filter("prediction = 1").count();
    long balanced =
        Blobs.classifier()
            .setClassWeights("balanced")
            .fit(rare)
            .transform(table)
            .filter("prediction = 1")
            .count();
    assertTrue(balanced >= plain, balanced + " < " + plain);
  }

  @Test
  void heldOutRowsEndTraining() {
    FrostClassificationModel stopped =
        Blobs.classifier()
            .setMaxIter(30)
            .setValidationIndicatorCol("held")
            .setPatience(2)
            .setConfig("stopping.keepBest = true")
            .fit(table);
    FrostTrainingSummary summary = stopped.summary();
    assertTrue(summary.totalIterations() < 30, "epochs " + summary.totalIterations());
    assertEquals(summary.totalIterations(), summary.validationQualityHistory().length);
    assertTrue(summary.modelEpoch() <= summary.totalIterations() - 2);
    double held = accuracy(stopped.transform(table.filter("held")));
    assertEquals(held, summary.validationQualityHistory()[summary.modelEpoch() - 1], 1e-9);
  }

  /** The table with classes by name. */
  private static Dataset<Row> classes(String... names) {
    return table.withColumn(
        "label",
        col("label").as("label", NominalAttribute.defaultAttr().withValues(names).toMetadata()));
  }

  @Test
  void beginsWithAModel(@TempDir Path dir) throws Exception {
    FrostClassifier dense = Blobs.classifier().setOptimizer("sgd").setFreezeEvery(0);
    FrostClassificationModel first = dense.fit(table);
    assertEquals(1, first.summary().density(), 0.01);
    first.write().overwrite().save(dir + "/dense");
    FrostClassifier sparse = Blobs.classifier().setMaxIter(1).setInitialModel(dir + "/dense");
    FrostClassificationModel sparsified = sparse.fit(table.limit(200));
    assertEquals(0.5, sparsified.summary().density(), 0.01);
    assertEquals(first.saved().model().scaling(), sparsified.saved().model().scaling());
    double warm = sparsified.summary().objectiveHistory()[0];
    double cold =
        sparse
            .copy(ParamMap.empty())
            .setInitialModel("")
            .fit(table.limit(200))
            .summary()
            .objectiveHistory()[0];
    assertTrue(warm < cold / 2, "loss " + warm + ", anew " + cold);
    FrostClassifier permuted = Blobs.classifier().setInitialModel(dir + "/named").setMaxIter(1);
    Blobs.classifier().setMaxIter(1).fit(classes("a", "b", "c")).write().save(dir + "/named");
    permuted.fit(classes("a", "b", "c"));
    assertEquals(
        "initialModel " + dir + "/named has other classes: [a, b, c], here they are [b, a, c]",
        assertThrows(FrostException.class, () -> permuted.fit(classes("b", "a", "c")))
            .getMessage());
    FrostClassifier other = Blobs.classifier().setHiddenLayers(8).setInitialModel(dir + "/dense");
    String said = assertThrows(FrostException.class, () -> other.fit(table)).getMessage();
    assertEquals(
        "initialModel "
            + dir
            + "/dense has other layers: dense(16,relu) dense(3), here they are dense(8,relu) dense(3)",
        said);
  }

  @Test
  void worksInsidePipelinesAndTheirTuning(@TempDir Path dir) throws Exception {
    Dataset<Row> named =
        table.selectExpr(
            "features", "element_at(array('red', 'green', 'blue'), int(label) + 1) as colour");
    StringIndexer indexer =
        new StringIndexer()
            .setInputCol("colour")
            .setOutputCol("label")
            .setStringOrderType("alphabetAsc");
    FrostClassifier classifier = Blobs.classifier();
    IndexToString back = new IndexToString().setInputCol("prediction").setOutputCol("predicted");
    Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {indexer, classifier, back});
    CrossValidator validator =
        new CrossValidator()
            .setEstimator(pipeline)
            .setEvaluator(new MulticlassClassificationEvaluator().setMetricName("accuracy"))
            .setEstimatorParamMaps(
                new ParamGridBuilder().addGrid(classifier.maxIter(), new int[] {1, 6}).build())
            .setNumFolds(2)
            .setParallelism(2)
            .setSeed(1);
    CrossValidatorModel best = validator.fit(named);
    assertTrue(best.avgMetrics()[1] > 0.9, "accuracy " + best.avgMetrics()[1]);
    best.write().overwrite().save(dir + "/cv");
    PipelineModel read = (PipelineModel) CrossValidatorModel.load(dir + "/cv").bestModel();
    long right = read.transform(named).filter("predicted = colour").count();
    assertTrue(right > 285, right + " of 300 by name");
    FrostClassificationModel stage = (FrostClassificationModel) read.stages()[1];
    assertEquals(List.of("blue", "green", "red"), stage.saved().model().labels().names());
    double once =
        new TrainValidationSplit()
            .setEstimator(Blobs.classifier())
            .setEvaluator(new MulticlassClassificationEvaluator())
            .setEstimatorParamMaps(new ParamMap[] {ParamMap.empty()})
            .setSeed(1)
            .fit(table)
            .validationMetrics()[0];
    assertTrue(once > 0.9, "F1 " + once);
  }

  @Test
  void twoClassesByOneOutputAreTwo() {
    Dataset<Row> two = table.filter("label < 2");
    FrostClassificationModel one = Blobs.classifier().setLoss("binary-cross-entropy").fit(two);
    FrostClassificationModel both = Blobs.classifier().fit(two);
    for (FrostClassificationModel each : List.of(one, both)) {
      assertEquals(2, each.numClasses());
      double area = new BinaryClassificationEvaluator().evaluate(each.transform(two));
      assertTrue(area > 0.98, "area under ROC " + area);
    }
  }
}
