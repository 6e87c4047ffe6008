package org.frostml.ml;

import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.Regressor;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** Learns values, by a network that is sparse from the first step. */
public final class FrostRegressor extends Regressor<Vector, FrostRegressor, FrostRegressionModel>
    implements FrostEstimator<FrostRegressor> {
  private final ParamTable declared;

  public FrostRegressor() {
    this(Uid.random("frostr"));
  }

  public FrostRegressor(String uid) {
    this(Uid.of(uid));
  }

  private FrostRegressor(Uid uid) {
    declared = ParamTable.ofValues(this, uid);
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
  public FrostRegressor self() {
    return this;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    TableSchema table = new TableSchema(schema);
    FitTable.columns(this, table);
    Settings.of(this);
    return table.with(getPredictionCol(), "predictionCol", DataTypes.DoubleType).schema();
  }

  /** Spark's own would cast columns before, and knows none whose name holds a dot. */
  @Override
  public FrostRegressionModel fit(Dataset<?> table) {
    return ActiveSession.during(
        table.sparkSession(),
        () -> {
          transformSchema(table.schema(), true);
          return copyValues(train(table).setParent(this), ParamMap.empty());
        });
  }

  @Override
  public FrostRegressionModel train(Dataset<?> table) {
    Fit.Fitted fitted = Fit.of(this, table);
    FrostRegressionModel model = new FrostRegressionModel(uid(), new SavedModel(fitted.file()));
    model.setSummary(scala.Option.apply(fitted.summary()));
    return model;
  }

  /** The bytes of the largest model, without looking at the rows. */
  public long estimateModelSize(Dataset<?> table) {
    return ActiveSession.during(table.sparkSession(), () -> ModelSize.of(this, table));
  }

  @Override
  public FrostRegressor copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  public static MLReader<FrostRegressor> read() {
    return new DefaultParamsReader<>();
  }

  public static FrostRegressor load(String path) {
    return read().load(path);
  }
}
