package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.storage.BlockId;
import org.apache.spark.storage.StorageLevel;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Init;
import org.frostml.nn.Network;
import org.frostml.nn.Shard;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Level;
import org.frostml.sparse.Score;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.frostml.train.LocalObjective;
import org.frostml.train.Worker;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SparkObjectiveTest {
  private static float[] expected;

  @BeforeAll
  static void trainLocally() throws IOException {
    expected = Problem.locally();
    assertTrue(Problem.NETWORK.layout().countNonZero(expected) > 1000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"local[1]", "local[2]", "local[5]"})
  void givesTheBitsOfTheLocalOne(String master) {
    assertArrayEquals(expected, Problem.onSpark(Problem.conf(master), shards -> shards));
  }

  @Test
  void javaSerializationGivesTheSameBits() {
    assertArrayEquals(
        expected,
        Problem.onSpark(
            Problem.conf("local[2]")
                .set("spark.serializer", "org.apache.spark.serializer.JavaSerializer"),
            shards -> shards));
  }

  @Test
  void shardsThatLieOnDiskGiveTheSameBits() {
    assertArrayEquals(
        expected,
        Problem.onSpark(
            Problem.conf("local[2]"),
            shards -> {
              shards.unpersist();
              return shards.persist(StorageLevel.DISK_ONLY());
            }));
  }

  @Test
  void retriesGiveTheSameBits() {
    AtomicLong failures = new AtomicLong();
    SparkListener counter =
        new SparkListener() {
          @Override
          public void onTaskEnd(SparkListenerTaskEnd end) {
            failures.addAndGet(end.taskInfo().failed() ? 1 : 0);
          }
        };
    float[] theta =
        Problem.onSpark(
            Problem.conf("local[2,4]"),
            shards -> {
              shards.context().addSparkListener(counter);
              return shards.map(SparkObjectiveTest::failAtFirst);
            });
    assertArrayEquals(expected, theta);
    assertTrue(failures.get() > 20, () -> failures + " failures");
  }

  private static Shard failAtFirst(Shard shard) {
    if (shard.index() % 2 == 1 && TaskContext.get().attemptNumber() == 0) {
      throw new IllegalStateException("a task that fails at its first attempt");
    }
    return shard;
  }

  @Test
  void evaluationGivesTheScoreOfTheLocalOne() throws IOException {
    Support support = Support.of(Problem.NETWORK.layout(), 0, expected);
    Weights weights = new Weights(support, support.restrict(expected));
    Worker worker = new Worker(Problem.NETWORK, Kernels.chosen());
    Score local = LocalObjective.evaluator(worker, Problem.localShards()).score(weights);
    try (JavaSparkContext spark = new JavaSparkContext(Problem.conf("local[2]"))) {
      Run run = Run.of(Problem.NETWORK);
      assertEquals(local, new SparkEvaluator(Problem.shards(spark), run).score(weights));
    }
    assertEquals(300, local.examples());
  }

  @Test
  void manyValuesGiveTheSameBitsAsABroadcast() throws IOException {
    Network wide = Network.mlp(784, List.of(300), 10);
    Weights weights =
        new Weights(Support.full(wide.layout(), 0), new Init(1, 1, 1).theta(wide.layout(), 1));
    try (JavaSparkContext spark = new JavaSparkContext(Problem.conf("local[2]"))) {
      Run run = Run.of(wide);
      List<Shard> local = Problem.localShards();
      Gradient expected =
          new LocalObjective(new Worker(wide, Kernels.chosen()), Problem.BATCHES, local)
              .gradient(weights, Level.FINE, 7);
      try (SparkObjective objective =
          new SparkObjective(spark, Problem.shards(spark), run, Problem.BATCHES, 2)) {
        assertArrayEquals(expected.values(), objective.gradient(weights, Level.FINE, 7).values());
      }
    }
  }

  @Test
  void supportsAreBroadcastOnceACycleAndDestroyed() {
    try (JavaSparkContext spark = new JavaSparkContext(Problem.conf("local[2]"))) {
      JavaRDD<Shard> shards = Problem.shards(spark);
      List<Integer> alive = new ArrayList<>();
      try (SparkObjective objective =
          new SparkObjective(spark, shards, Run.of(Problem.NETWORK), Problem.BATCHES, 2)) {
        Problem.train(
            (weights, level, step) -> {
              Gradient gradient = objective.gradient(weights, level, step);
              alive.add(supportBlocks());
              return gradient;
            });
      }
      // Two at most: destroying is asynchronous.
      assertTrue(alive.stream().allMatch(count -> count >= 1 && count <= 2), alive::toString);
      assertTrue(eventually(() -> supportBlocks() == 0), "a support was left behind");
    }
  }

  private static int supportBlocks() {
    scala.collection.Iterator<BlockId> ids =
        SparkEnv.get()
            .blockManager()
            .getMatchingBlockIds(
                new scala.runtime.AbstractFunction1<BlockId, Object>() {
                  @Override
                  public Object apply(BlockId id) {
                    return id.isBroadcast() && !id.name().contains("piece");
                  }
                })
            .iterator();
    int count = 0;
    while (ids.hasNext()) {
      scala.Option<org.apache.spark.storage.BlockResult> block =
          SparkEnv.get().blockManager().getLocalValues(ids.next());
      // Read to its end, or the block stays locked and cannot be removed.
      while (block.isDefined() && block.get().data().hasNext()) {
        count += block.get().data().next() instanceof Support ? 1 : 0;
      }
    }
    return count;
  }

  private static boolean eventually(java.util.function.BooleanSupplier condition) {
    for (int i = 0; i < 100 && !condition.getAsBoolean(); i++) {
      java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
    }
    return condition.getAsBoolean();
  }

  /**
   * The exchange is what Spark itself counts as results and what a task's bytes are, beside an
   * envelope that does not depend on the number of weights.
   */
  @Test
  void theExchangeIsCountedFromTheMessages() throws IOException {
    AtomicLong results = new AtomicLong();
    AtomicLong tasks = new AtomicLong();
    List<String> descriptions = new ArrayList<>();
    Exchange exchange;
    List<Integer> values = new ArrayList<>();
    List<Integer> supports = new ArrayList<>();
    List<Level> levels = new ArrayList<>();
    try (JavaSparkContext spark = new JavaSparkContext(Problem.conf("local[2]"))) {
      JavaRDD<Shard> shards = Problem.shards(spark);
      shards.count();
      spark
          .sc()
          .addSparkListener(
              new SparkListener() {
                @Override
                public void onJobStart(SparkListenerJobStart start) {
                  descriptions.add(start.properties().getProperty("spark.job.description"));
                }

                @Override
                public void onTaskEnd(SparkListenerTaskEnd end) {
                  tasks.incrementAndGet();
                  results.addAndGet(end.taskMetrics().resultSize());
                }
              });
      try (SparkObjective objective =
          new SparkObjective(spark, shards, Run.of(Problem.NETWORK), Problem.BATCHES, 2)) {
        Support[] last = new Support[1];
        Problem.train(
            (weights, level, step) -> {
              values.add(weights.values().length);
              levels.add(level);
              if (weights.support() != last[0]) {
                last[0] = weights.support();
                supports.add(last[0].pack().length);
              }
              return objective.gradient(weights, level, step);
            });
        exchange = objective.exchange();
      }
    }
    Layout layout = Problem.NETWORK.layout();
    long down = 0;
    long up = 0;
    for (int i = 0; i < values.size(); i++) {
      down += 4L * values.get(i);
      up += 37 + 4L * (levels.get(i) == Level.FINE ? layout.size() : values.get(i));
    }
    long index = supports.stream().mapToLong(size -> size).sum();
    assertEquals(30, values.size());
    assertEquals(
        7, supports.size(), "the first support, and a new one after each of the 6 fine steps");
    assertEquals(Problem.SHARDS * (down + up + index), exchange.bytes());
    assertEquals(
        (down + up + index) / (30 * 8.0 * layout.size()), exchange.ratio(), 1e-12, "the formula");
    assertEquals(150, tasks.get());
    double envelope = (results.get() - Problem.SHARDS * up) / (double) tasks.get();
    assertTrue(
        envelope > 0 && envelope < 4096, () -> "Spark's envelope is " + envelope + " bytes a task");
    assertEquals("epoch 1/2, step 1, density 5.0 %", descriptions.get(0));
    assertTrue(
        descriptions.get(29).startsWith("epoch 2/2, step 15, density "), descriptions.get(29));
  }

  @Test
  void aTaskCarriesTheValuesAndLittleElse() throws IOException {
    Run run = Run.of(Problem.NETWORK);
    int floats = 10_000;
    int small =
        serialized(
            new SparkObjective.GradientJob(
                run, Problem.BATCHES, null, Values.send(null, new float[0]), Level.FINE, 1));
    int large =
        serialized(
            new SparkObjective.GradientJob(
                run, Problem.BATCHES, null, Values.send(null, new float[floats]), Level.FINE, 1));
    assertEquals(4 * floats, large - small);
    assertTrue(small < 4096, () -> small + " bytes without values");
  }

  private static int serialized(Object object) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    return bytes.size();
  }
}
