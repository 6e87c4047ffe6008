package org.frostml.job.sweep;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.storage.BlockManagerId;
import org.frostml.Text;
import org.frostml.config.Configs;
import org.frostml.config.RunSettings;
import org.frostml.io.Json;
import org.frostml.job.spark.Failure;
import org.frostml.run.LocalEngine;
import org.frostml.sweep.Trial;

/**
 * A trial is one task: an executor's slot trains it in its JVM, on examples that all trials there
 * share. A task is tried again where its executor was lost, and resumes from the trial's last
 * checkpoint.
 */
final class Packed implements TrialRunner {
  private static final int LOOKS = 100;
  private static final int POLL_MILLIS = 100;

  private final JavaSparkContext spark;
  private final String kernels;
  private final String id = UUID.randomUUID().toString();
  private volatile boolean stopped;

  Packed(JavaSparkContext spark, String kernels) {
    this.spark = spark;
    this.kernels = kernels;
  }

  /**
   * Tasks that the executors at hand can run at a time; where executors come as they are needed,
   * twice as many, for tasks that wait are what they are asked for by.
   */
  @Override
  public int slots() {
    SparkContext context = spark.sc();
    int now =
        context.maxNumConcurrentTasks(context.resourceProfileManager().defaultResourceProfile());
    return context.conf().getBoolean("spark.dynamicAllocation.enabled", false) ? 2 * now : now;
  }

  @Override
  public Outcome train(Trial trial, RunSettings settings, String folder, int until) {
    spark.sc().setJobGroup(id, "trial " + trial.number() + " to epoch " + until, false);
    Task task = new Task(id, settings.text(), folder, until, kernels);
    try {
      if (stopped) {
        return Outcome.without(Outcome.End.INTERRUPTED, null, null);
      }
      return Json.read(
          spark.parallelize(List.of(0), 1).map(task).first(), Outcome.class, "trial " + trial.id());
    } catch (Exception e) {
      if (stopped || spark.sc().isStopped()) {
        return Outcome.without(Outcome.End.INTERRUPTED, null, null);
      }
      return Outcome.without(Outcome.End.LOST, lost(trial, e), null);
    }
  }

  private static String lost(Trial trial, Exception e) {
    return Text.oneLine(Failure.of(e, task -> "trial " + trial.number()).getMessage());
  }

  /** Returns when tasks have noticed, and have written down where they are. */
  @Override
  public void stop() throws InterruptedException {
    stopped = true;
    spark.sc().cancelJobGroupAndFutureJobs(id);
    for (int i = 0; i < LOOKS && isTraining(); i++) {
      Thread.sleep(POLL_MILLIS);
    }
  }

  private boolean isTraining() {
    return Arrays.stream(spark.sc().statusTracker().getExecutorInfos())
        .anyMatch(executor -> executor.numRunningTasks() > 0);
  }

  @Override
  public void close() {}

  /** What travels to an executor, and what it does there. */
  private record Task(String sweep, String config, String folder, int until, String kernels)
      implements Function<Integer, String> {
    @Override
    public String call(Integer ignored) throws IOException {
      BlockManagerId place = SparkEnv.get().blockManager().blockManagerId();
      String executor = place.executorId() + "@" + place.host();
      try {
        return Json.line(train(executor));
      } catch (Error e) {
        if (!place.isDriver()) {
          throw e;
        }
        // Spark would end the JVM, and there is no elsewhere.
        return Json.line(Outcome.failed(e, executor));
      }
    }

    private Outcome train(String executor) throws IOException {
      TaskContext task = TaskContext.get();
      RunSettings read = Configs.read(List.of(Configs.kept(config, folder)));
      return new TrialRun(read, folder, until, executor)
          .run(
              Pools.of(sweep),
              kernels,
              prepared -> new LocalEngine(read.config(), prepared, task.cpus()),
              task::isInterrupted);
    }
  }
}
