package org.frostml.job.data;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.frostml.FrostException;
import org.frostml.config.TableConfig;
import org.frostml.train.Model;

/**
 * The rows of a table as a model takes them.
 *
 * @param name of the table
 * @param schema of those of its columns that are kept
 * @param encoded these columns, and the features after them
 * @param count of rows, those left out not among them
 */
public record TableRows(String name, StructType schema, Dataset<Row> encoded, long count) {
  /**
   * Rows to predict for; they need no labels.
   *
   * @param beside names and patterns of the columns that are kept; none: all
   * @throws FrostException if they lack what the model needs
   */
  public static TableRows of(
      SparkSession spark, TableConfig config, String path, Model model, List<String> beside) {
    Encoding encoding = Encoding.of(model);
    TableColumns table = new TableColumns(opened(spark, config, path, encoding), path);
    UsedColumns selection = UsedColumns.of(path, encoding, model, false);
    TableColumns.Kept own = table.kept(beside, "--columns");
    Dataset<Row> selected = table.rows().select(selection.columns(table, own.columns()));
    InvalidRows.Used used = selection.invalid(config.invalid()).use(selected);
    List<Column> kept = new ArrayList<>(own.columns());
    kept.add(col(ShuffledRows.FEATURES));
    return new TableRows(
        path,
        own.schema(),
        new Encoder(spark, encoding).encode(used.rows()).select(kept.toArray(new Column[0])),
        used.count());
  }

  private static Dataset<Row> opened(
      SparkSession spark, TableConfig config, String path, Encoding encoding) {
    return TableReader.open(spark, config, path, encoding.vectorSize(), encoding.strings());
  }

  /** Examples to evaluate a model on, in so many shards at most. */
  public static Frame toTest(
      SparkSession spark, TableConfig config, String path, Model model, int shards) {
    Encoding encoding = Encoding.of(model);
    TableColumns table = new TableColumns(opened(spark, config, path, encoding), path);
    UsedColumns selection = UsedColumns.of(path, encoding, model, true);
    Column part = lit(Bundle.TEST).as(ShuffledRows.PART);
    Dataset<Row> selected = table.rows().select(selection.columns(table, List.of(part)));
    InvalidRows.Used used = selection.invalid(config.invalid()).use(selected);
    return Frame.of(
        new Encoder(spark, encoding)
            .encode(used.rows())
            .select(
                col(ShuffledRows.FEATURES),
                selection.targets(encoding.labels()).as(ShuffledRows.TARGETS),
                col(ShuffledRows.WEIGHT),
                col(ShuffledRows.PART)),
        path,
        encoding,
        0,
        0,
        shards);
  }
}
