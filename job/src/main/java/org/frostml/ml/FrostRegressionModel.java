package org.frostml.ml;

import java.nio.file.Path;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.RegressionModel;
import org.apache.spark.ml.util.HasTrainingSummary;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/** Predicts values. */
public final class FrostRegressionModel extends RegressionModel<Vector, FrostRegressionModel>
    implements FrostParams, MLWritable, HasTrainingSummary<FrostTrainingSummary> {
  private final ParamTable declared;
  private final SavedModel saved;
  private transient Option<FrostTrainingSummary> summary = Option.empty();

  /** Without weights, for Spark to look at. */
  public FrostRegressionModel() {
    this(Uid.random("frostr"));
  }

  /** Without weights, for Spark to look at. */
  public FrostRegressionModel(String uid) {
    this(uid, (SavedModel) null);
  }

  FrostRegressionModel(String uid, SavedModel saved) {
    this(Uid.of(uid), saved);
  }

  private FrostRegressionModel(Uid uid, SavedModel saved) {
    this.saved = saved;
    declared = ParamTable.ofValues(this, uid);
  }

  @Override
  public String uid() {
    return Uid.of(declared);
  }

  SavedModel saved() {
    return saved;
  }

  @Override
  public ParamTable declared() {
    return declared;
  }

  @Override
  public int numFeatures() {
    return saved.model().inputs().width();
  }

  @Override
  public StructType transformSchema(StructType schema) {
    TableSchema table = new TableSchema(schema);
    table.features(this);
    return table.with(getPredictionCol(), "predictionCol", DataTypes.DoubleType).schema();
  }

  @Override
  public Dataset<Row> transform(Dataset<?> table) {
    transformSchema(table.schema(), true);
    if (getPredictionCol().isEmpty()) {
      return table.toDF();
    }
    Column features = new TableSchema(table.schema()).features(this);
    return new ScoredColumn(saved, new ValueScore(), DataTypes.DoubleType)
        .after(table, getPredictionCol(), features);
  }

  @Override
  public double predict(Vector features) {
    return saved.scorer().predict(features)[0];
  }

  /** How it was trained, where it has just been; elsewhere it is not known. */
  @Override
  public Option<FrostTrainingSummary> trainingSummary() {
    return summary == null ? Option.empty() : summary;
  }

  @Override
  public void trainingSummary_$eq(Option<FrostTrainingSummary> trained) {
    summary = trained;
  }

  /** For Spark Connect, since Spark 4.1: it keeps a summary in a file beside the model's. */
  public void saveSummary(String path) {
    summary().write(Path.of(path));
  }

  /** For Spark Connect, since Spark 4.1; the rows of training are not needed. */
  public void loadSummary(String path, Dataset<Row> training) {
    summary = Option.apply(FrostTrainingSummary.read(Path.of(path)));
  }

  /** Bytes in memory. */
  public long estimatedSize() {
    return ModelSize.of(saved);
  }

  @Override
  public FrostRegressionModel copy(ParamMap extra) {
    FrostRegressionModel copy = copyValues(new FrostRegressionModel(uid(), saved), extra);
    copy.summary = summary;
    return copy.setParent(parent());
  }

  @Override
  public MLWriter write() {
    return Persistence.writer(this, saved);
  }

  public static MLReader<FrostRegressionModel> read() {
    return new Persistence.ModelReader<>(FrostRegressionModel.class, FrostRegressionModel::new);
  }

  public static FrostRegressionModel load(String path) {
    return read().load(path);
  }

  @Override
  public String toString() {
    return saved == null ? uid() : ModelSize.describe("FrostRegressionModel", uid(), saved);
  }
}
