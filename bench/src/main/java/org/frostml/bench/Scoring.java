package org.frostml.bench;

import static org.apache.spark.sql.functions.broadcast;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.frostml.data.Digits;
import org.frostml.job.spark.SqlSession;
import org.frostml.ml.FrostClassifier;

/**
 * Seconds of transform on a table in memory, by Frost's model and by MLlib's MLP of the same
 * layers, in turn.
 *
 * @param rounds after one to warm up
 */
record Scoring(int rows, int rounds) {
  /** Distinct rows; a table is made of copies. */
  private static final int DISTINCT = 10_000;

  private static final String FROST = "Frost, 5 %";
  private static final String MLLIB = "MLlib MLP";
  private static final String READING = "nothing but reading a vector";

  BenchTable run(JavaSparkContext spark, Map<String, String> summary) throws IOException {
    SparkSession session = SqlSession.of(spark);
    int distinct = Math.min(rows, DISTINCT);
    Dataset<Row> some =
        VectorTable.of(session, new Digits("digits", distinct, 0, 0))
            .repartition(spark.defaultParallelism())
            .persist();
    // A model sees every copy as a row of its own.
    Dataset<Row> copies = session.range((rows + distinct - 1) / distinct).toDF("copy");
    Dataset<Row> table = some.crossJoin(broadcast(copies)).drop("copy");
    long count = table.count();
    Map<String, Dataset<Row>> scored = new LinkedHashMap<>();
    scored.put(FROST, frost(some).transform(table));
    scored.put(MLLIB, mllib(some).transform(table));
    scored.put(
        READING,
        table.withColumn("first", udf(new First(), DataTypes.DoubleType).apply(col("features"))));
    BenchTurns turns = new BenchTurns(rounds);
    for (int round = -1; round < rounds; round++) {
      for (Map.Entry<String, Dataset<Row>> each : scored.entrySet()) {
        long begun = System.nanoTime();
        each.getValue().write().format("noop").mode("overwrite").save();
        turns.add(round, each.getKey(), (System.nanoTime() - begun) * 1e-9);
      }
    }
    summary.put(
        "rows per second of transform, Frost 5 % / MLlib's MLP, 784-300-100-10",
        Bench.number(turns.median(MLLIB) / turns.median(FROST), 1));
    List<List<String>> cells = new ArrayList<>();
    for (List<String> row : turns.rows(2)) {
      double seconds = turns.median(row.get(0));
      List<String> all = new ArrayList<>(row);
      all.add(Bench.number(count / seconds, 0));
      all.add(Bench.number(turns.median(MLLIB) / seconds, 1));
      cells.add(all);
    }
    return new BenchTable(
        "comparison scoring",
        "Scoring a table of " + Bench.number(count, 0) + " rows of 784 features by 784-300-100-10",
        spark.master()
            + ", rows in memory, transform with all its columns into the sink noop; "
            + rounds
            + " runs in turn.",
        List.of("what", "seconds, median", "least - most", "rows/s", "times MLlib's rows/s"),
        cells);
  }

  private static Model<?> frost(Dataset<Row> rows) {
    return new FrostClassifier().setHiddenLayers(300, 100).setDensity(0.05).setMaxIter(1).fit(rows);
  }

  private static Model<?> mllib(Dataset<Row> rows) {
    return new MultilayerPerceptronClassifier()
        .setLayers(new int[] {784, 300, 100, 10})
        .setMaxIter(1)
        .setSeed(0)
        .fit(rows);
  }

  /** What any model's function does at least. */
  private static final class First implements UDF1<Vector, Double>, Serializable {
    @Override
    public Double call(Vector vector) {
      return vector.apply(0);
    }
  }
}
