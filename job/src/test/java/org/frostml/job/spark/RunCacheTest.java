package org.frostml.job.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.frostml.job.LocalCluster;
import org.frostml.job.Problem;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Network;
import org.frostml.nn.Shard;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.frostml.train.ShardWorker;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What an executor keeps is made once, never shared by two tasks at a time, and ends with the run.
 */
class RunCacheTest {
  private static final int RUNS = 20;

  private final byte[] life = {0};
  private final RunCache cache = RunCache.of(life);

  @Test
  void everyRunHasItsOwn() {
    assertSame(cache, RunCache.of(life));
    assertNotSame(cache, RunCache.of(new byte[] {0}), "equal is not the same");
  }

  @Test
  void aSupportIsUnpackedOnce() {
    byte[] packed = Support.full(Problem.NETWORK.layout(), 1).pack();
    Support first = cache.support(packed, Support::unpack);
    assertEquals(1, first.version());
    assertSame(first, cache.support(packed, Support::unpack));
    assertNotSame(first, cache.support(packed.clone(), Support::unpack), "of another broadcast");
  }

  @Test
  void aWorkerIsLentToOneAtATimeAndServesAgain() {
    Supplier<ShardWorker> make = () -> new ShardWorker(Problem.NETWORK, Kernels.chosen(), 1);
    ShardWorker first = cache.take(make);
    ShardWorker second = cache.take(make);
    assertNotSame(first, second);
    cache.give(second);
    assertSame(second, cache.take(make));
    assertNotSame(first, cache.take(make), "never given back");
  }

  /** What is in the caches of the processor, and no more than are needed. */
  @Test
  void theLastThatWasGivenBackIsTheFirstToBeTaken() {
    Supplier<ShardWorker> make = () -> new ShardWorker(Problem.NETWORK, Kernels.chosen(), 1);
    ShardWorker first = cache.take(make);
    ShardWorker second = cache.take(make);
    cache.give(first);
    cache.give(second);
    assertSame(second, cache.take(make));
  }

  @Test
  void aStragglerHoldsSoManyWorkersAndNotOneForEveryShard() {
    Supplier<ShardWorker> make = () -> new ShardWorker(Problem.NETWORK, Kernels.chosen(), 1);
    int most = 2 * Runtime.getRuntime().availableProcessors();
    for (int i = 0; i < most; i++) {
      assertTrue(cache.mayWait());
    }
    assertFalse(cache.mayWait());
    ShardWorker one = cache.take(make);
    cache.served(one);
    assertSame(one, cache.take(make));
    assertTrue(cache.mayWait());
    assertFalse(cache.mayWait());
  }

  /** In an executor of its own, whose heap no other test fills. */
  @Tag("slow")
  @Test
  void twentyRunsKeepNoMoreThanOne() {
    Network network = Network.mlp(784, List.of(1000), 10);
    Weights weights =
        new Weights(Support.full(network.layout(), 0), new float[network.layout().size()]);
    long gradient = Float.BYTES * (long) network.layout().size();
    try (JavaSparkContext spark = new JavaSparkContext(LocalCluster.conf(1))) {
      JavaRDD<Shard> shards = Problem.shards(spark);
      long first = 0;
      for (int i = 0; i < RUNS; i++) {
        try (SharedRun run = SharedRun.open(spark, Run.of(network));
            SparkObjective objective = new SparkObjective(run, shards, false, Problem.BATCHES, 1)) {
          objective.gradient(weights, GradientScope.FINE, 0);
        }
        first = i == 1 ? used(spark) : first;
      }
      // Spark's own books grow a little.
      long most = first + RUNS / 5 * gradient;
      long last = used(spark);
      // Broadcasts are destroyed in the background.
      for (int i = 0; i < 100 && last > most; i++) {
        LockSupport.parkNanos(50_000_000);
        last = used(spark);
      }
      assertTrue(
          last <= most,
          "of " + gradient + " bytes a gradient: " + first + " after 2 runs, then " + last);
    }
  }

  /** Bytes in use where tasks run, garbage apart. */
  private static long used(JavaSparkContext spark) {
    return spark.parallelize(List.of(0), 1).map(new Used()).first();
  }

  private record Used() implements Function<Integer, Long> {
    @Override
    public Long call(Integer ignored) {
      System.gc();
      return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
  }
}
