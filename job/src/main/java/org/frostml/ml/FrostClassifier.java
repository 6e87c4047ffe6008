package org.frostml.ml;

import org.apache.spark.ml.classification.ProbabilisticClassifier;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

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
  private final ParamTable declared;

  public FrostClassifier() {
    this(Uid.random("frostc"));
  }

  public FrostClassifier(String uid) {
    this(Uid.of(uid));
  }

  private FrostClassifier(Uid uid) {
    declared = ParamTable.ofClasses(this, uid);
  }

  @Override
  public String uid() {
    return Uid.of(declared);
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
    Settings.of(this);
    return table
        .with(getRawPredictionCol(), "rawPredictionCol", SQLDataTypes.VectorType())
        .with(getProbabilityCol(), "probabilityCol", SQLDataTypes.VectorType())
        .with(getPredictionCol(), "predictionCol", DataTypes.DoubleType)
        .schema();
  }

  /** Spark's own would cast columns before, and knows none whose name holds a dot. */
  @Override
  public FrostClassificationModel fit(Dataset<?> table) {
    return ActiveSession.during(
        table.sparkSession(),
        () -> {
          transformSchema(table.schema(), true);
          return copyValues(train(table).setParent(this), ParamMap.empty());
        });
  }

  @Override
  public FrostClassificationModel train(Dataset<?> table) {
    Fit.Fitted fitted = Fit.of(this, table);
    FrostClassificationModel model =
        new FrostClassificationModel(uid(), new SavedModel(fitted.file()));
    model.setSummary(scala.Option.apply(fitted.summary()));
    return model;
  }

  /** The bytes of the largest model, without looking at the rows. */
  public long estimateModelSize(Dataset<?> table) {
    return ActiveSession.during(table.sparkSession(), () -> ModelSize.of(this, table));
  }

  @Override
  public FrostClassifier copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  public static MLReader<FrostClassifier> read() {
    return new DefaultParamsReader<>();
  }

  public static FrostClassifier load(String path) {
    return read().load(path);
  }
}
