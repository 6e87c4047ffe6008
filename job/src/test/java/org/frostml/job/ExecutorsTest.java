package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.apache.spark.storage.BlockId;
import org.frostml.job.spark.Run;
import org.frostml.job.spark.SharedRun;
import org.frostml.job.spark.SparkObjective;
import org.frostml.nn.Shard;
import org.frostml.optim.Active;
import org.frostml.optim.Optimizer;
import org.frostml.sparse.Bfloat16;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Int8;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.frostml.sparse.Work;
import org.frostml.train.Exchange;
import org.frostml.train.ExchangePrecision;
import org.frostml.train.Objective;
import org.frostml.train.Round;
import org.frostml.train.Sums;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Executors in JVMs of their own: what only local mode forgives shows here. */
@Timeout(300)
class ExecutorsTest {
  @Test
  void twoGiveTheBitsOfOneJvm() throws IOException {
    anyNumberGivesTheSameBits(2, "Java", 4);
  }

  @Tag("slow")
  @ParameterizedTest(name = "{0} executors, {1}, {2} local steps")
  @CsvSource({"1, Kryo, 4", "2, Kryo, 1", "5, Kryo, 4"})
  void anyNumberGivesTheSameBits(int executors, String serializer, int localSteps)
      throws IOException {
    SparkConf conf =
        LocalCluster.conf(executors)
            .set("spark.serializer", "org.apache.spark.serializer." + serializer + "Serializer");
    assertArrayEquals(
        Problem.locally(localSteps), Problem.onSpark(conf, localSteps, shards -> shards));
  }

  @Tag("slow")
  @Test
  void roundedNumbersAreThoseOfOneJvm() throws IOException {
    anyNumberRoundsAlike(2, 4);
  }

  @Tag("slow")
  @ParameterizedTest(name = "{0} executors, {1} local steps")
  @CsvSource({"1, 4", "2, 1", "5, 4"})
  void anyNumberRoundsAlike(int executors, int localSteps) throws IOException {
    ExchangePrecision precision = new ExchangePrecision(new Int8(), new Bfloat16());
    assertArrayEquals(
        Problem.locally(localSteps, precision),
        Problem.onSpark(LocalCluster.conf(executors), localSteps, precision, shards -> shards));
  }

  @Tag("slow")
  @Test
  void executorsSumToTheBitsOfOneJvm() throws IOException {
    executorsSum(2, 4);
  }

  @Tag("slow")
  @ParameterizedTest(name = "{0} executors, {1} local steps")
  @CsvSource({"1, 4", "2, 1", "5, 4", "5, 1"})
  void executorsSum(int executors, int localSteps) throws IOException {
    ExchangePrecision precision = new ExchangePrecision(new Int8(), new Bfloat16());
    assertArrayEquals(
        Problem.locally(localSteps, precision),
        Problem.onSpark(
            LocalCluster.conf(executors), localSteps, precision, Sums.EXECUTORS, shards -> shards));
  }

  @Tag("slow")
  @Test
  void anExecutorThatIsLostInTheSecondStageOfASumChangesNothing() throws IOException {
    Killer killer = new Killer();
    float[] theta =
        Problem.onSpark(
            LocalCluster.conf(3),
            4,
            ExchangePrecision.EXACT,
            Sums.EXECUTORS,
            shards -> {
              shards.context().addSparkListener(killer);
              return shards;
            });
    assertArrayEquals(Problem.locally(4), theta);
    assertEquals(2, killer.killed.get());
  }

  /** Kills the executor that begins to add, twice. */
  private static final class Killer extends SparkListener {
    private final Set<Integer> adding = new HashSet<>();
    private final AtomicInteger tasks = new AtomicInteger();
    private final AtomicInteger killed = new AtomicInteger();

    @Override
    public void onStageSubmitted(SparkListenerStageSubmitted stage) {
      if (stage.stageInfo().parentIds().nonEmpty()) {
        adding.add(stage.stageInfo().stageId());
      }
    }

    @Override
    public void onTaskStart(SparkListenerTaskStart start) {
      if (adding.contains(start.stageId()) && tasks.incrementAndGet() % 5 == 3) {
        if (killed.get() < 2 && destroy(start.taskInfo().executorId())) {
          killed.incrementAndGet();
        }
      }
    }

    private static boolean destroy(String executor) {
      return StandaloneCluster.executor(executor)
          .filter(ProcessHandle::destroyForcibly)
          .isPresent();
    }
  }

