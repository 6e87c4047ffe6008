package org.frostml.job.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.frostml.job.Problem;
import org.frostml.kernel.Kernels;
import org.frostml.sparse.Support;
import org.frostml.train.ShardWorker;
import org.junit.jupiter.api.Test;

/** What an executor keeps is bounded, made once, and never shared by two tasks at a time. */
class ExecutorTest {
  private final Executor executor = Executor.of(UUID.randomUUID().toString());
  private final List<Long> unpacked = new ArrayList<>();

  private Support support(long version) {
    return executor.support(
        version,
        () -> {
          unpacked.add(version);
          return Support.full(Problem.NETWORK.layout(), version).pack();
        });
  }

  @Test
  void theLastTwoSupportsAreKept() {
    Support first = support(1);
    assertSame(first, support(1));
    support(2);
    assertSame(first, support(1), "a task of the phase before may be late");
    support(3);
    assertNotSame(first, support(1));
    assertEquals(List.of(1L, 2L, 3L, 1L), unpacked);
  }

  @Test
  void aWorkerIsLentToOneAtATimeAndServesAgain() {
    Supplier<ShardWorker> make = () -> new ShardWorker(Problem.NETWORK, Kernels.chosen(), 1);
    ShardWorker first = executor.take(make);
    ShardWorker second = executor.take(make);
    assertNotSame(first, second);
    executor.give(second);
    assertSame(second, executor.take(make));
    assertNotSame(first, executor.take(make), "never given back");
  }

  @Test
  void runsLongUnusedAreForgotten() {
    String run = UUID.randomUUID().toString();
    Executor first = Executor.of(run);
    assertSame(first, Executor.of(run));
    for (int i = 0; i < 8; i++) {
      Executor.of(UUID.randomUUID().toString());
    }
    assertNotSame(first, Executor.of(run));
  }
}
