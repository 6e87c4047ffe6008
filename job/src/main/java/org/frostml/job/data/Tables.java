package org.frostml.job.data;

import java.util.Objects;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.config.TrainConfig;
import org.frostml.data.Facts;
import org.frostml.job.spark.SqlSession;
import org.frostml.nn.Loss;

/** Tables of Spark's, each shuffled once for all runs that spread it the same way. */
final class Tables implements Source {
  private Key key;
  private Table table;

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
  public synchronized Facts facts(TrainConfig config) {
    return read(config).facts;
  }

  @Override
  public synchronized Shards shards(JavaSparkContext spark, TrainConfig config, Facts facts) {
    return read(config).frame.shards(facts, config.data().table().classWeights());
  }

  private Table read(TrainConfig config) {
    Key wanted = Key.of(config);
    if (!Objects.equals(key, wanted)) {
      close();
      EncodedTable encoded = EncodedTable.fit(SqlSession.of(SparkContext.getOrCreate()), config);
      Frame frame =
          Frame.of(
              encoded.rows(),
              config.data().path(),
              encoded.encoding(),
              config.validationShare(),
              config.seed(),
              config.shards());
      table = new Table(frame, facts(frame, config));
      key = wanted;
    }
    return table;
  }

  private static Facts facts(Frame frame, TrainConfig config) {
    try {
      frame.requireTests();
      return frame.facts(config);
    } catch (RuntimeException e) {
      frame.close();
      throw e;
    }
  }

  @Override
  public void close() {
    if (table != null) {
      table.frame.close();
      table = null;
      key = null;
    }
  }
}
