package org.frostml.job.spark;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
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
 * One Spark job over shards: one task per shard, results handed over as they arrive.
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

  /** Whether a message holds its result to the last bit, so that either will do. */
  boolean isExact() {
    return true;
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
    if (desk != null && isExact()) {
      desk[task.partitionId()] = Part.live(result, bytes(result), () -> run.give(worker));
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

  private void run(JavaRDD<Shard> shards, int from, int to, BiConsumer<Integer, Part<R>> take) {
    SparkContext spark = shards.context();
    Object[] desk = new Object[to];
    Arrivals<R> arrivals = new Arrivals<>(from, desk, take);
    List<Object> partitions = IntStream.range(from, to).<Object>mapToObj(i -> i).toList();
    String tag = "frost-" + UUID.randomUUID();
    results = support.run().leave(desk);
    spark.addJobTag(tag);
    try {
      spark.runJob(
          shards.rdd(), this, CollectionConverters.asScala(partitions).toSeq(), arrivals, BYTES);
    } catch (Throwable e) {
      // Also when this thread is interrupted, of which the job knows nothing.
      spark.cancelJobsWithTag(tag);
      arrivals.close();
      throw arrivals.fault().orElseGet(() -> Failure.of(e, task -> "shard " + (from + task)));
    } finally {
      spark.removeJobTag(tag);
      Handover.clear(results);
    }
  }

  /** Takes results as they come, until the job has ended, well or not. */
  private static final class Arrivals<R> extends AbstractFunction2<Object, byte[], BoxedUnit> {
    private final int from;
    private final Object[] desk;
    private final BiConsumer<Integer, Part<R>> take;
    private boolean closed;
    private Throwable fault;

    Arrivals(int from, Object[] desk, BiConsumer<Integer, Part<R>> take) {
      this.from = from;
      this.desk = desk;
      this.take = take;
    }

    @Override
    @SuppressWarnings("unchecked")
    public synchronized BoxedUnit apply(Object place, byte[] result) {
      if (closed) {
        return BoxedUnit.UNIT;
      }
      int shard = from + (Integer) place;
      try {
        take.accept(shard, result.length == 0 ? (Part<R>) desk[shard] : Part.travelled(result));
      } catch (Throwable e) {
        // Spark would call it an execution error, or lose the thread that runs all jobs.
        fault = e;
        closed = true;
        throw new IllegalStateException("the result of shard " + shard + " cannot be taken", e);
      }
      return BoxedUnit.UNIT;
    }

    synchronized void close() {
      closed = true;
    }

    /** What went wrong in taking a result, if that did; an error of the JVM is thrown. */
    synchronized Optional<RuntimeException> fault() {
      if (fault instanceof Error error) {
        throw error;
      }
      return Optional.ofNullable((RuntimeException) fault);
    }
  }
}
