package org.frostml.job.data;

import java.util.List;
import java.util.Set;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.frostml.FrostException;
import org.frostml.Text;
import org.frostml.config.TableConfig;

/** Opens a table by one of Spark's readers. */
final class TableReader {
  /** Readers that guess types by what a file holds. */
  private static final Set<String> GUESSES = Set.of("csv", "json");

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
   * Another table of the same columns. A file of LIBSVM does not say how many features there are:
   * its largest index would be taken for it. And one of texts does not say which columns are
   * numbers: codes such as 02139 would be, where there is no other among them.
   *
   * @param size of its vectors
   * @param texts the columns that are texts
   */
  static Dataset<Row> open(
      SparkSession spark, TableConfig config, String path, int size, List<String> texts) {
    DataFrameReader reader = reader(spark, config);
    if (config.reader().equals("libsvm")) {
      reader = reader.option("numFeatures", size);
    }
    Dataset<Row> found = open(reader, config, path);
    if (!GUESSES.contains(config.reader()) || !config.schema().isBlank()) {
      return found;
    }
    StructType schema = new StructType();
    for (StructField field : found.schema().fields()) {
      boolean text = texts.stream().anyMatch(field.name()::equalsIgnoreCase);
      schema = schema.add(field.name(), text ? DataTypes.StringType : field.dataType());
    }
    return schema.equals(found.schema())
        ? found
        : open(reader(spark, config).schema(schema), config, path);
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
