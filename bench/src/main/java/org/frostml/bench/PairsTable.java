package org.frostml.bench;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.feature.FeatureHasher;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.frostml.FrostException;

/**
 * A table with all pairs of its categories, beside its categories and numbers, hashed into one wide
 * vector by Spark ML's FeatureHasher: the columns {@code features} and {@code label}, in fifths by
 * a hash of what a row says.
 */
final class PairsTable implements AutoCloseable {
  private static final int FIFTHS = 5;
  private static final String FIFTH = "fifth";

  private final Dataset<Row> rows;

  /**
   * Reads a CSV file with a header, and keeps the vectors in memory.
   *
   * @param label a column of two texts
   * @param hashed features
   */
  PairsTable(SparkSession spark, String path, String label, int hashed) {
    Dataset<Row> table =
        spark.read().option("header", "true").option("inferSchema", "true").csv(path);
    List<String> texts = new ArrayList<>();
    List<String> inputs = new ArrayList<>();
    for (StructField field : table.schema().fields()) {
      if (!field.name().equals(label)) {
        inputs.add(field.name());
        if (field.dataType() instanceof StringType) {
          texts.add(field.name());
        }
      }
    }
    if (texts.size() < 2 || !Arrays.asList(table.columns()).contains(label)) {
      throw new FrostException(
          path + ": needs a column " + label + " and two columns of texts to pair: --label");
    }
    Column[] all = Arrays.stream(table.columns()).map(name -> col(name)).toArray(Column[]::new);
    Dataset<Row> crossed =
        table.withColumn(FIFTH, pmod(xxhash64(all), lit((long) FIFTHS)).cast("int"));
    for (int i = 0; i < texts.size(); i++) {
      for (int k = i + 1; k < texts.size(); k++) {
        String pair = texts.get(i) + " and " + texts.get(k);
        crossed =
            crossed.withColumn(pair, concat_ws(" and ", col(texts.get(i)), col(texts.get(k))));
        inputs.add(pair);
      }
    }
    Dataset<Row> vectors =
        new FeatureHasher()
            .setInputCols(inputs.toArray(new String[0]))
            .setNumFeatures(hashed)
            .setOutputCol("features")
            .transform(crossed);
    rows =
        new StringIndexer()
            .setInputCol(label)
            .setOutputCol("class")
            .setStringOrderType("alphabetAsc")
            .fit(vectors)
            .transform(vectors)
            .select(col("features"), col("class").as("label"), col(FIFTH))
            .repartition(spark.sparkContext().defaultParallelism())
            .cache();
    rows.count();
  }

  /** The rows to test on. */
  Dataset<Row> test() {
    return rows.filter(col(FIFTH).equalTo(0));
  }

  /** The rows to train on. */
  Dataset<Row> training() {
    return rows.filter(col(FIFTH).notEqual(0));
  }

  /** Those of them that settings are chosen by. */
  Dataset<Row> chosenBy() {
    return rows.filter(col(FIFTH).equalTo(1));
  }

  /** The others, trained on when settings are chosen. */
  Dataset<Row> chosenFrom() {
    return rows.filter(col(FIFTH).gt(1));
  }

  @Override
  public void close() {
    rows.unpersist();
  }
}
