package org.frostml.job;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.status.api.v1.ExecutorSummary;
import org.frostml.Text;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Sees to it that a command does not wait in silence or for ever. It says what is waited for while
 * no task begins: no executor is there, or all are too small, which Spark leaves to whoever waits
 * to find out. And where Spark has stopped itself, as it does when no master answers, it ends what
 * the command's thread still waits for: it will not come.
 */
final class StallMonitor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StallMonitor.class);

  /** Executors take some seconds to start. */
  private static final int SECONDS = 10;

  private static final int SECONDS_TO_REPEAT = 60;

  /** For what there is to write down when Spark has stopped. */
  private static final int SECONDS_AFTER_THE_END = 60;

  private final JavaSparkContext spark;
  private final Thread command = Thread.currentThread();
  private final int secondsAfterTheEnd;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "frost-waiting");
            thread.setDaemon(true);
            return thread;
          });
  private int waited;

  /** Tasks, ever; between two looks many may begin and end. */
  private int begun;

  private int stopped;

  private StallMonitor(JavaSparkContext spark, int secondsAfterTheEnd) {
    this.spark = spark;
    this.secondsAfterTheEnd = secondsAfterTheEnd;
  }

  /** From now on, until it is closed, this thread does not wait without a word or an end. */
  static StallMonitor watch(JavaSparkContext spark) {
    return watch(spark, SECONDS_AFTER_THE_END);
  }

  static StallMonitor watch(JavaSparkContext spark, int secondsAfterTheEnd) {
    StallMonitor monitor = new StallMonitor(spark, secondsAfterTheEnd);
    monitor.clock.scheduleWithFixedDelay(monitor::look, 1, 1, TimeUnit.SECONDS);
    return monitor;
  }

  private synchronized void look() {
    if (spark.sc().isStopped()) {
      if (++stopped > secondsAfterTheEnd && !clock.isShutdown()) {
        command.interrupt();
      }
      return;
    }
    try {
      List<ExecutorSummary> executors =
          CollectionConverters.asJava(spark.sc().statusStore().executorList(true));
      int before = begun;
      begun = executors.stream().mapToInt(ExecutorSummary::totalTasks).sum();
      boolean idle = executors.stream().allMatch(executor -> executor.activeTasks() == 0);
      boolean jobs = spark.statusTracker().getActiveJobIds().length > 0;
      waited = idle && jobs && begun == before ? waited + 1 : 0;
      if (waited == SECONDS || waited > 0 && waited % SECONDS_TO_REPEAT == 0) {
        LOG.warn("{}", words(executors));
      }
    } catch (RuntimeException e) {
      // Spark is ending: there is nothing left to wait for.
      LOG.debug("not looked after", e);
    }
  }

  String words(List<ExecutorSummary> all) {
    SparkConf conf = spark.sc().conf();
    String perTask = Text.count(conf.getInt("spark.task.cpus", 1), "core");
    return waited
        + " s without a task begun"
        + (spark.isLocal()
            ? " in " + spark.master() + ", where a task takes " + perTask + " (spark.task.cpus)"
            : ": " + waitingForExecutors(all, conf, perTask));
  }

  private String waitingForExecutors(List<ExecutorSummary> all, SparkConf conf, String perTask) {
    List<ExecutorSummary> executors =
        all.stream().filter(executor -> !"driver".equals(executor.id())).toList();
    int most = executors.stream().mapToInt(ExecutorSummary::totalCores).max().orElse(0);
    return "waiting for "
        + spark.master()
        + " to give executors with "
        + perTask
        + " per task (spark.task.cpus); asked for: spark.executor.cores "
        + conf.get("spark.executor.cores", "not set")
        + ", spark.executor.memory "
        + conf.get("spark.executor.memory", "1g")
        + "; there: "
        + Text.count(executors.size(), "executor")
        + (executors.isEmpty() ? "" : " of at most " + Text.count(most, "core"));
  }

  @Override
  public synchronized void close() {
    clock.shutdownNow();
    if (stopped > secondsAfterTheEnd) {
      // It came too late, or has done what it was for.
      Thread.interrupted();
    }
  }
}
