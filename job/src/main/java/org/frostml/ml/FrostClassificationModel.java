package org.frostml.ml;

import java.nio.file.Path;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.HasTrainingSummary;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructType;
import org.frostml.nn.Labels;
import scala.Option;
import scala.Tuple3;

/** Tells classes apart. */
public final class FrostClassificationModel
    extends ProbabilisticClassificationModel<Vector, FrostClassificationModel>
    implements FrostParams, MLWritable, HasTrainingSummary<FrostTrainingSummary> {
  private final ParamTable declared;
  private final SavedModel saved;
  private transient Option<FrostTrainingSummary> summary = Option.empty();

  /** Without weights, for Spark to look at. */
  public FrostClassificationModel() {
    this(Uid.random("frostc"));
  }

  /** Without weights, for Spark to look at. */
  public FrostClassificationModel(String uid) {
    this(uid, (SavedModel) null);
  }

  FrostClassificationModel(String uid, SavedModel saved) {
    this(Uid.of(uid), saved);
  }

  private FrostClassificationModel(Uid uid, SavedModel saved) {
    this.saved = saved;
    declared = ParamTable.ofClasses(this, uid);
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

  public Param<String> classWeights() {
    return declared.get("classWeights");
  }

  public String getClassWeights() {
    return getOrDefault(classWeights());
  }

  @Override
  public int numClasses() {
    return labels().count();
  }

  @Override
  public int numFeatures() {
    return saved.model().inputs().width();
  }

  private Labels labels() {
    return saved.model().labels();
  }

  @Override
  public StructType transformSchema(StructType schema) {
    TableSchema table = new TableSchema(schema);
    table.features(this);
    ClassScores.requireThresholds(this, numClasses());
    return table
        .with(getRawPredictionCol(), "rawPredictionCol", SQLDataTypes.VectorType())
        .with(getProbabilityCol(), "probabilityCol", SQLDataTypes.VectorType())
        .with(getPredictionCol(), "predictionCol", DataTypes.DoubleType, classes())
        .schema();
  }

  /** The classes by their names, as Spark's IndexToString reads them. */
  private Metadata classes() {
    return NominalAttribute.defaultAttr()
        .withName(getPredictionCol())
        .withValues(labels().names().toArray(new String[0]))
        .toMetadata();
  }

  @Override
  public Dataset<Row> transform(Dataset<?> table) {
    transformSchema(table.schema(), true);
    if (getRawPredictionCol().isEmpty()
        && getProbabilityCol().isEmpty()
        && getPredictionCol().isEmpty()) {
      return table.toDF();
    }
    ClassScores scores = new ClassScores(isDefined(thresholds()) ? getThresholds() : null);
    Column features = new TableSchema(table.schema()).features(this);
    String all = "scores of " + uid();
    Dataset<Row> scored =
        new ScoredColumn(saved, scores, ClassScores.TYPE).after(table, all, features);
    Column of = scored.col("`" + all + "`");
    if (!getRawPredictionCol().isEmpty()) {
      scored = scored.withColumn(getRawPredictionCol(), of.getField(ClassScores.RAW));
    }
    if (!getProbabilityCol().isEmpty()) {
      scored = scored.withColumn(getProbabilityCol(), of.getField(ClassScores.PROBABILITY));
    }
    if (!getPredictionCol().isEmpty()) {
      scored =
          scored.withColumn(
              getPredictionCol(),
              of.getField(ClassScores.PREDICTION).as(getPredictionCol(), classes()));
    }
    return scored.drop(all);
  }

  @Override
  public Vector predictRaw(Vector features) {
    return Vectors.dense(ClassScores.raw(saved.scorer().outputs(features)));
  }

  @Override
  public Vector raw2probabilityInPlace(Vector raw) {
    ClassScores.probabilities(((DenseVector) raw).values());
    return raw;
  }

  /** NaN where the features lead to no probabilities, as in {@link #transform}. */
  @Override
  public double raw2prediction(Vector raw) {
    double[] probabilities = raw.toArray().clone();
    ClassScores.probabilities(probabilities);
    return ClassScores.decide(probabilities, isDefined(thresholds()) ? getThresholds() : null);
  }

  /** Raw, for javac takes the two that are inherited for different ones. */
  @Override
  @SuppressWarnings({"rawtypes", "unchecked"})
  public Tuple3 findSummaryModel() {
    return new Tuple3(this, getProbabilityCol(), getPredictionCol());
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
  public FrostClassificationModel copy(ParamMap extra) {
    FrostClassificationModel copy = copyValues(new FrostClassificationModel(uid(), saved), extra);
    copy.summary = summary;
    return copy.setParent(parent());
  }

  @Override
  public MLWriter write() {
    return Persistence.writer(this, saved);
  }

  public static MLReader<FrostClassificationModel> read() {
    return new Persistence.ModelReader<>(
        FrostClassificationModel.class, FrostClassificationModel::new);
  }

  public static FrostClassificationModel load(String path) {
    return read().load(path);
  }

  @Override
  public String toString() {
    return saved == null
        ? uid()
        : ModelSize.describe("FrostClassificationModel", uid(), saved)
            + ", numClasses="
            + numClasses();
  }
}
