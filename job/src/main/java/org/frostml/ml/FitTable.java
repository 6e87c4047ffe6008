package org.frostml.ml;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.PredictorParams;
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
import org.frostml.job.data.Shards;
import org.frostml.job.data.Source;
import org.frostml.nn.Labels;

/** The table given to fit, checked, as the data of a run. */
final class FitTable implements Source {
  private final Frame frame;

  private FitTable(Frame frame) {
    this.frame = frame;
  }

  /** The columns of params, checked by their types alone. */
  static <P extends FrostParams & PredictorParams> Column[] columns(P params, TableSchema schema) {
    String weight = Settings.column(params, "weightCol");
    String heldOut = Settings.column(params, "validationIndicatorCol");
    return new Column[] {
      schema.features(params).as(Frame.FEATURES),
      schema.number(params.getLabelCol(), "labelCol").as(RowChecks.LABEL),
      (weight.isEmpty() ? lit(1.0) : schema.number(weight, "weightCol")).as(Frame.WEIGHT),
      (heldOut.isEmpty() ? lit(false) : schema.flag(heldOut, "validationIndicatorCol"))
          .as(RowChecks.HELD_OUT)
    };
  }

  /**
   * Looks at all rows, and spreads them.
   *
   * @param classes whether labels are classes
   * @throws FrostException if one of them cannot be trained on
   */
  static <P extends FrostParams & PredictorParams> FitTable of(
      P params, Dataset<?> table, TrainConfig config, boolean classes) {
    TableSchema schema = new TableSchema(table.schema());
    Dataset<Row> rows = table.select(columns(params, schema));
    RowChecks.Found found = checks(params, classes).of(rows);
    StructField label = schema.require(params.getLabelCol(), "labelCol");
    Labels labels = classes ? classes(label, found.labels()) : Labels.values(List.of(label.name()));
    String weight = Settings.column(params, "weightCol");
    Encoding encoding =
        Encoding.ofVectors(
            params.getFeaturesCol(), found.features(), params.getLabelCol(), weight, labels);
    return new FitTable(
        Frame.of(
            rows.select(
                col(Frame.FEATURES),
                array(col(RowChecks.LABEL)).as(Frame.TARGETS),
                col(Frame.WEIGHT),
                when(col(RowChecks.HELD_OUT), Frame.VALIDATION)
                    .otherwise(Frame.TRAINING)
                    .as(Frame.PART)),
            Settings.TABLE,
            encoding,
            config.validationShare(),
            config.seed(),
            config.shards()));
  }

  private static <P extends FrostParams & PredictorParams> RowChecks checks(
      P params, boolean classes) {
    RowChecks checks = new RowChecks().features(params.getFeaturesCol());
    checks = classes ? checks.classes(params.getLabelCol()) : checks.values(params.getLabelCol());
    String weight = Settings.column(params, "weightCol");
    String heldOut = Settings.column(params, "validationIndicatorCol");
    checks = weight.isEmpty() ? checks : checks.weights(weight);
    return heldOut.isEmpty() ? checks : checks.heldOut(heldOut);
  }

  /** As many classes as the column says it has, under their names, or else as there are labels. */
  private static Labels classes(StructField column, int labels) {
    Attribute attribute = Attribute.fromStructField(column);
    int said = 0;
    if (attribute instanceof NominalAttribute nominal) {
      if (nominal.values().isDefined() && nominal.values().get().length >= Math.max(2, labels)) {
        return new Labels(true, Arrays.asList(nominal.values().get()));
      }
      said = nominal.getNumValues().isDefined() ? (Integer) nominal.getNumValues().get() : 0;
    } else if (attribute instanceof BinaryAttribute) {
      said = 2;
    }
    int count = Math.max(said, labels);
    if (count < 2) {
      throw new FrostException(
          Settings.TABLE
              + ": column "
              + column.name()
              + " has only the label 0; at least 2 classes are needed");
    }
    return Labels.numbered(count);
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
