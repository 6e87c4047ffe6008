package org.frostml.bench;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.xxhash64;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.Imputer;
import org.apache.spark.ml.feature.OneHotEncoder;
import org.apache.spark.ml.feature.StandardScaler;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;

/**
 * Rows to train on and rows to test on, by a hash of what they hold, as vectors that Spark ML's own
 * transformers make of them; these have seen the rows to train on alone. Missing numbers become the
 * mean, categories one-hot.
 *
 * @param train with {@code features}, dense, and {@code scaled}, the same to mean 0 and deviation 1
 * @param width of the vectors
 */
record Fold(Dataset<Row> train, Dataset<Row> test, int width) implements AutoCloseable {
  /** Folds of a table. */
  static final int COUNT = 5;

  static final String FEATURES = "features";
  static final String SCALED = "scaled";

  private static final String ASSEMBLED = "assembled";

  /** One in so many rows to train on is held out to choose settings by. */
  private static final int CHOICE = 4;

  /** Settings are chosen on about so many rows at most, for the time it takes. */
  private static final int CHOOSERS = 4000;

  private static final int FINE = 1 << 20;

  /** Spark takes minutes to carry what filters say through all columns that are made of theirs. */
  static SparkConf withoutConstraints(SparkConf conf) {
    return conf.set("spark.sql.constraintPropagation.enabled", "false");
  }

  /**
   * A fold of a table.
   *
   * @param index in 0 .. {@link #COUNT} - 1
   */
  static Fold of(FoldTable table, Dataset<Row> rows, int index) {
    Column mine = bucket(table, "fold", COUNT).equalTo(index);
    return made(table, rows.filter(mine.equalTo(false)), rows.filter(mine));
  }

  /**
   * The rows of a fold to train on, part of which are held out in their turn.
   *
   * @param rows the whole table
   */
  static Fold choice(FoldTable table, Dataset<Row> rows, int index) {
    Dataset<Row> train = rows.filter(bucket(table, "fold", COUNT).notEqual(index));
    double share = Math.min(1, (double) CHOOSERS / train.count());
    Dataset<Row> some = train.filter(bucket(table, "sample", FINE).lt(share * FINE));
    Column held = bucket(table, "choice", CHOICE).equalTo(0);
    return made(table, some.filter(held.equalTo(false)), some.filter(held));
  }

  private static Column bucket(FoldTable table, String salt, int count) {
    return pmod(xxhash64(lit(salt), table.content()), lit(count));
  }

  private static Fold made(FoldTable table, Dataset<Row> train, Dataset<Row> test) {
    PipelineModel vectors = vectors(table).fit(train);
    Dataset<Row> trained = cached(vectors.transform(train));
    int width = ((Vector) trained.select(FEATURES).first().get(0)).size();
    return new Fold(trained, cached(vectors.transform(test)), width);
  }

  private static Dataset<Row> cached(Dataset<Row> rows) {
    int cores = rows.sparkSession().sparkContext().defaultParallelism();
    Column dense = udf(new Dense(), SQLDataTypes.VectorType()).apply(col(ASSEMBLED));
    Dataset<Row> kept =
        rows.select(col("label"), col("weight"), dense.as(FEATURES), col(SCALED))
            .repartition(cores)
            .persist();
    kept.count();
    return kept;
  }

  private static Pipeline vectors(FoldTable table) {
    String[] categories = table.categories().toArray(new String[0]);
    List<PipelineStage> stages = new ArrayList<>();
    stages.add(
        new Imputer()
            .setInputCols(table.numbers().toArray(new String[0]))
            .setOutputCols(named(table.numbers(), " filled")));
    if (categories.length > 0) {
      stages.add(
          new StringIndexer()
              .setInputCols(categories)
              .setOutputCols(named(table.categories(), " index"))
              .setHandleInvalid("keep"));
      stages.add(
          new OneHotEncoder()
              .setInputCols(named(table.categories(), " index"))
              .setOutputCols(named(table.categories(), " one-hot")));
    }
    List<String> all = new ArrayList<>(List.of(named(table.numbers(), " filled")));
    all.addAll(List.of(named(table.categories(), " one-hot")));
    stages.add(
        new VectorAssembler().setInputCols(all.toArray(new String[0])).setOutputCol(ASSEMBLED));
    stages.add(new StandardScaler().setInputCol(ASSEMBLED).setOutputCol(SCALED).setWithMean(true));
    return new Pipeline().setStages(stages.toArray(new PipelineStage[0]));
  }

  private static String[] named(List<String> names, String ending) {
    return names.stream().map(name -> name + ending).toArray(String[]::new);
  }

  /** XGBoost takes what a sparse vector leaves out for missing. */
  private static final class Dense implements UDF1<Vector, DenseVector>, Serializable {
    @Override
    public DenseVector call(Vector vector) {
      return vector.toDense();
    }
  }

  @Override
  public void close() {
    train.unpersist(true);
    test.unpersist(true);
  }
}
