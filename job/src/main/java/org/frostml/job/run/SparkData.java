package org.frostml.job.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.config.TrainConfig;
import org.frostml.job.data.Shards;
import org.frostml.job.data.Source;
import org.frostml.run.Preparation;

/**
 * The shards that executors keep, shared by the runs that spread the same examples the same way. Of
 * those that no run uses the last few stay, for a sweep's trials come seed by seed.
 */
public final class SparkData implements AutoCloseable {
  private static final int UNUSED = 4;

  private final JavaSparkContext spark;
  private final Source source;
  private final List<Kept> kept = new ArrayList<>();

  public SparkData(JavaSparkContext spark, Source source) {
    this.spark = spark;
    this.source = source;
  }

  /** What decides how examples are spread. */
  private record Key(TrainConfig.Data data, double validationShare, long seed, int shards) {
    static Key of(TrainConfig config) {
      return new Key(config.data(), config.validationShare(), config.seed(), config.shards());
    }
  }

  /** The shards of one way to spread one source. */
  static final class Kept {
    private final Key key;
    private final Shards shards;
    private int users;

    private Kept(Key key, Shards shards) {
      this.key = key;
      this.shards = shards;
    }

    Shards shards() {
      return shards;
    }
  }

  /** The shards of a run, packed and cached; to be given back. */
  synchronized Kept take(TrainConfig config, Preparation prepared) throws IOException {
    Key key = Key.of(config);
    for (Kept known : kept) {
      if (known.key.equals(key)) {
        known.users++;
        return known;
      }
    }
    forgetUnused();
    Kept made = new Kept(key, source.shards(spark, config, prepared.data()));
    try {
      made.shards.load(spark);
    } catch (Exception e) {
      made.shards.forget();
      throw e;
    }
    made.users = 1;
    kept.add(made);
    return made;
  }

  /** Gives the shards of a run back. */
  synchronized void give(Kept shards) {
    shards.users--;
  }

  private void forgetUnused() {
    List<Kept> unused = kept.stream().filter(shards -> shards.users == 0).toList();
    List<Kept> oldest = unused.subList(0, Math.max(0, unused.size() - UNUSED));
    oldest.forEach(old -> old.shards.forget());
    kept.removeAll(oldest);
  }

  @Override
  public synchronized void close() {
    kept.forEach(each -> each.shards.forget());
    kept.clear();
  }
}
