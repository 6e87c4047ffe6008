package org.frostml.job.data;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.frostml.config.TrainConfig;
import org.frostml.data.Facts;
import org.frostml.job.spark.SqlSession;
import org.frostml.nn.Loss;

/** What Spark's readers read, shuffled once for all runs that spread it the same way. */
final class Tables implements Source {
  /** A sweep's trials come seed by seed, and with the seed goes who is held out. */
  private static final int KEPT = 5;

  /** The last ones that were asked for, on the disks of executors. */
  private final Map<Key, Table> tables = new LinkedHashMap<>();

  /** What decides how a table is spread. */
  private record Key(
      TrainConfig.Data data, Loss loss, double validationShare, long seed, int shards) {
    static Key of(TrainConfig config) {
      // Where none are held out the seed makes no difference.
      long seed = config.validationShare() == 0 ? 0 : config.seed();
      return new Key(config.data(), config.loss(), config.validationShare(), seed, config.shards());
    }
  }

  /** A table and what is known of it. */
  private record Table(Frame frame, Facts facts) {}

  @Override
  public boolean needsSpark() {
    return true;
  }

  @Override
  public synchronized Facts facts(TrainConfig config) throws IOException {
    return read(config).facts;
  }

  @Override
  public synchronized Shards shards(JavaSparkContext spark, TrainConfig config, Facts facts)
      throws IOException {
    return read(config).frame.shards(facts, config.data().table().classWeights());
  }

  private Table read(TrainConfig config) throws IOException {
    Key key = Key.of(config);
    Table known = tables.remove(key);
    if (known == null && tables.size() == KEPT) {
      tables.remove(tables.keySet().iterator().next()).frame.close();
    }
    Table table = known == null ? spread(config) : known;
    tables.put(key, table);
    return table;
  }

  private static Table spread(TrainConfig config) throws IOException {
    SparkSession spark = SqlSession.of(SparkContext.getOrCreate());
    Frame frame =
        config.data().format() == TrainConfig.Format.IMAGES
            ? ImageRows.of(spark, config)
            : table(spark, config);
    return new Table(frame, facts(frame, config));
  }

  private static Frame table(SparkSession spark, TrainConfig config) {
    EncodedTable encoded = EncodedTable.fit(spark, config);
    return Frame.of(
        encoded.rows(),
        config.data().path(),
        encoded.encoding(),
        config.validationShare(),
        config.seed(),
        config.shards());
  }

  private static Facts facts(Frame frame, TrainConfig config) {
    try {
      frame.requireTests();
      return frame.facts(config);
    } catch (Exception e) {
      frame.close();
      throw e;
    }
  }

  @Override
  public synchronized void close() {
    tables.values().forEach(table -> table.frame.close());
    tables.clear();
  }
}
