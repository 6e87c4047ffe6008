package org.frostml.job;

import java.io.Serializable;
import java.util.UUID;
import java.util.function.Function;
import org.frostml.FrostException;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Network;
import org.frostml.train.Worker;

/**
 * What every task of a run knows. Executors use the driver's kind of kernels or fail: sums of two
 * kinds must not mix.
 *
 * @param id its name among the runs an executor has seen
 */
record Run(String id, Network network, String kernels) implements Serializable {
  /** The kernels of this JVM, as {@link Kernels#chosen}; its complaint is one to a person. */
  private static Kernels chosenKernels() {
    try {
      return Kernels.chosen();
    } catch (IllegalStateException e) {
      throw new FrostException(e.getMessage(), e);
    }
  }

  /** A new run of a network, with the kernels of this JVM. */
  static Run of(Network network) {
    return new Run(UUID.randomUUID().toString(), network, chosenKernels().name());
  }

  /** Lends a worker of this run to a piece of work. */
  <R> R work(Function<Worker, R> work) {
    return Workers.borrow(id, () -> new Worker(network, Kernels.named(kernels)), work);
  }
}
