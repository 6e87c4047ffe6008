package org.frostml.ml;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigUtil;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.frostml.FrostException;
import org.frostml.config.Configs;
import org.frostml.config.Reference;
import org.frostml.config.RunSettings;
import org.frostml.job.files.Hadoop;
import org.frostml.nn.Measure;

/** The params of an estimator as the configuration of a run: they come before {@code config}. */
final class Settings {
  /** What a fit's table is called in messages. */
  static final String TABLE = "the table";

  /** Of the table, what {@code config} may say; the rest is said by the columns of params. */
  private static final Set<String> OF_TABLE = Set.of("scaling", "classWeights", "shape", "augment");

  private static final String FILE = ".conf";
  private static final String DATA = "data";

  private Settings() {}

  /**
   * Reads them.
   *
   * @throws FrostException if they do not fit
   */
  static RunSettings of(FrostEstimator<?> params) {
    boolean classes = params.declared().isOfClasses();
    List<Config> overlays = new ArrayList<>();
    if (!classes) {
      Object loss = params.getDefault(params.loss()).get();
      overlays.add(ConfigFactory.parseMap(Map.of("network.loss", loss), "the default of loss"));
    }
    overlays.add(config(params.getConfig().strip()));
    overlays.add(layers(params));
    overlays.add(params.declared().given());
    overlays.add(columns(params));
    RunSettings settings = Configs.read(overlays);
    requireLoss(settings, classes);
    requireCheckpoints(params);
    return settings;
  }

  /** Hidden layers that are set come before all layers of a configuration. */
  private static Config layers(FrostEstimator<?> params) {
    return params.isSet(params.hiddenLayers())
        ? ConfigFactory.parseMap(Map.of("network.layers", ""), "param hiddenLayers")
        : ConfigFactory.empty();
  }

  private static Config config(String config) {
    Config given = config.endsWith(FILE) ? file(config) : Configs.text(config, "param config");
    if (!Configs.said(given, "validation.column").orElse("").isBlank()) {
      throw new FrostException(
          "param config: validation.column is said by param validationIndicatorCol");
    }
    Config kept = given;
    if (given.hasPath(DATA)) {
      for (String name : given.getObject(DATA).keySet()) {
        String key = DATA + "." + ConfigUtil.joinPath(name);
        // What is no key at all stays, to be refused by its name.
        boolean idle = Reference.RUN.defaults().hasPath(key) && !OF_TABLE.contains(name);
        kept = idle ? kept.withoutPath(key) : kept;
      }
    }
    return kept;
  }

  private static Config file(String path) {
    try {
      return Hadoop.configuration(path);
    } catch (IOException e) {
      throw new FrostException("param config: " + path + ": " + e.getMessage(), e);
    }
  }

  /** What the table's columns are, as a model says it of its data. */
  private static Config columns(FrostEstimator<?> params) {
    Map<String, Object> columns = new HashMap<>();
    columns.put("data.format", "parquet");
    columns.put("data.path", TABLE);
    columns.put("data.features", List.of(params.getFeaturesCol()));
    columns.put("data.label", List.of(params.getLabelCol()));
    columns.put("data.weight", column(params, "weightCol"));
    columns.put("validation.column", column(params, "validationIndicatorCol"));
    return ConfigFactory.parseMap(columns, "params of columns");
  }

  /** The column that a param names; empty: none. */
  static String column(FrostParams params, String name) {
    return (String) params.get(params.getParam(name)).getOrElse(() -> "");
  }

  private static void requireLoss(RunSettings settings, boolean classes) {
    Measure measure = settings.config().loss().measure();
    if ((measure == Measure.ACCURACY) != classes) {
      throw new FrostException(
          "network.loss = "
              + settings.config().loss().spec()
              + " learns "
              + (classes
                  ? "values: take FrostRegressor, or cross-entropy"
                  : "classes: take FrostClassifier, or mse or huber"));
    }
  }

  private static void requireCheckpoints(FrostParams params) {
    if (params.getCheckpointDir().isBlank() && params.isSet(params.checkpointInterval())) {
      throw new FrostException(
          "param checkpointInterval needs a checkpointDir, where checkpoints are kept");
    }
  }
}
