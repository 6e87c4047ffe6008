package org.frostml.job.spark;

import java.io.Serializable;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Loss;
import org.frostml.nn.Network;
import org.frostml.nn.Shape;

/**
 * What every task of a run carries: as little as names it, because every task unpacks it again.
 * Executors use the driver's kind of kernels or fail: sums of two kinds must not mix.
 *
 * @param layers {@link Network#spec}
 * @param loss {@link Loss#spec}
 */
public record Run(Shape in, String layers, String loss, String kernels) implements Serializable {
  /** A new run of a network, with the kernels of this JVM. */
  public static Run of(Network network) {
    return of(network, Kernels.chosen().name());
  }

  /** A new run of a network, with kernels that were chosen elsewhere. */
  public static Run of(Network network, String kernels) {
    return new Run(network.in(), network.spec(), network.loss().spec(), kernels);
  }

  /** The network, in a task. */
  Network network() {
    return Network.parse(in, layers, Loss.parse(loss));
  }
}
