package org.frostml.job;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.storage.BlockManagerId;
import org.frostml.config.Configs;
import org.frostml.config.TrainConfig;
import org.frostml.io.Json;
import org.frostml.sweep.Trial;

/**
 * A trial is one task: an executor's slot trains it in its JVM, on examples that all trials there
 * share. A task is tried again where its executor was lost, and goes on from the trial's last
 * checkpoint.
 */
final class Packed implements TrialRunner {
  private static final int LOOKS = 150;
  private static final int MILLIS_A_LOOK = 100;

  private final JavaSparkContext spark;
  private final String kernels;
  private final String id = UUID.randomUUID().toString();
  private volatile boolean stopped;

  Packed(JavaSparkContext spark, String kernels) {
    this.spark = spark;
    this.kernels = kernels;
  }

  @Override
  public int slots() {
    return slots(spark.sc());
  }

  /** Tasks that the executors at hand can run at a time. */
  static int slots(SparkContext spark) {
    return spark.maxNumConcurrentTasks(spark.resourceProfileManager().defaultResourceProfile());
  }

  @Override
  public Outcome train(Trial trial, String folder, int until) {
    spark.sc().setJobGroup(id, "trial " + trial.number() + " to epoch " + until, false);
    String config = Configs.render(trial.config().resolved());
    try {
      return Json.read(
          spark
              .parallelize(List.of(0), 1)
              .map(new Task(id, config, folder, until, kernels))
              .first(),
          Outcome.class,
          "trial " + trial.id());
    } catch (Exception e) {
      if (stopped || spark.sc().isStopped()) {
        return Outcome.without(Outcome.End.INTERRUPTED, null, null);
      }
      return Outcome.without(Outcome.End.LOST, Failure.of(e, 0).getMessage(), null);
    }
  }

  /** Returns when tasks have noticed, and have written down where they are. */
  @Override
  public void stop() throws InterruptedException {
    stopped = true;
    spark.sc().cancelJobGroup(id);
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
      TrainConfig bound = Configs.bind(List.of(Configs.kept(config, folder)));
      Outcome outcome =
          new TrialRun(bound, folder, until, place.executorId() + "@" + place.host())
              .run(
                  Pools.of(sweep),
                  kernels,
                  prepared -> new LocalEngine(bound, prepared, task.cpus()),
                  () -> Interrupt.came() || task.isInterrupted());
      return Json.line(outcome);
    }
  }
}
