package org.frostml.job.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.job.Problem;
import org.frostml.nn.Shard;
import org.frostml.optim.Active;
import org.frostml.optim.OptimState;
import org.frostml.sparse.Float32;
import org.frostml.sparse.Message;
import org.frostml.sparse.Score;
import org.frostml.sparse.Weights;
import org.frostml.train.Round;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** However a job ends, nothing of it runs on or changes what is the caller's. */
@Timeout(60)
class JobEndsTest {
  /** Of the test that is running: tasks in this JVM wait for it, all but the first shard's. */
  private static volatile CountDownLatch gate;

  private static volatile CountDownLatch waiting;

  private JavaSparkContext spark;
  private SharedRun run;
  private JavaRDD<Shard> shards;

  @BeforeEach
  void startSpark() {
    gate = new CountDownLatch(1);
    waiting = new CountDownLatch(1);
    spark = new JavaSparkContext(Problem.conf("local[2]"));
    run = SharedRun.open(spark, Run.of(Problem.NETWORK));
    shards = Problem.shards(spark).map(JobEndsTest::waitAtTheGate);
  }

  @AfterEach
  void stopSpark() {
    gate.countDown();
    run.close();
    spark.close();
  }

  private static Shard waitAtTheGate(Shard shard) throws InterruptedException {
    if (shard.index() > 1) {
      waiting.countDown();
      gate.await();
    }
    return shard;
  }

  private static byte[] bytes(Active active) {
    ByteBuffer bytes = Message.of(active.bytes(new Float32()));
    active.write(bytes, new Float32());
    return bytes.array();
  }

  @Test
  void anInterruptedRoundChangesNothingAndEnds() throws InterruptedException {
    OptimState state = Problem.begin();
    byte[] before = bytes(state.active());
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    try (SparkObjective objective = new SparkObjective(run, shards, false, Problem.BATCHES, 1)) {
      Thread driver =
          new Thread(
              () -> {
                try {
                  Round round = new Round(0, new float[] {0.1f, 0.1f});
                  objective.round(state.active(), Problem.RULE, round);
                } catch (RuntimeException e) {
                  thrown.set(e);
                }
              });
      driver.start();
      waiting.await();
      driver.interrupt();
      driver.join();
      assertInstanceOf(InterruptedException.class, thrown.get().getCause());
      gate.countDown();
      assertTrue(eventually(() -> activeJobs() == 0), "the job runs on");
      assertArrayEquals(before, bytes(state.active()));
      assertEquals(0, objective.exchange().bytes(), "a step that is to be made again counts then");
    }
  }

  /** Spark alone would say "Execution error". */
  @Test
  void whatIsWrongInTakingAResultIsSaid() {
    gate.countDown();
    Weights weights = Problem.begin().weights();
    IllegalArgumentException fault = new IllegalArgumentException("of the test");
    try (SharedSupport support = SharedSupport.send(run, weights.support());
        Values values = Values.send(run, weights)) {
      assertEquals(
          fault,
          assertThrows(
              IllegalArgumentException.class,
              () ->
                  new SparkEvaluator.EvaluateJob(support, values, false)
                      .run(
                          shards,
                          Score.BYTES,
                          (shard, part) -> {
                            throw fault;
                          })));
      assertThrows(
          OutOfMemoryError.class,
          () ->
              new SparkEvaluator.EvaluateJob(support, values, false)
                  .run(
                      shards,
                      Score.BYTES,
                      (shard, part) -> {
                        throw new OutOfMemoryError("of the test");
                      }));
    }
    assertTrue(eventually(() -> activeJobs() == 0), "the job runs on");
  }

  private int activeJobs() {
    return spark.statusTracker().getActiveJobIds().length;
  }

  private static boolean eventually(java.util.function.BooleanSupplier condition) {
    for (int i = 0; i < 200 && !condition.getAsBoolean(); i++) {
      LockSupport.parkNanos(50_000_000);
    }
    return condition.getAsBoolean();
  }
}
