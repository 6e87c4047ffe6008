package org.frostml.bench;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.classification.GBTClassifier;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.classification.RandomForestClassifier;
import org.apache.spark.ml.regression.GBTRegressor;
import org.apache.spark.ml.regression.LinearRegression;
import org.apache.spark.ml.regression.RandomForestRegressor;
import org.frostml.FrostException;
import org.frostml.ml.FrostClassifier;
import org.frostml.ml.FrostRegressor;

/** The methods that are compared, each with as many settings to choose from as any other. */
final class FoldMethods {
  static final String FROST = "Frost";
  static final String LINEAR = "MLlib linear";
  static final String MLP = "MLlib MLP";

  /** Each method's. */
  static final int SETTINGS = 4;

  private static final String BOOSTER = "ml.dmlc.xgboost4j.scala.spark.XGBoost";

  private FoldMethods() {}

  /** All of them; that of XGBoost only where it is on the class path. */
  static List<FoldMethod> all(int cores) {
    List<FoldMethod> all = new ArrayList<>(List.of(frost(), linear(), mlp(), forest(), boosted()));
    if (hasXgboost()) {
      all.add(xgboost(cores));
    }
    return all;
  }

  /** Whether XGBoost is on the class path. */
  static boolean hasXgboost() {
    return isThere(BOOSTER + "Classifier");
  }

  private static FoldMethod frost() {
    List<Map<String, Object>> settings =
        List.of(
            network(List.of(128, 64), 0.1, 0.01),
            network(List.of(256, 128), 0.1, 0.02),
            network(List.of(128, 64), 0.2, 0.02),
            network(List.of(128, 64), 0.05, 0.003));
    return new FoldMethod(
        FROST,
        Map.of(
            FoldTask.TWO_CLASSES, FrostClassifier::new,
            FoldTask.CLASSES, FrostClassifier::new,
            FoldTask.VALUES, FrostRegressor::new),
        Fold.FEATURES,
        Map.of("seed", 0L),
        same(settings));
  }

  /** A network of an epoch's few steps, in rounds without a job for each. */
  private static Map<String, Object> network(List<Integer> hidden, double density, double rate) {
    return Map.of(
        "hiddenLayers",
        hidden,
        "density",
        density,
        "optimizer",
        "adabreg",
        "stepSize",
        rate,
        "miniBatchSize",
        64,
        "localSteps",
        19,
        "maxIter",
        30);
  }

  private static FoldMethod linear() {
    List<Map<String, Object>> settings =
        List.of(
            Map.of("regParam", 0.0001),
            Map.of("regParam", 0.001),
            Map.of("regParam", 0.01),
            Map.of("regParam", 0.1));
    return new FoldMethod(
        LINEAR,
        Map.of(
            FoldTask.TWO_CLASSES, LogisticRegression::new,
            FoldTask.CLASSES, LogisticRegression::new,
            FoldTask.VALUES, LinearRegression::new),
        Fold.FEATURES,
        Map.of(),
        same(settings));
  }

  private static FoldMethod mlp() {
    List<Map<String, Object>> settings = new ArrayList<>();
    for (List<Integer> hidden : List.of(List.of(32), List.of(64, 32))) {
      for (int iterations : new int[] {30, 100}) {
        settings.add(Map.of("hidden", hidden, "maxIter", iterations));
      }
    }
    return new FoldMethod(
        MLP,
        Map.of(
            FoldTask.TWO_CLASSES, MultilayerPerceptronClassifier::new,
            FoldTask.CLASSES, MultilayerPerceptronClassifier::new),
        Fold.SCALED,
        // It has no layers by itself; a hidden one of 100 is what scikit-learn's has.
        Map.of("seed", 0L, "hidden", List.of(100)),
        same(settings));
  }

  private static FoldMethod forest() {
    List<Map<String, Object>> settings =
        List.of(
            Map.of("numTrees", 50, "maxDepth", 6),
            Map.of("numTrees", 50, "maxDepth", 10),
            Map.of("numTrees", 50, "maxDepth", 10, "minInstancesPerNode", 4),
            Map.of("numTrees", 20, "maxDepth", 14, "minInstancesPerNode", 4));
    return new FoldMethod(
        "MLlib random forest",
        Map.of(
            FoldTask.TWO_CLASSES, RandomForestClassifier::new,
            FoldTask.CLASSES, RandomForestClassifier::new,
            FoldTask.VALUES, RandomForestRegressor::new),
        Fold.FEATURES,
        Map.of("seed", 0L),
        same(settings));
  }

  private static FoldMethod boosted() {
    List<Map<String, Object>> settings =
        List.of(
            Map.of("maxDepth", 3, "maxIter", 30, "stepSize", 0.3),
            Map.of("maxDepth", 5, "maxIter", 20, "stepSize", 0.1),
            Map.of("maxDepth", 5, "maxIter", 20, "stepSize", 0.3),
            Map.of("maxDepth", 4, "maxIter", 40, "stepSize", 0.1));
    return new FoldMethod(
        "MLlib GBT",
        Map.of(FoldTask.TWO_CLASSES, GBTClassifier::new, FoldTask.VALUES, GBTRegressor::new),
        Fold.FEATURES,
        Map.of("seed", 0L),
        same(settings));
  }

  private static FoldMethod xgboost(int cores) {
    List<Map<String, Object>> settings =
        List.of(
            Map.of("max_depth", 3, "numRound", 100, "eta", 0.1),
            Map.of("max_depth", 3, "numRound", 100, "eta", 0.3),
            Map.of("max_depth", 6, "numRound", 50, "eta", 0.3),
            Map.of("max_depth", 6, "numRound", 100, "eta", 0.1));
    Supplier<Estimator<?>> classifier = () -> named(BOOSTER + "Classifier");
    return new FoldMethod(
        "XGBoost",
        Map.of(
            FoldTask.TWO_CLASSES,
            classifier,
            FoldTask.CLASSES,
            classifier,
            FoldTask.VALUES,
            () -> named(BOOSTER + "Regressor")),
        Fold.FEATURES,
        Map.of("seed", 0L, "numWorkers", cores),
        same(settings));
  }

  private static Map<FoldTask, List<Map<String, Object>>> same(List<Map<String, Object>> settings) {
    return Map.of(
        FoldTask.TWO_CLASSES, settings, FoldTask.CLASSES, settings, FoldTask.VALUES, settings);
  }

  private static boolean isThere(String type) {
    try {
      Class.forName(type);
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /** An estimator that only a profile of the build, or --packages, puts on the class path. */
  private static Estimator<?> named(String type) {
    try {
      return (Estimator<?>) Class.forName(type).getConstructor().newInstance();
    } catch (InvocationTargetException e) {
      throw new FrostException(type + ": " + e.getCause(), e);
    } catch (ReflectiveOperationException e) {
      throw new FrostException(type + ": " + e, e);
    }
  }
}
