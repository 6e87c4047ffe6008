package org.frostml.bench;

import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Init;
import org.frostml.nn.Network;
import org.frostml.sparse.Block;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.frostml.train.LocalObjective;
import org.frostml.train.MiniBatches;

/**
 * Whether a network is the same by Frost and by libtorch: Frost's loss and gradients must be as
 * near to libtorch's in double precision as libtorch's in single precision are. It is asked where
 * gradients are smooth, see {@link Kinks}: elsewhere the nearness of either is an accident.
 */
final class TorchCheck {
  /**
   * A tile of Frost's and a half; so few that a batch norm sees all at once, as libtorch's does.
   */
  private static final int EXAMPLES = 24;

  /** Frost may be so many times as far from the truth as libtorch in its worse layout. */
  private static final double TIMES = 2;

  /** Of the norm: a distance that is an accident in either. */
  private static final double ROUNDING = 1e-6;

  private final Network network;
  private final Kernels kernels;
  private final TorchExamples examples;

  TorchCheck(Network network, Kernels kernels) {
    this.network = network;
    this.kernels = kernels;
    examples = TorchExamples.random(network, EXAMPLES);
  }

  /** A loss, and the gradient by a network's coordinates. */
  private record Point(double loss, double[] gradient) {}

  /**
   * @throws IllegalStateException if libtorch's network is another
   */
  void require() {
    float[] theta = clearOfKinks();
    Point truth = torch(theta, TorchMaps.NCHW, DataType.FLOAT64);
    Point frost = frost(theta);
    List<Point> singles = new ArrayList<>();
    for (TorchMaps maps : TorchMaps.values()) {
      singles.add(torch(theta, maps, DataType.FLOAT32));
    }
    double off = Math.abs(frost.loss - truth.loss);
    if (!(off <= ROUNDING * Math.abs(truth.loss))) {
      throw new IllegalStateException(
          "the loss is " + frost.loss + " by Frost, " + truth.loss + " by libtorch");
    }
    for (Block block : network.layout().blocks()) {
      double norm = distance(block, truth.gradient, new double[truth.gradient.length]);
      double worst =
          singles.stream()
              .mapToDouble(one -> distance(block, one.gradient, truth.gradient))
              .max()
              .orElseThrow();
      double distance = distance(block, frost.gradient, truth.gradient);
      if (!(distance <= Math.max(TIMES * worst, ROUNDING * norm))) {
        throw new IllegalStateException(
            "the gradient of "
                + block.name()
                + " has the norm "
                + norm
                + " by libtorch in double precision; Frost's differs by "
                + distance
                + ", libtorch's in single precision by at most "
                + worst);
      }
    }
  }

  private float[] clearOfKinks() {
    float[] theta = new Init(1, 1, 0).theta(network, 1);
    try (TorchNetwork torch =
        new TorchNetwork(network, theta, examples, TorchMaps.NCHW, DataType.FLOAT64)) {
      return torch.clearOfKinks();
    }
  }

  private Point torch(float[] theta, TorchMaps maps, DataType type) {
    try (TorchNetwork torch = new TorchNetwork(network, theta, examples, maps, type)) {
      double loss = torch.gradients();
      double[] gradient = new double[theta.length];
      for (Block block : network.layout().blocks()) {
        double[] values = torch.gradient(block.name());
        System.arraycopy(values, 0, gradient, block.offset(), block.size());
      }
      return new Point(loss, gradient);
    }
  }

  private Point frost(float[] theta) {
    MiniBatches all = new MiniBatches(1, EXAMPLES, 1, EXAMPLES);
    Weights weights = new Weights(Support.full(network.layout(), 0), theta);
    try (LocalObjective objective =
        new LocalObjective(network, kernels, 1, all, List.of(examples.shard(network)))) {
      Gradient gradient = objective.gradient(weights, GradientScope.FINE, 0);
      gradient.scale(gradient.work().score().toMean());
      double[] values = new double[theta.length];
      Arrays.setAll(values, j -> gradient.values()[j]);
      return new Point(gradient.work().score().meanLoss(), values);
    }
  }

  /** The norm of the difference of a block's gradients. */
  private static double distance(Block block, double[] one, double[] other) {
    double sum = 0;
    for (int j = block.offset(); j < block.end(); j++) {
      sum += (one[j] - other[j]) * (one[j] - other[j]);
    }
    return Math.sqrt(sum);
  }
}
