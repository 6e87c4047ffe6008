package org.frostml.job.spark;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.frostml.FrostException;
import org.frostml.nn.Shard;
import org.frostml.sparse.Message;
import org.frostml.sparse.Support;
import org.frostml.train.ShardWorker;
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
 * together in the task binary, which Spark broadcasts to each executor once. Results travel as
 * bytes, which either serializer copies as they are.
 *
 * @param <R> a task's result, good until its worker's next piece of work
 */
abstract class ShardJob<R> extends AbstractFunction2<TaskContext, Iterator<Shard>, byte[]>
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
  abstract R on(Shard shard, ShardWorker worker, Support support, Values values);

  /** Bytes of {@link #write}. */
  abstract int bytes(R result);

  abstract void write(R result, ByteBuffer out);

  @Override
  public final byte[] apply(TaskContext task, Iterator<Shard> shards) {
    Run run = support.run();
    Shard shard = shards.next();
    Support here = support.get();
    ShardWorker worker = run.take(task.cpus());
    // A worker whose task fails half-way is not given back: it is better made anew.
    R result = on(shard, worker, here, values);
    Object[] desk = results == Handover.NONE ? null : Handover.get(results);
    if (desk != null) {
      desk[task.partitionId()] = Part.live(result, bytes(result), () -> run.give(worker));
      return LEFT;
    }
    ByteBuffer message = Message.of(bytes(result));
    write(result, message);
    run.give(worker);
    return message.array();
  }

  /** Runs the job on all shards and returns when every result has been taken. */
  final void run(JavaRDD<Shard> shards, BiConsumer<Integer, Part<R>> take) {
    run(shards, 0, shards.getNumPartitions(), take);
  }

  /**
   * Runs the job on the shards {@code from} to {@code to - 1}.
   *
   * @throws FrostException if a task failed too often
   */
  final void run(JavaRDD<Shard> shards, int from, int to, BiConsumer<Integer, Part<R>> take) {
    Object[] desk = new Object[to];
    AbstractFunction2<Object, byte[], BoxedUnit> handler =
        new AbstractFunction2<>() {
          @Override
          @SuppressWarnings("unchecked")
          public BoxedUnit apply(Object place, byte[] result) {
            int shard = from + (Integer) place;
            take.accept(shard, result.length == 0 ? (Part<R>) desk[shard] : Part.travelled(result));
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
    } catch (Exception e) {
      throw Failure.of(e, task -> "shard " + (from + task));
    } finally {
      Handover.clear(results);
    }
  }
}
