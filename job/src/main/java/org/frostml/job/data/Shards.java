package org.frostml.job.data;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.RDDInfo;
import org.apache.spark.storage.StorageLevel;
import org.frostml.job.spark.Failure;
import org.frostml.nn.Shard;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The examples of a run on executors, a packed shard a partition. */
public final class Shards {
  private static final Logger LOG = LoggerFactory.getLogger(Shards.class);

  /** What is cached. */
  private final List<JavaRDD<KeptShard>> kept;

  private final JavaRDD<Shard> train;
  private final JavaRDD<Shard> test;
  private final Optional<JavaRDD<Shard>> validation;

  private Shards(
      JavaRDD<KeptShard> train, JavaRDD<KeptShard> test, Optional<JavaRDD<KeptShard>> validation) {
    kept = Stream.concat(Stream.of(train, test), validation.stream()).distinct().toList();
    this.train = train.map(KeptShard::shard);
    this.test = test == train ? this.train : test.map(KeptShard::shard);
    this.validation = validation.map(shards -> shards.map(KeptShard::shard));
  }

  /**
   * Those of a run.
   *
   * @param test may be {@code train}, which is cached once then
   */
  static Shards of(JavaRDD<Shard> train, JavaRDD<Shard> test, Optional<JavaRDD<Shard>> validation) {
    JavaRDD<KeptShard> kept = kept(train);
    return new Shards(kept, test == train ? kept : kept(test), validation.map(Shards::kept));
  }

  private static JavaRDD<KeptShard> kept(JavaRDD<Shard> shards) {
    return shards.map(KeptShard::new).setName(shards.name());
  }

  public JavaRDD<Shard> train() {
    return train;
  }

  public JavaRDD<Shard> test() {
    return test;
  }

  public Optional<JavaRDD<Shard>> validation() {
    return validation;
  }

  /**
   * Packs and caches them, and warns if the executors' memory does not hold them all: then those
   * left over are read from their disks, or made again, at every step.
   */
  public void load(JavaSparkContext spark) {
    long inMemory = 0;
    long onDisk = 0;
    boolean all = true;
    for (JavaRDD<KeptShard> shards : kept) {
      shards.persist(StorageLevel.MEMORY_AND_DISK());
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

  /** Ends what executors keep of them. */
  public void forget() {
    kept.forEach(shards -> shards.unpersist(false));
  }
}
