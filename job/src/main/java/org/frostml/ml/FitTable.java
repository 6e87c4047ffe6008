package org.frostml.ml;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.attribute.Attribute;
import org.apache.spark.ml.attribute.BinaryAttribute;
import org.apache.spark.ml.attribute.NominalAttribute;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.frostml.FrostException;
import org.frostml.config.TrainConfig;
import org.frostml.data.Facts;
import org.frostml.job.data.Encoding;
import org.frostml.job.data.Frame;
import org.frostml.job.data.NamedColumns;
import org.frostml.job.data.RowChecks;
import org.frostml.job.data.Shards;
import org.frostml.job.data.ShuffledRows;
import org.frostml.job.data.Source;
import org.frostml.nn.Labels;

/** The table given to fit, as the data of a run: read once, checked on its way into the shuffle. */
final class FitTable implements Source {
  private final Frame frame;

  private FitTable(Frame frame) {
    this.frame = frame;
  }

  /** The columns of params, checked by their types alone. */
  static Column[] columns(FrostEstimator<?> params, TableSchema schema) {
    NamedColumns columns = schema.columns();
    String weight = Settings.column(params, "weightCol");
    String heldOut = Settings.column(params, "validationIndicatorCol");
    return new Column[] {
      schema.features(params).as(ShuffledRows.FEATURES),
      columns.number(params.getLabelCol(), "labelCol").as(FitChecks.LABEL),
      (weight.isEmpty() ? lit(1.0) : columns.number(weight, "weightCol")).as(ShuffledRows.WEIGHT),
      (heldOut.isEmpty() ? lit(false) : columns.truth(heldOut, "validationIndicatorCol"))
          .as(FitChecks.HELD_OUT)
    };
  }

  /**
   * Looks at all rows, and spreads them.
   *
   * @throws FrostException if one of them cannot be trained on
   */
  static FitTable of(FrostEstimator<?> params, Dataset<?> table, TrainConfig config) {
    TableSchema schema = new TableSchema(table.schema());
    Dataset<Row> given = table.select(columns(params, schema));
    RowChecks checks = FitChecks.of(params);
    boolean classes = params.declared().isOfClasses();
    ShuffledRows rows =
        ShuffledRows.of(
            parted(given, checks),
            Settings.TABLE,
            1,
            classes,
            config.validationShare(),
            config.seed(),
            config.shards());
    try {
      if (rows.invalid() > 0) {
        throw checks.refusal(given);
      }
      requireWidth(rows, params.getFeaturesCol());
      StructField label = schema.columns().field(params.getLabelCol(), "labelCol");
      Labels labels =
          classes ? classes(label, rows.classes()) : Labels.values(List.of(label.name()));
      String weight = Settings.column(params, "weightCol");
      Encoding encoding =
          Encoding.ofVectors(
              params.getFeaturesCol(),
              rows.widest(),
              config.data().table().image(),
              params.getLabelCol(),
              weight,
              labels);
      encoding.requireImages(Settings.TABLE);
      return new FitTable(new Frame(rows, encoding));
    } catch (Exception e) {
      rows.close();
      throw e;
    }
  }

  private static Dataset<Row> parted(Dataset<Row> given, RowChecks checks) {
    return given.select(
        col(ShuffledRows.FEATURES),
        array(col(FitChecks.LABEL)).as(ShuffledRows.TARGETS),
        col(ShuffledRows.WEIGHT),
        when(checks.fails(), ShuffledRows.INVALID)
            .when(col(FitChecks.HELD_OUT), ShuffledRows.VALIDATION)
            .otherwise(ShuffledRows.TRAINING)
            .as(ShuffledRows.PART));
  }

  private static void requireWidth(ShuffledRows rows, String column) {
    if (rows.isEmpty()) {
      throw new FrostException(Settings.TABLE + " has no rows to train on");
    }
    int least = rows.narrowest();
    int most = rows.widest();
    if (least != most || most == 0) {
      throw new FrostException(
          Settings.TABLE
              + ": column "
              + column
              + (most == 0
                  ? " has vectors without features"
                  : " has vectors of "
                      + least
                      + " to "
                      + most
                      + " features; all must have the same size"));
    }
  }

  /** As many classes as the column says it has, under their names, or else as there are labels. */
  private static Labels classes(StructField column, int labels) {
    if (Attribute.fromStructField(column) instanceof NominalAttribute nominal
        && nominal.values().isDefined()
        && nominal.values().get().length >= Math.max(2, labels)) {
      return new Labels(true, Arrays.asList(nominal.values().get()));
    }
    int count = Math.max(classes(column), labels);
    if (count < 2) {
      throw new FrostException(
          Settings.TABLE
              + ": column "
              + column.name()
              + " has only the label 0; at least 2 classes are needed");
    }
    return Labels.numbered(count);
  }

  /** How many classes a column says it has; 0 where it does not say. */
  static int classes(StructField column) {
    Attribute attribute = Attribute.fromStructField(column);
    if (attribute instanceof NominalAttribute nominal) {
      return nominal.values().isDefined()
          ? nominal.values().get().length
          : nominal.getNumValues().isDefined() ? (Integer) nominal.getNumValues().get() : 0;
    }
    return attribute instanceof BinaryAttribute ? 2 : 0;
  }

  /** What rows are labelled with. */
  Labels labels() {
    return frame.labels();
  }

  @Override
  public boolean needsSpark() {
    return true;
  }

  @Override
  public Facts facts(TrainConfig config) {
    return frame.facts(config);
  }

  @Override
  public Shards shards(JavaSparkContext spark, TrainConfig config, Facts facts) {
    return frame.shards(facts, config.data().table().classWeights());
  }

  @Override
  public void close() {
    frame.close();
  }
}