  @Tag("slow")
  @Test
  void supportsAreBroadcastOnceACycleAndDestroyed() {
    try (JavaSparkContext spark = new JavaSparkContext(LocalCluster.conf(2))) {
      JavaRDD<Shard> shards = Problem.shards(spark);
      List<Integer> alive = new ArrayList<>();
      List<byte[]> packed = new ArrayList<>();
      try (SharedRun run = SharedRun.open(spark, Run.of(Problem.NETWORK));
          SparkObjective objective = new SparkObjective(run, shards, false, Problem.BATCHES, 2)) {
        Problem.train(
            new Watched(objective) {
              @Override
              void before(Support support, int floatsDown, int floatsUp) {
                packed.add(support.pack());
              }

              @Override
              void after() {
                alive.add(supportBlocks(packed));
              }
            },
            4);
      }
      // Two at most: destroying is asynchronous.
      assertTrue(alive.stream().allMatch(count -> count >= 1 && count <= 2), alive::toString);
      assertTrue(eventually(() -> supportBlocks(packed) == 0), "a support was left behind");
    }
  }

  /** Broadcasts of supports in the driver's block manager, among those of tasks. */
  private static int supportBlocks(List<byte[]> packed) {
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
        Object value = block.get().data().next();
        count +=
            value instanceof byte[] bytes && packed.stream().anyMatch(p -> Arrays.equals(p, bytes))
                ? 1
                : 0;
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
  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void theExchangeIsCountedFromTheMessages(int localSteps) {
    AtomicLong results = new AtomicLong();
    AtomicLong tasks = new AtomicLong();
    List<String> descriptions = new ArrayList<>();
    Ledger ledger;
    Exchange exchange;
    try (JavaSparkContext spark = new JavaSparkContext(LocalCluster.conf(2))) {
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
      try (SharedRun run = SharedRun.open(spark, Run.of(Problem.NETWORK));
          SparkObjective objective = new SparkObjective(run, shards, false, Problem.BATCHES, 2)) {
        ledger = new Ledger(objective);
        Problem.train(ledger, localSteps);
        exchange = objective.exchange();
      }
    }
    int jobs = localSteps == 1 ? 30 : 12;
    assertEquals(jobs, ledger.jobs);
    assertEquals(7, ledger.supports, "the first, and one after each of the 6 fine steps");
    long bytes = ledger.down + ledger.up + ledger.index;
    assertEquals(Problem.SHARDS * bytes, exchange.bytes());
    assertEquals(
        bytes / (30 * 8.0 * Problem.NETWORK.layout().size()), exchange.ratio(), 1e-12, "formula");
    assertEquals(Problem.SHARDS * jobs, tasks.get());
    double envelope = (results.get() - Problem.SHARDS * ledger.up) / (double) tasks.get();
    assertTrue(
        envelope > 0 && envelope < 4096, () -> "Spark's envelope is " + envelope + " bytes a task");
    assertEquals("epoch 1/2, step 1, density 5.0 %", descriptions.get(0));
    String last = localSteps == 1 ? "epoch 2/2, step 15, " : "epoch 2/2, step 12, ";
    assertTrue(descriptions.get(jobs - 1).startsWith(last), descriptions.get(jobs - 1));
  }

  /** An objective with somebody looking on. */
  private abstract static class Watched implements Objective {
    private final Objective objective;

    Watched(Objective objective) {
      this.objective = objective;
    }

    void before(Support support, int floatsDown, int floatsUp) {}

    void after() {}

    @Override
    public Gradient gradient(Weights weights, GradientScope scope, long step) {
      Support support = weights.support();
      int up = scope.parts() == 1 ? support.layout().size() : support.size();
      before(support, support.size(), up);
      Gradient gradient = objective.gradient(weights, scope, step);
      after();
      return gradient;
    }

    @Override
    public Work round(Active active, Optimizer optimizer, Round round) {
      // Lambda, a count of eight bytes, dual and momentum travel both ways.
      int floats = 3 + 2 * active.support().size();
      before(active.support(), floats, floats);
      Work work = objective.round(active, optimizer, round);
      after();
      return work;
    }
  }

  /** Counts the bytes of one shard's messages from the shapes alone. */
  private static final class Ledger extends Watched {
    private Support last;
    private int jobs;
    private int supports;
    private long down;
    private long up;
    private long index;

    Ledger(Objective objective) {
      super(objective);
    }

    @Override
    void before(Support support, int floatsDown, int floatsUp) {
      jobs++;
      down += 4L * floatsDown;
      up += 40 + 4L * floatsUp;
      if (support != last) {
        supports++;
        int whole = support.pack().length;
        index += last == null ? whole : Math.min(whole, support.packChanges(last).length);
        last = support;
      }
    }
  }
}
