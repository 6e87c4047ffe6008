package org.frostml.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.Param;

/**
 * A method that takes part: an estimator of Spark ML.
 *
 * @param estimators for the tasks it can do
 * @param features the column that it takes, which is scaled or not
 * @param always params that are set beside any setting; {@code hidden} gives the widths between
 *     features and classes, for an estimator that has to be told all layers
 * @param settings to choose from, for each task
 */
record FoldMethod(
    String name,
    Map<FoldTask, Supplier<Estimator<?>>> estimators,
    String features,
    Map<String, Object> always,
    Map<FoldTask, List<Map<String, Object>>> settings) {
  private static final String HIDDEN = "hidden";

  boolean does(FoldTask task) {
    return estimators.containsKey(task);
  }

  /** Fits with a setting, or with an empty one: the defaults. */
  Model<?> fit(FoldTable table, Fold fold, Map<String, Object> setting) {
    Estimator<?> estimator = estimators.get(table.task()).get();
    Map<String, Object> all = new LinkedHashMap<>(always);
    all.put("featuresCol", features);
    all.put("labelCol", "label");
    if (estimator.hasParam("weightCol")) {
      all.put("weightCol", "weight");
    }
    all.putAll(setting);
    all.forEach((name, value) -> set(estimator, name, value, table, fold));
    return (Model<?>) estimator.fit(fold.train());
  }

  @SuppressWarnings("unchecked")
  private static void set(
      Estimator<?> estimator, String name, Object value, FoldTable table, Fold fold) {
    boolean hidden = name.equals(HIDDEN);
    Param<Object> param = (Param<Object>) estimator.getParam(hidden ? "layers" : name);
    if (value instanceof List<?> widths && (hidden || (Param<?>) param instanceof IntArrayParam)) {
      int[] numbers = widths.stream().mapToInt(width -> (Integer) width).toArray();
      estimator.set(param, hidden ? layers(fold.width(), numbers, table.classes()) : numbers);
    } else {
      estimator.set(param, value);
    }
  }

  private static int[] layers(int inputs, int[] hidden, int outputs) {
    int[] layers = new int[hidden.length + 2];
    layers[0] = inputs;
    System.arraycopy(hidden, 0, layers, 1, hidden.length);
    layers[layers.length - 1] = outputs;
    return layers;
  }
}
