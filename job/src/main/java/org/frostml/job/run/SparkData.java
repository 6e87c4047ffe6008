package org.frostml.job.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.config.TrainConfig;
import org.frostml.data.Examples;
import org.frostml.job.data.DataSource;
import org.frostml.nn.Shard;
import org.frostml.run.Preparation;

/**
 * The shards that executors keep, shared by the runs that spread the same examples the same way. Of
 * those that no run uses the last few stay, for a sweep's trials come seed by seed.
 */
public final class SparkData implements AutoCloseable {
  private static final int UNUSED = 4;

  private final JavaSparkContext spark;
  private final List<Parts> kept = new ArrayList<>();

  public SparkData(JavaSparkContext spark) {
    this.spark = spark;
  }

  /** What decides how examples are spread. */
  private record Key(TrainConfig.Data data, double validationShare, long seed, int shards) {
    static Key of(TrainConfig config) {
      return new Key(config.data(), config.validationShare(), config.seed(), config.shards());
    }
  }

  /** The shards of one way to spread one source. */
  static final class Parts {
    private final Key key;
    private final JavaRDD<Shard> train;
    private final JavaRDD<Shard> test;
    private final Optional<JavaRDD<Shard>> validation;
    private int users;

    private Parts(
        Key key, JavaRDD<Shard> train, JavaRDD<Shard> test, Optional<JavaRDD<Shard>> validation) {
      this.key = key;
      this.train = train;
      this.test = test;
      this.validation = validation;
    }

    JavaRDD<Shard> train() {
      return train;
    }

    JavaRDD<Shard> test() {
      return test;
    }

    Optional<JavaRDD<Shard>> validation() {
      return validation;
    }

    private List<JavaRDD<Shard>> all() {
      return Stream.concat(Stream.of(train, test), validation.stream()).toList();
    }
  }

  /** The shards of a run, packed and cached; to be given back. */
  synchronized Parts take(TrainConfig config, Preparation prepared) {
    Key key = Key.of(config);
    Optional<Parts> known = kept.stream().filter(parts -> parts.key.equals(key)).findFirst();
    if (known.isEmpty()) {
      forgetUnused();
    }
    Parts parts = known.orElseGet(() -> load(key, config, prepared));
    parts.users++;
    return parts;
  }

  /** Gives the shards of a run back. */
  synchronized void give(Parts parts) {
    parts.users--;
  }

  private Parts load(Key key, TrainConfig config, Preparation prepared) {
    Parts parts =
        new Parts(
            key,
            shards(prepared.train(), config, prepared),
            shards(prepared.test(), config, prepared),
            prepared.validation().map(examples -> shards(examples, config, prepared)));
    kept.add(parts);
    DataSource.load(spark, parts.all());
    return parts;
  }

  private JavaRDD<Shard> shards(Examples examples, TrainConfig config, Preparation prepared) {
    return DataSource.shards(
        spark, examples, config.seed(), config.shards(), prepared.survey().scaling());
  }

  private void forgetUnused() {
    List<Parts> unused = kept.stream().filter(parts -> parts.users == 0).toList();
    List<Parts> oldest = unused.subList(0, Math.max(0, unused.size() - UNUSED));
    oldest.forEach(SparkData::forget);
    kept.removeAll(oldest);
  }

  private static void forget(Parts parts) {
    parts.all().forEach(shards -> shards.unpersist(false));
  }

  @Override
  public synchronized void close() {
    kept.forEach(SparkData::forget);
    kept.clear();
  }
}
