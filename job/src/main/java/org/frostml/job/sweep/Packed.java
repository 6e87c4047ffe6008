package org.frostml.job.sweep;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
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
import org.frostml.job.run.Interrupt;
import org.frostml.job.spark.Failure;
import org.frostml.run.LocalEngine;
import org.frostml.sweep.Trial;

/**
 * A trial is one task: an executor's slot trains it in its JVM, on examples that all trials there
 * share. A task is tried again where its executor was lost, and goes on from the trial's last
 * checkpoint.
 */
final class Packed implements TrialRunner {
  /** Sweeps that are to end; tasks in this JVM see it too. */
  private static final Set<String> STOPPED = ConcurrentHashMap.newKeySet();

  private static final int LOOKS = 100;
  private static final int MILLIS_A_LOOK = 100;

  private final JavaSparkContext spark;
  private final String kernels;
  private final String id = UUID.randomUUID().toString();

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
      if (STOPPED.contains(id)) {
        return Outcome.without(Outcome.End.INTERRUPTED, null, null);
      }
      return Json.read(
          spark.parallelize(List.of(0), 1).map(task).first(), Outcome.class, "trial " + trial.id());
    } catch (Exception e) {
      if (STOPPED.contains(id) || spark.sc().isStopped()) {
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
    STOPPED.add(id);
    if (!spark.isLocal()) {
      spark.sc().cancelJobGroupAndFutureJobs(id);
    }
    for (int i = 0; i < LOOKS && isTraining(); i++) {
      Thread.sleep(MILLIS_A_LOOK);
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
    public String call(Integer ignored) {
      TaskContext task = TaskContext.get();
      BlockManagerId place = SparkEnv.get().blockManager().blockManagerId();
      RunSettings read = Configs.read(List.of(Configs.kept(config, folder)));
      Outcome outcome =
          new TrialRun(read, folder, until, place.executorId() + "@" + place.host())
              .run(
                  Pools.of(sweep),
                  kernels,
                  prepared -> new LocalEngine(read.config(), prepared, task.cpus()),
                  () -> Interrupt.came() || STOPPED.contains(sweep) || task.isInterrupted());
      return Json.line(outcome);
    }
  }
}
