package org.frostml.job.spark;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.function.BiConsumer;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.frostml.FrostException;
import org.frostml.nn.Shard;
import org.frostml.sparse.Message;
import org.frostml.sparse.Support;
import org.frostml.train.ShardWorker;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction2;

/**
 * One Spark job over shards: one task per shard, results handed over as they arrive.
 *
 * <p>Task and values travel together in the task binary, which Spark broadcasts to each executor
 * once. Results travel as bytes, which either serializer copies as they are.
 *
 * @param <R> a task's result, good until its worker's next piece of work
 */
abstract class ShardJob<R> extends AbstractFunction2<TaskContext, Iterator<Shard>, byte[]>
    implements Serializable {
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

  /** Whether a message holds its result to the last bit, so that either will do. */
  boolean isExact() {
    return true;
  }

  SharedSupport support() {
    return support;
  }

  @Override
  public final byte[] apply(TaskContext task, Iterator<Shard> shards) {
    SharedRun run = support.run();
    Shard shard = shards.next();
    Support here = support.get();
    ShardWorker worker = run.take(task.cpus());
    // A worker whose task fails half-way is not given back: a new one is made.
    R result = on(shard, worker, here, values);
    Object[] desk = results == Handover.NONE ? null : Handover.get(results);
    if (desk != null && isExact() && run.mayWait()) {
      desk[task.partitionId()] = Part.live(result, bytes(result), () -> run.served(worker));
      return LEFT;
    }
    ByteBuffer message = Message.of(bytes(result));
    write(result, message);
    run.give(worker);
    if (desk != null) {
      desk[task.partitionId()] = Part.travelled(message.array());
      return LEFT;
    }
    return message.array();
  }

  /**
   * Runs the job on all shards, in waves that the driver has room for, and returns when every
   * result has been taken. Whatever ends it, nothing of it runs on, and nothing is taken after it.
   *
   * @param bytes of a result, at most
   * @param take is handed a shard's index and result, one at a time
   * @throws FrostException if a task failed too often
   */
  final void run(JavaRDD<Shard> shards, long bytes, BiConsumer<Integer, Part<R>> take) {
    int count = shards.getNumPartitions();
    int wave = Wave.shards(shards.context(), bytes);
    for (int from = 0; from < count; from += Math.min(wave, count - from)) {
      run(shards, from, from + Math.min(wave, count - from), take);
    }
  }

  @SuppressWarnings("unchecked")
  private void run(JavaRDD<Shard> shards, int from, int to, BiConsumer<Integer, Part<R>> take) {
    Object[] desk = new Object[to];
    results = support.run().leave(desk);
    try {
      new Job<>(shards.rdd(), this, (first, task) -> "shard " + (first + task))
          .run(
              from,
              to,
              (shard, bytes) ->
                  take.accept(
                      shard, bytes.length == 0 ? (Part<R>) desk[shard] : Part.travelled(bytes)));
    } finally {
      Handover.clear(results);
    }
  }
}
