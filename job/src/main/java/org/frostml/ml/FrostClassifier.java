package org.frostml.ml;

import java.util.List;
import org.apache.spark.ml.classification.ProbabilisticClassifier;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.frostml.FrostException;

/**
 * Learns to tell classes 0, 1, 2, ... apart, by a network that is sparse from the first step.
 *
 * <pre>{@code
 * FrostClassificationModel model =
 *     new FrostClassifier().setHiddenLayers(300, 100).setDensity(0.05).fit(training);
 * }</pre>
 */
public final class FrostClassifier
    extends ProbabilisticClassifier<Vector, FrostClassifier, FrostClassificationModel>
    implements FrostEstimator<FrostClassifier> {
  static final List<String> LOSSES = List.of("cross-entropy", "binary-cross-entropy");

  private final String uid;
  private final ParamTable declared;

  public FrostClassifier() {
    this(Uid.random("frostc"));
  }

  public FrostClassifier(String uid) {
    this(uid, Uid.leave(uid));
  }

  private FrostClassifier(String uid, String left) {
    this.uid = left;
    Uid.clear();
    declared = ParamTable.of(this, LOSSES);
    declared.addClassWeights();
    declared.setDefaults();
  }

  @Override
  public String uid() {
    return uid == null ? Uid.waiting() : uid;
  }

  @Override
  public ParamTable declared() {
    return declared;
  }

  @Override
  public FrostClassifier self() {
    return this;
  }

  public Param<String> classWeights() {
    return declared.get("classWeights");
  }

  public String getClassWeights() {
    return getOrDefault(classWeights());
  }

  public FrostClassifier setClassWeights(String value) {
    set(classWeights(), value);
    return this;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    TableSchema table = new TableSchema(schema);
    FitTable.columns(this, table);
    Settings.of(this, true);
    return table
        .with(getRawPredictionCol(), "rawPredictionCol", SQLDataTypes.VectorType())
        .with(getProbabilityCol(), "probabilityCol", SQLDataTypes.VectorType())
        .with(getPredictionCol(), "predictionCol", DataTypes.DoubleType)
        .schema();
  }

  @Override
  public FrostClassificationModel train(Dataset<?> table) {
    Fit.Fitted fitted = Fit.of(this, table, true);
    FrostClassificationModel model =
        new FrostClassificationModel(uid, new SavedModel(fitted.file()));
    requireThresholds(model.numClasses());
    model.setSummary(scala.Option.apply(fitted.summary()));
    return model;
  }

  private void requireThresholds(int classes) {
    if (isDefined(thresholds()) && getThresholds().length != classes) {
      throw new FrostException(
          "thresholds has "
              + getThresholds().length
              + " numbers, but there are "
              + classes
              + " classes");
    }
  }

  /** The bytes of the largest model, without looking at the rows. */
  public long estimateModelSize(Dataset<?> table) {
    return ModelSize.of(this, table);
  }

  @Override
  public FrostClassifier copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  @Override
  public MLWriter write() {
    return Persistence.writer(this);
  }

  public static MLReader<FrostClassifier> read() {
    return new DefaultParamsReader<>();
  }

  public static FrostClassifier load(String path) {
    return read().load(path);
  }
}
