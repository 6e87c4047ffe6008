package org.frostml.job.spark;

import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkThrowable;
import org.frostml.FrostException;
import org.frostml.Text;

/** Why a job failed, for a person: the shard, how often it was tried, where, and the cause. */
public final class Failure {
  /** Spark's words for a task that failed too often. */
  private static final Pattern TASK =
      Pattern.compile(
          "Task (\\d+) in stage \\S+ failed (\\d+) times, most recent failure: Lost task \\S+ in"
              + " stage \\S+ \\(TID \\d+\\) \\((\\S+) executor (\\S+)\\): ([^\\r\\n]*)");

  /** With what code Spark ends an executor that is out of memory. */
  private static final String OUT_OF_MEMORY = "exited with code 52";

  private static final String KILLED = "exited with code 137";

  private Failure() {}

  /**
   * The exception to throw for one of Spark's, which Scala throws without declaring it.
   *
   * @param what the job's task of a number is, for a person
   */
  public static RuntimeException of(Throwable e, IntFunction<String> what) {
    if (e instanceof Error error) {
      throw error;
    }
    if (e instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    if (!(e instanceof SparkThrowable)) {
      return e instanceof RuntimeException known ? known : new IllegalStateException(e);
    }
    Matcher task = TASK.matcher(String.valueOf(e.getMessage()));
    if (!task.find()) {
      return new FrostException(Text.withCauses(e), e);
    }
    return new FrostException(
        what.apply(Integer.parseInt(task.group(1)))
            + " failed "
            + task.group(2)
            + " times, the last time on executor "
            + task.group(4)
            + " at "
            + task.group(3)
            + ": "
            + task.group(5)
            + advice(task.group(5)),
        e);
  }

  /**
   * The exception to throw for one of Spark's, where a task may have said itself what is wrong with
   * a row.
   *
   * @param name of what was read
   */
  public static RuntimeException ofRows(Throwable e, String name) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof FrostException) {
        return new FrostException(name + ": " + cause.getMessage(), e);
      }
    }
    return of(e, task -> name + ": task " + task);
  }

  private static String advice(String cause) {
    if (cause.contains("OutOfMemoryError") || cause.contains(OUT_OF_MEMORY)) {
      return " (the executor is out of memory: raise --executor-memory, or lower its cores)";
    }
    if (cause.contains(KILLED)) {
      return " (killed from outside, by the system if the machine is out of memory)";
    }
    return "";
  }
}
