package org.frostml.job.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.storage.StorageLevel;
import org.frostml.job.Problem;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Init;
import org.frostml.nn.Network;
import org.frostml.nn.Shard;
import org.frostml.sparse.Bfloat16;
import org.frostml.sparse.Float32;
import org.frostml.sparse.FloatFormat;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Int8;
import org.frostml.sparse.Score;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.frostml.train.ClassEvaluation;
import org.frostml.train.Evaluated;
import org.frostml.train.ExchangePrecision;
import org.frostml.train.LocalEvaluator;
import org.frostml.train.LocalObjective;
import org.frostml.train.LocalWorkers;
import org.frostml.train.Sums;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SparkObjectiveTest {
  private static float[] expected;

  @BeforeAll
  static void trainLocally() throws IOException {
    expected = Problem.locally(1);
    assertTrue(Problem.NETWORK.layout().countNonZero(expected) > 1000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"local[1]", "local[2]", "local[5]"})
  void givesTheBitsOfTheLocalOne(String master) {
    assertArrayEquals(expected, Problem.onSpark(Problem.conf(master), 1, shards -> shards));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4})
  void localStepsGiveTheBitsOfTheLocalOne(int localSteps) throws IOException {
    float[] local = Problem.locally(localSteps);
    assertFalse(Arrays.equals(expected, local), "rounds are not exact steps");
    assertArrayEquals(
        local, Problem.onSpark(Problem.conf("local[2]"), localSteps, shards -> shards));
  }

  static Stream<ExchangePrecision> rounding() {
    FloatFormat bfloat16 = new Bfloat16();
    return Stream.of(
        new ExchangePrecision(new Int8(), new Float32()),
        new ExchangePrecision(new Int8(), bfloat16),
        new ExchangePrecision(bfloat16, bfloat16));
  }

  /** Handed over in memory or not, and at whatever attempt: what is rounded is so alike. */
  @ParameterizedTest
  @MethodSource("rounding")
  void roundedNumbersGiveTheBitsOfTheLocalOne(ExchangePrecision precision) throws IOException {
    for (int localSteps : new int[] {1, 4}) {
      float[] local = Problem.locally(localSteps, precision);
      assertFalse(Arrays.equals(expected, local), "nothing was rounded");
      SparkConf conf = Problem.conf("local[2,4]");
      assertArrayEquals(
          local,
          Problem.onSpark(
              conf, localSteps, precision, s -> s.map(SparkObjectiveTest::failAtFirst)));
    }
  }

  static Stream<ExchangePrecision> anyRounding() {
    return Stream.concat(Stream.of(ExchangePrecision.EXACT), rounding());
  }

  /**
   * Every number is added in the order of the shards, in whatever slice and on whatever machine.
   */
  @ParameterizedTest
  @MethodSource("anyRounding")
  void executorsSumToTheBitsOfTheDriver(ExchangePrecision precision) throws IOException {
    for (int localSteps : new int[] {1, 4}) {
      assertArrayEquals(
          Problem.locally(localSteps, precision),
          Problem.onSpark(
              Problem.conf("local[2,4]").set("spark.default.parallelism", "7"),
              localSteps,
              precision,
              Sums.EXECUTORS,
              s -> s.map(SparkObjectiveTest::failAtFirst)));
    }
  }

  @Test
  void severalCoresATaskGiveTheSameBits() {
    assertArrayEquals(
        expected,
        Problem.onSpark(Problem.conf("local[2]").set("spark.task.cpus", "2"), 1, shards -> shards));
  }

  @Test
  void javaSerializationGivesTheSameBits() {
    assertArrayEquals(
        expected,
        Problem.onSpark(
            Problem.conf("local[2]")
                .set("spark.serializer", "org.apache.spark.serializer.JavaSerializer"),
            1,
            shards -> shards));
  }

  @Test
  void shardsThatLieOnDiskGiveTheSameBits() {
    assertArrayEquals(
        expected,
        Problem.onSpark(
            Problem.conf("local[2]"),
            1,
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
            1,
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
    Score local =
        new LocalEvaluator(
                new LocalWorkers(Problem.NETWORK, Kernels.chosen(), 1), Problem.localShards())
            .score(weights);
    try (JavaSparkContext spark = new JavaSparkContext(Problem.conf("local[2]"))) {
      try (SharedRun run = SharedRun.open(spark, Run.of(Problem.NETWORK))) {
        SparkEvaluator evaluator = new SparkEvaluator(run, Problem.shards(spark));
        assertEquals(local, evaluator.score(weights));
        spark.setJobGroup("in full", "");
        Evaluated evaluated = evaluator.evaluate(weights);
        assertEquals(local, evaluated.score());
        ClassEvaluation evaluation = (ClassEvaluation) evaluated.evaluation().orElseThrow();
        assertEquals(local.meanQuality(), evaluation.accuracy());
        assertEquals(1, spark.statusTracker().getJobIdsForGroup("in full").length, "passes");
      }
    }
    assertEquals(300, local.examples());
  }

  @Test
  void manyValuesGiveTheSameBitsAsABroadcast() throws IOException {
    Network wide = Network.mlp(784, List.of(300), 10);
    Weights weights = new Weights(Support.full(wide.layout(), 0), new Init(1, 1, 1).theta(wide, 1));
    try (JavaSparkContext spark = new JavaSparkContext(Problem.conf("local[2]"))) {
      List<Shard> local = Problem.localShards();
      Gradient expected =
          new LocalObjective(wide, Kernels.chosen(), 1, Problem.BATCHES, local)
              .gradient(weights, GradientScope.FINE, 7);
      try (SharedRun run = SharedRun.open(spark, Run.of(wide));
          SparkObjective objective =
              new SparkObjective(run, Problem.shards(spark), false, Problem.BATCHES, 2)) {
        assertArrayEquals(
            expected.values(), objective.gradient(weights, GradientScope.FINE, 7).values());
      }
    }
  }

  @Test
  void aTaskCarriesTheValuesAndLittleElse() throws IOException {
    int floats = 10_000;
    int small = serialized(job(0));
    assertEquals(4 * floats, serialized(job(floats)) - small);
    assertTrue(small < 1024, () -> small + " bytes without values");
  }

  private static GradientJob job(int floats) {
    Values values = Values.inTask(new byte[4 * floats]);
    return new GradientJob(
        null, values, Problem.BATCHES, new Float32(), new Float32(), GradientScope.FINE, 1);
  }

  private static int serialized(Object object) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    }
    return bytes.size();
  }
}
