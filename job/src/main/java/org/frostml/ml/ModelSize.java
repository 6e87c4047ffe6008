package org.frostml.ml;

import java.util.List;
import java.util.Locale;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.sql.Dataset;
import org.frostml.config.TrainConfig;
import org.frostml.nn.Labels;
import org.frostml.nn.Shape;
import org.frostml.optim.DensityControl;
import org.frostml.optim.Optimizer;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Weights;

/** How large models are, known without a walk through all that they refer to (SPARK-57521). */
final class ModelSize {
  /** The file, the weights as they are read from it, and as they are laid out for predictions. */
  private static final int COPIES = 3;

  /** A value and a column. */
  private static final int OF_SPARSE = Float.BYTES + Integer.BYTES;

  /** The place, the centre and the scale of a feature. */
  private static final int OF_FEATURE = Integer.BYTES + 2 * Float.BYTES;

  /** The name of a feature, and since when it is used: text, where a model has it. */
  private static final int OF_NAME = 64;

  private static final int MOST_NAMES = 100_000;

  /** The configuration, the names of classes, where the rows came from. */
  private static final int TEXTS = 1 << 16;

  /** What is taken where a column does not say how many features or classes it has. */
  private static final int FEATURES = 1000;

  private static final int CLASSES = 10;

  private ModelSize() {}

  static long of(SavedModel saved) {
    return (long) COPIES * saved.file().length;
  }

  /** At most, by the settings and what the columns say of themselves. */
  static long of(FrostEstimator<?> params, Dataset<?> table) {
    boolean classes = params.declared().isOfClasses();
    TrainConfig config = Settings.of(params).config();
    TableSchema schema = new TableSchema(table.schema());
    int size =
        AttributeGroup.fromStructField(
                schema.columns().field(params.getFeaturesCol(), "featuresCol"))
            .size();
    Shape in = Shape.flat(size < 1 ? FEATURES : size);
    Labels labels =
        classes ? Labels.numbered(CLASSES) : Labels.values(List.of(params.getLabelCol()));
    return COPIES * file(config, in, labels);
  }

  /** Bytes of the file, however many of the weights that may be active are. */
  private static long file(TrainConfig config, Shape in, Labels labels) {
    Layout layout = config.penalties().on(config.network(in, labels));
    Optimizer optimizer = config.optimizer();
    long active = DensityControl.keep(optimizer.mostDensity(), layout.weights());
    long weights = active * (optimizer.isSparse() ? OF_SPARSE : Float.BYTES);
    long others = (long) Float.BYTES * (layout.size() - layout.weights());
    long rows = layout.blocks().stream().mapToLong(block -> block.rows() + 1).sum();
    int named = optimizer.choosesFeatures() ? in.size() : Math.min(in.size(), MOST_NAMES);
    return weights
        + others
        + Integer.BYTES * rows
        + (long) OF_FEATURE * in.size()
        + (long) OF_NAME * named
        + TEXTS;
  }

  /** A model for a person. */
  static String describe(String name, String uid, SavedModel saved) {
    Weights weights = saved.model().weights();
    Layout layout = weights.support().layout();
    int active = layout.countNonZero(weights.support().prolong(weights.values()));
    return String.format(
        Locale.ROOT,
        "%s: uid=%s, numFeatures=%d, layers=%s, density=%.4f",
        name,
        uid,
        saved.model().inputs().width(),
        saved.model().network().spec(),
        (double) active / layout.weights());
  }
}
