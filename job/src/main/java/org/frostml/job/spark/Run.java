package org.frostml.job.spark;

import java.io.Serializable;
import java.util.UUID;
import org.frostml.FrostException;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Loss;
import org.frostml.nn.Network;
import org.frostml.nn.Shape;
import org.frostml.train.ShardWorker;

/**
 * What every task of a run carries: as little as names it, because a task unpacks it anew.
 * Executors use the driver's kind of kernels or fail: sums of two kinds must not mix.
 *
 * @param id its name among the runs an executor has seen
 * @param layers {@link Network#spec}
 * @param loss {@link Loss#spec}
 */
public record Run(String id, Shape in, String layers, String loss, String kernels)
    implements Serializable {
  /** The kernels of this JVM, as {@link Kernels#chosen}; its complaint is one to a person. */
  public static Kernels chosenKernels() {
    try {
      return Kernels.chosen();
    } catch (IllegalStateException e) {
      throw new FrostException(e.getMessage(), e);
    }
  }

  /** A new run of a network, with the kernels of this JVM. */
  public static Run of(Network network) {
    return of(network, chosenKernels().name());
  }

  /** A new run of a network, with kernels that were chosen elsewhere. */
  public static Run of(Network network, String kernels) {
    String id = UUID.randomUUID().toString();
    return new Run(id, network.in(), network.spec(), network.loss().spec(), kernels);
  }

  /** What this JVM keeps of the run. */
  Executor executor() {
    return Executor.of(id);
  }

  /** A worker of this run with that many threads, to be given back. */
  ShardWorker take(int threads) {
    return executor().take(() -> new ShardWorker(network(), Kernels.named(kernels), threads));
  }

  private Network network() {
    return Network.parse(in, layers, Loss.parse(loss));
  }

  void give(ShardWorker worker) {
    executor().give(worker);
  }
}
