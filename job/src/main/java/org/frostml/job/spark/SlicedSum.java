package org.frostml.job.spark;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.apache.spark.Partitioner;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import org.frostml.nn.Shard;
import org.frostml.sparse.Message;
import org.frostml.sparse.MessageSlices;
import scala.Tuple2;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction2;

/**
 * A sum over shards that executors make. Every shard's message is cut into slices, Spark's shuffle
 * brings a slice of all shards to one task, sorted by shard, and the task adds them in that order:
 * to the bits of a sum on the driver, into however many slices it is cut. The driver receives every
 * number once, however many shards there are.
 *
 * @param slices of each message
 */
record SlicedSum(JavaRDD<Shard> shards, int slices) {
  /**
   * Runs a job.
   *
   * @param sum what it sums up to
   */
  <R> void sum(ShardJob<R> job, Slicer slicer, long messageBytes, ShardSum<R> sum) {
    int heads = shards.getNumPartitions();
    MessageSlices cuts = slicer.slices(job.support().here(), slices);
    JavaPairRDD<Long, byte[]> sorted =
        shards
            .mapPartitionsToPair(new Cut(job, slicer, slices))
            .repartitionAndSortWithinPartitions(new BySlice(slices));
    try {
      Job<Tuple2<Long, byte[]>> adding =
          new Job<>(
              sorted.rdd(),
              new Add(job.support(), slicer, slices),
              (first, task) ->
                  String.format(
                      Locale.ROOT,
                      "task %d, of shard %d or of slice %d of a sum,",
                      task,
                      task,
                      first + task));
      int wave =
          Wave.shards(shards.context(), (long) Float.BYTES * (1 + cuts.from(slices) / slices));
      for (int from = 0; from < slices; from += Math.min(wave, slices - from)) {
        adding.run(
            from,
            from + Math.min(wave, slices - from),
            (k, bytes) -> {
              ByteBuffer in = Message.read(bytes);
              for (int s = 0; k == 0 && s < heads; s++) {
                sum.addHead(in, messageBytes);
              }
              sum.set(cuts.from(k), cuts.size(k), in);
            });
      }
    } finally {
      // What a step wrote to the disks of executors would stay until the driver collects garbage.
      Uninterrupted.run(() -> sorted.rdd().cleanShuffleDependencies(false));
    }
  }

  /** Where a slice of a shard's message goes, and in which order they come. */
  private static long key(int slice, int shard) {
    return (long) slice << Integer.SIZE | shard;
  }

  private static int slice(long key) {
    return (int) (key >>> Integer.SIZE);
  }

  /** A shard's message, in slices. */
  private record Cut(ShardJob<?> job, Slicer slicer, int count)
      implements PairFlatMapFunction<Iterator<Shard>, Long, byte[]> {
    @Override
    public Iterator<Tuple2<Long, byte[]>> call(Iterator<Shard> shards) {
      TaskContext task = TaskContext.get();
      byte[] message = job.apply(task, CollectionConverters.asScala(shards));
      MessageSlices slices = slicer.slices(job.support().get(), count);
      List<Tuple2<Long, byte[]>> parts = new ArrayList<>();
      for (int k = 0; k < count; k++) {
        parts.add(new Tuple2<>(key(k, task.partitionId()), slices.cut(message, k)));
      }
      return parts.iterator();
    }
  }

  /** Every slice is a partition. */
  private static final class BySlice extends Partitioner {
    private final int count;

    BySlice(int count) {
      this.count = count;
    }

    @Override
    public int numPartitions() {
      return count;
    }

    @Override
    public int getPartition(Object key) {
      return slice((Long) key);
    }
  }

  /** The sum of a slice, after the heads of all messages if it is the first. */
  private static final class Add
      extends AbstractFunction2<
          TaskContext, scala.collection.Iterator<Tuple2<Long, byte[]>>, byte[]>
      implements Serializable {
    private final SharedSupport support;
    private final Slicer slicer;
    private final int count;

    Add(SharedSupport support, Slicer slicer, int count) {
      this.support = support;
      this.slicer = slicer;
      this.count = count;
    }

    @Override
    public byte[] apply(TaskContext task, scala.collection.Iterator<Tuple2<Long, byte[]>> parts) {
      int k = task.partitionId();
      MessageSlices slices = slicer.slices(support.get(), count);
      float[] sum = new float[slices.size(k)];
      List<ByteBuffer> heads = new ArrayList<>();
      while (parts.hasNext()) {
        ByteBuffer in = Message.read(parts.next()._2());
        if (k == 0) {
          heads.add(in.duplicate().limit(slices.head()));
          in.position(slices.head());
        }
        slices.add(k, in, sum);
      }
      ByteBuffer out = Message.of(slices.head() * heads.size() + Float.BYTES * sum.length);
      heads.forEach(out::put);
      Message.write(out, sum);
      return out.array();
    }
  }
}
