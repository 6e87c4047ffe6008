package org.frostml.job.data;

import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.frostml.FrostException;
import org.frostml.Text;
import org.frostml.config.TableConfig;

/** Opens a table by one of Spark's readers. */
final class TableReader {
  private TableReader() {}

  /**
   * The table at a path, or of a name in the catalog.
   *
   * @throws FrostException if there is none, or it cannot be read so
   */
  static Dataset<Row> open(SparkSession spark, TableConfig config, String path) {
    return open(reader(spark, config), config, path);
  }

  /**
   * Another table of the same features. A file of LIBSVM does not say how many there are: its
   * largest index would be taken for it.
   *
   * @param size of its vectors
   */
  static Dataset<Row> open(SparkSession spark, TableConfig config, String path, int size) {
    DataFrameReader reader = reader(spark, config);
    return open(
        config.reader().equals("libsvm") ? reader.option("numFeatures", size) : reader,
        config,
        path);
  }

  private static DataFrameReader reader(SparkSession spark, TableConfig config) {
    AvroPackage.requireFor(config.reader(), spark.version());
    return spark.read().options(config.options());
  }

  private static Dataset<Row> open(DataFrameReader given, TableConfig config, String path) {
    DataFrameReader reader = given;
    if (!config.schema().isBlank()) {
      try {
        reader = reader.schema(config.schema());
      } catch (Exception e) {
        throw new FrostException("data.schema: " + Text.withCauses(e), e);
      }
    }
    try {
      return config.isInCatalog() ? reader.table(path) : reader.format(config.reader()).load(path);
    } catch (Exception e) {
      throw new FrostException(path + ": cannot be read as " + config.reader() + why(e), e);
    }
  }

  /** Spark's first sentence; the plan after it is not for people. */
  private static String why(Exception e) {
    String text = e instanceof AnalysisException known ? known.getMessage() : Text.withCauses(e);
    return ": " + text.lines().findFirst().orElse(text);
  }
}
