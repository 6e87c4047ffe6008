package org.frostml.job.data;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.storage.RDDInfo;
import org.apache.spark.storage.StorageLevel;
import org.frostml.config.Configs;
import org.frostml.config.RunSettings;
import org.frostml.config.TrainConfig;
import org.frostml.data.Digits;
import org.frostml.data.Examples;
import org.frostml.data.IdxExamples;
import org.frostml.data.Sharding;
import org.frostml.job.files.Hadoop;
import org.frostml.job.spark.Failure;
import org.frostml.nn.Scaling;
import org.frostml.nn.Shard;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The examples that a configuration names, and their way into a cached RDD with one packed shard a
 * partition.
 */
public final class DataSource {
  private static final Logger LOG = LoggerFactory.getLogger(DataSource.class);

  private DataSource() {}

  /**
   * The same run with the whole name of its data: where it stands for a path of this folder, a
   * model could not be evaluated from another.
   */
  public static RunSettings qualified(RunSettings settings) throws IOException {
    TrainConfig.Data data = settings.config().data();
    if (data.format() != TrainConfig.Format.IDX) {
      return settings;
    }
    String path = Hadoop.qualified(data.path()).toString();
    Config whole = ConfigFactory.parseMap(Map.of("data.path", path), "data.path");
    return Configs.read(List.of(settings.resolved(), whole));
  }

  static Examples train(TrainConfig.Data data) throws IOException {
    return data.format() == TrainConfig.Format.DIGITS
        ? new Digits("digits (training)", data.train(), data.seed(), 0)
        : IdxExamples.train(Hadoop.folder(data.path()), data.classes());
  }

  public static Examples test(TrainConfig.Data data) throws IOException {
    return data.format() == TrainConfig.Format.DIGITS
        ? new Digits("digits (test)", data.test(), data.seed(), 1)
        : IdxExamples.test(Hadoop.folder(data.path()), data.classes());
  }

  /** Those to predict for: the test part, which needs no labels. */
  public static Examples unlabelled(TrainConfig.Data data) throws IOException {
    return data.format() == TrainConfig.Format.DIGITS
        ? test(data)
        : IdxExamples.testImages(Hadoop.folder(data.path()));
  }

  /**
   * The shards: each task streams the examples past once and keeps its own, so no shuffle is needed
   * and a lost shard is made again from the source.
   */
  public static JavaRDD<Shard> shards(
      JavaSparkContext spark, Examples examples, long seed, int shards, Scaling scaling) {
    Sharding sharding = Sharding.of(examples, seed, shards);
    List<Integer> indices = IntStream.range(0, sharding.shards()).boxed().toList();
    return spark
        .parallelize(indices, sharding.shards())
        .map(new Pack(examples, sharding, scaling))
        .setName("shards of " + examples.name())
        .persist(StorageLevel.MEMORY_AND_DISK());
  }

  /**
   * Packs and caches the shards, and warns if the executors' memory does not hold them all: then
   * those left over are read from their disks, or made again, at every step.
   */
  public static void load(JavaSparkContext spark, List<JavaRDD<Shard>> parts) {
    long inMemory = 0;
    long onDisk = 0;
    boolean all = true;
    for (JavaRDD<Shard> shards : parts) {
      try {
        shards.count();
      } catch (Exception e) {
        throw Failure.of(e, shard -> "shard " + shard);
      }
      for (RDDInfo info : spark.sc().getRDDStorageInfo()) {
        if (info.id() == shards.id()) {
          inMemory += info.memSize();
          onDisk += info.diskSize();
          all &= info.diskSize() == 0 && info.numCachedPartitions() == info.numPartitions();
        }
      }
    }
    if (!all) {
      LOG.warn(
          "the shards do not fit the executors' memory: {} MiB are in it, {} MiB on disk; the run is"
              + " slower, its numbers are the same: raise --executor-memory (in local mode"
              + " --driver-memory)",
          inMemory >> 20,
          onDisk >> 20);
    }
  }

  private record Pack(Examples examples, Sharding sharding, Scaling scaling)
      implements Function<Integer, Shard> {
    @Override
    public Shard call(Integer shard) throws IOException {
      return sharding.pack(examples, shard, scaling);
    }
  }
}
