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
 * Says what a command waits for while no executor takes its tasks: none is there, or all are too
 * small, which Spark leaves to whoever waits to find out.
 */
final class Waiting implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Waiting.class);

  /** Executors take some seconds to start. */
  private static final int SECONDS = 10;

  private static final int SECONDS_TO_REPEAT = 60;

  private final JavaSparkContext spark;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "frost-waiting");
            thread.setDaemon(true);
            return thread;
          });
  private int waited;

  private Waiting(JavaSparkContext spark) {
    this.spark = spark;
  }

  /** From now on, until it is closed, nothing is waited for without a word. */
  static Waiting watch(JavaSparkContext spark) {
    Waiting waiting = new Waiting(spark);
    waiting.clock.scheduleWithFixedDelay(waiting::look, 1, 1, TimeUnit.SECONDS);
    return waiting;
  }

  private void look() {
    try {
      List<ExecutorSummary> executors =
          CollectionConverters.asJava(spark.sc().statusStore().executorList(true));
      boolean idle = executors.stream().allMatch(executor -> executor.activeTasks() == 0);
      waited = idle && spark.statusTracker().getActiveJobIds().length > 0 ? waited + 1 : 0;
      if (waited == SECONDS || waited > 0 && waited % SECONDS_TO_REPEAT == 0) {
        LOG.warn("{}", words(executors));
      }
    } catch (RuntimeException e) {
      // Spark is ending: there is nothing left to wait for.
      LOG.debug("not looked after", e);
    }
  }

  private String words(List<ExecutorSummary> all) {
    SparkConf conf = spark.sc().conf();
    List<ExecutorSummary> executors =
        all.stream().filter(executor -> !"driver".equals(executor.id())).toList();
    int most = executors.stream().mapToInt(ExecutorSummary::totalCores).max().orElse(0);
    return waited
        + " s without a task begun: waiting for "
        + spark.master()
        + " to give executors with "
        + conf.get("spark.task.cpus", "1")
        + " cores a task (spark.task.cpus); asked for: spark.executor.cores "
        + conf.get("spark.executor.cores", "not set")
        + ", spark.executor.memory "
        + conf.get("spark.executor.memory", "1g")
        + "; there: "
        + Text.count(executors.size(), "executor")
        + (executors.isEmpty() ? "" : " of at most " + Text.count(most, "core"));
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
