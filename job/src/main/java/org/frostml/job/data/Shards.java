package org.frostml.job.data;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.BlockStatus;
import org.apache.spark.storage.RDDBlockId;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.storage.StorageStatus;
import org.frostml.job.spark.Failure;
import org.frostml.job.spark.Uninterrupted;
import org.frostml.nn.Shard;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.jdk.javaapi.CollectionConverters;

/** The examples of a run on executors, a packed shard a partition. */
public final class Shards {
  private static final Logger LOG = LoggerFactory.getLogger(Shards.class);

  /** What is cached. */
  private final List<JavaRDD<KeptShard>> kept = new ArrayList<>();

  private final JavaRDD<Shard> train;
  private final Optional<JavaRDD<Shard>> test;
  private final Optional<JavaRDD<Shard>> validation;
  private final boolean sparse;

  /**
   * Those of a run.
   *
   * @param test where there are examples to test on
   * @param sparse whether their examples are
   */
  Shards(
      JavaRDD<Shard> train,
      Optional<JavaRDD<Shard>> test,
      Optional<JavaRDD<Shard>> validation,
      boolean sparse) {
    this.train = keep(train);
    this.test = test.map(this::keep);
    this.validation = validation.map(this::keep);
    this.sparse = sparse;
  }

  private JavaRDD<Shard> keep(JavaRDD<Shard> shards) {
    JavaRDD<KeptShard> cached = shards.map(KeptShard::new).setName(shards.name());
    kept.add(cached);
    return cached.map(KeptShard::shard);
  }

  public JavaRDD<Shard> train() {
    return train;
  }

  public Optional<JavaRDD<Shard>> test() {
    return test;
  }

  public Optional<JavaRDD<Shard>> validation() {
    return validation;
  }

  /** Whether examples are kept without their zeros. */
  public boolean isSparse() {
    return sparse;
  }

  /**
   * Packs and caches them, and warns if the executors' memory does not hold them all: then those
   * left over are read from their disks, or made again, at every step.
   */
  public void load(JavaSparkContext spark) {
    for (JavaRDD<KeptShard> shards : kept) {
      shards.persist(StorageLevel.MEMORY_AND_DISK());
      try {
        shards.count();
      } catch (Exception e) {
        throw Failure.of(e, shard -> "shard " + shard);
      }
    }
    warnOfWhatDoesNotFit(spark);
  }

  /**
   * By what executors have told the driver before their tasks were done. The account that the UI
   * has comes by events, some time later.
   */
  private void warnOfWhatDoesNotFit(JavaSparkContext spark) {
    Set<Integer> ids = kept.stream().map(JavaRDD::id).collect(Collectors.toSet());
    Set<BlockId> held = new HashSet<>();
    long inMemory = 0;
    long onDisk = 0;
    for (StorageStatus executor : spark.sc().env().blockManager().master().getStorageStatus()) {
      for (Map.Entry<BlockId, BlockStatus> each :
          CollectionConverters.asJava(executor.rddBlocks()).entrySet()) {
        if (each.getKey() instanceof RDDBlockId block && ids.contains(block.rddId())) {
          inMemory += each.getValue().memSize();
          onDisk += each.getValue().diskSize();
          if (each.getValue().memSize() > 0) {
            held.add(block);
          }
        }
      }
    }
    if (held.size() < kept.stream().mapToInt(JavaRDD::getNumPartitions).sum()) {
      LOG.warn(
          "the shards do not fit the executors' memory: {} MiB are in it, {} MiB on disk; the run is"
              + " slower, its numbers are the same: raise --executor-memory (in local mode"
              + " --driver-memory)",
          inMemory >> 20,
          onDisk >> 20);
    }
  }

  /** Ends what executors keep of them, unless Spark has ended and they with it. */
  public void forget() {
    for (JavaRDD<KeptShard> shards : kept) {
      if (!shards.context().isStopped()) {
        Uninterrupted.run(() -> shards.unpersist(false));
      }
    }
  }
}
