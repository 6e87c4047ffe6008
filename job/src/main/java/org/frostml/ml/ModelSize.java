package org.frostml.ml;

import java.util.List;
import java.util.Locale;
import org.apache.spark.ml.attribute.AttributeGroup;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructField;
import org.frostml.config.TrainConfig;
import org.frostml.io.ModelFileSize;
import org.frostml.nn.Labels;
import org.frostml.nn.Shape;
import org.frostml.nn.SigmoidCrossEntropy;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Weights;

/** How large models are, known without a walk through all that they refer to (SPARK-57521). */
final class ModelSize {
  /** The file, the weights as they are read from it, and as they are laid out for predictions. */
  private static final int COPIES = 3;

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
    FitTable.columns(params, schema);
    StructField features = schema.columns().field(params.getFeaturesCol(), "featuresCol");
    boolean vectors = features.dataType().equals(SQLDataTypes.VectorType());
    int size = vectors ? AttributeGroup.fromStructField(features).size() : 0;
    Shape in =
        config.data().table().image().orElseGet(() -> Shape.flat(size < 1 ? FEATURES : size));
    StructField label = schema.columns().field(params.getLabelCol(), "labelCol");
    Labels labels =
        classes
            ? Labels.numbered(classes(config, in, label))
            : Labels.values(List.of(params.getLabelCol()));
    Layout layout = config.penalties().on(config.network(in, labels));
    return COPIES * ModelFileSize.most(layout, config.optimizer(), in.size());
  }

  /** As many as the column says, or the loss or the layers allow. */
  private static int classes(TrainConfig config, Shape in, StructField label) {
    int said = FitTable.classes(label);
    if (said > 0) {
      return Math.max(2, said);
    }
    return config.loss() instanceof SigmoidCrossEntropy ? 2 : config.outputs(in, CLASSES);
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
