package org.frostml.job;

import java.io.Serializable;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.frostml.nn.Shard;
import org.frostml.sparse.Support;
import org.frostml.train.Worker;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * One Spark job over shards: a task a shard, results handed over as they arrive.
 *
 * <p>A named class of Scala's function type, through {@code runJob}: Spark neither cleans its
 * closure nor wraps its results, which halves the cost of a small job. Task and values travel
 * together in the task binary, which Spark broadcasts to each executor once. Results are bytes,
 * which either serializer copies as they are.
 */
abstract class ShardJob extends AbstractFunction2<TaskContext, Iterator<Shard>, byte[]>
    implements Serializable {
  private static final ClassTag<byte[]> BYTES = ClassTag$.MODULE$.apply(byte[].class);

  /** In place of a result that was left in memory. */
  private static final byte[] LEFT = {};

  private final SharedSupport support;
  private final Values values;
  private long results = Handover.NONE;

  /**
   * @param values the job's message to every shard
   */
  ShardJob(SharedSupport support, Values values) {
    this.support = support;
    this.values = values;
  }

  /**
   * The work on one shard; pure, so that retries and speculation change nothing.
   *
   * @param worker lent for this piece of work
   */
  abstract byte[] on(Shard shard, Worker worker, Support support, Values values);

  @Override
  public final byte[] apply(TaskContext task, Iterator<Shard> shards) {
    Shard shard = shards.next();
    Support here = support.get();
    byte[] result = support.run().work(task.cpus(), worker -> on(shard, worker, here, values));
    byte[][] desk = results == Handover.NONE ? null : Handover.get(results);
    if (desk == null) {
      return result;
    }
    desk[task.partitionId()] = result;
    return LEFT;
  }

  /** Room for a task's result. */
  final byte[] buffer(int bytes) {
    return results == Handover.NONE ? new byte[bytes] : Handover.buffer(bytes);
  }

  /** Runs the job on all shards and returns when every result has been taken. */
  final void run(JavaRDD<Shard> shards, BiConsumer<Integer, byte[]> take) {
    run(shards, 0, shards.getNumPartitions(), take);
  }

  /** Runs the job on the shards {@code from} to {@code to - 1}. */
  final void run(JavaRDD<Shard> shards, int from, int to, BiConsumer<Integer, byte[]> take) {
    byte[][] desk = new byte[to][];
    AbstractFunction2<Object, byte[], BoxedUnit> handler =
        new AbstractFunction2<>() {
          @Override
          public BoxedUnit apply(Object place, byte[] result) {
            int shard = from + (Integer) place;
            take.accept(shard, result.length == 0 ? desk[shard] : result);
            return BoxedUnit.UNIT;
          }
        };
    List<Object> partitions = IntStream.range(from, to).<Object>mapToObj(i -> i).toList();
    results = Handover.leave(shards.context(), desk);
    try {
      shards
          .context()
          .runJob(
              shards.rdd(), this, CollectionConverters.asScala(partitions).toSeq(), handler, BYTES);
    } finally {
      Handover.clear(results);
    }
  }
}
