package org.frostml.job.spark;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.rdd.RDD;
import org.frostml.FrostException;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * One Spark job over some partitions, whose results are bytes, taken as they arrive.
 *
 * @param <T> what partitions hold
 * @param work of a task; a named class of Scala's function type, through {@code runJob}: Spark
 *     neither cleans its closure nor wraps its results, which halves the cost of a small job
 * @param names of its tasks, for a person
 */
record Job<T>(RDD<T> rdd, AbstractFunction2<TaskContext, Iterator<T>, byte[]> work, Names names) {
  /** What a task is, for a person: of the partition {@code first + task}, or of a stage before. */
  interface Names {
    String of(int first, int task);
  }

  private static final ClassTag<byte[]> BYTES = ClassTag$.MODULE$.apply(byte[].class);

  /**
   * Runs on the partitions {@code from} to {@code to - 1} and returns when every result has been
   * taken. Whatever ends it, nothing of it runs on, and nothing is taken after it.
   *
   * @param take is handed a partition's index and result, one at a time
   * @throws FrostException if a task failed too often
   */
  void run(int from, int to, BiConsumer<Integer, byte[]> take) {
    SparkContext spark = rdd.context();
    List<Object> partitions = IntStream.range(from, to).<Object>mapToObj(i -> i).toList();
    Arrivals arrivals = new Arrivals(from, take);
    String tag = "frost-" + UUID.randomUUID();
    spark.addJobTag(tag);
    try {
      spark.runJob(rdd, work, CollectionConverters.asScala(partitions).toSeq(), arrivals, BYTES);
    } catch (Throwable e) {
      cancel(spark, tag);
      arrivals.close();
      throw arrivals.fault().orElseGet(() -> Failure.of(e, task -> names.of(from, task)));
    } finally {
      spark.removeJobTag(tag);
    }
  }

  /** Also where this thread is interrupted, of which the job knows nothing. */
  private static void cancel(SparkContext spark, String tag) {
    try {
      Uninterrupted.run(() -> spark.cancelJobsWithTag(tag));
    } catch (IllegalStateException ended) {
      // Spark has stopped, and all jobs with it: why, the job's own exception says.
      if (!spark.isStopped()) {
        throw ended;
      }
    }
  }

  /** Takes results as they come, until the job has ended, well or not. */
  private final class Arrivals extends AbstractFunction2<Object, byte[], BoxedUnit> {
    private final int from;
    private final BiConsumer<Integer, byte[]> take;
    private boolean closed;
    private Throwable fault;

    Arrivals(int from, BiConsumer<Integer, byte[]> take) {
      this.from = from;
      this.take = take;
    }

    @Override
    public synchronized BoxedUnit apply(Object place, byte[] result) {
      if (closed) {
        return BoxedUnit.UNIT;
      }
      int task = (Integer) place;
      try {
        take.accept(from + task, result);
      } catch (Throwable e) {
        // Spark would call it an execution error, or lose the thread that runs all jobs.
        fault = e;
        closed = true;
        throw new IllegalStateException(
            "the result of " + names.of(from, task) + " cannot be taken", e);
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
