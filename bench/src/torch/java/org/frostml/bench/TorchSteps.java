package org.frostml.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.frostml.Text;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Init;
import org.frostml.nn.Network;
import org.frostml.nn.Rows;
import org.frostml.nn.Scaling;
import org.frostml.nn.Shard;
import org.frostml.nn.Targets;
import org.frostml.random.Rng;
import org.frostml.sparse.Block;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.frostml.train.LocalObjective;
import org.frostml.train.MiniBatches;

/** Training steps by libtorch, dense, beside Frost's sparse and dense ones. */
final class TorchSteps {
  /** As few that a batch norm of Frost's sees all of them at once, as libtorch's does. */
  private static final int CHECKED = 32;

  private static final String COARSE = "coarse";
  private static final String FINE = "fine";
  private static final String DENSE = "dense";
  private static final int M = 19;

  private final BenchTimer timer;
  private final Kernels kernels;
  private final double density;

  TorchSteps(BenchTimer timer, Kernels kernels, double density) {
    this.timer = timer;
    this.kernels = kernels;
    this.density = density;
  }

  BenchTable run(String name, int batch, String on, Map<String, String> summary) {
    Network network = NetworksCommand.images(name);
    requireTheSameNetwork(network);
    new BenchSteps(timer, kernels, batch).warmUp(network, density);
    StepProblem sparse = StepProblem.sparse(objective(network, batch), network, density);
    StepProblem dense = StepProblem.dense(objective(network, batch), network);
    Map<String, Runnable> work = new LinkedHashMap<>();
    work.put(COARSE, sparse::coarse);
    work.put(FINE, sparse::fine);
    work.put(DENSE, dense::fine);
    Batch examples = new Batch(network, batch);
    List<TorchNetwork> opened = new ArrayList<>();
    try {
      for (TorchMaps maps : TorchMaps.values()) {
        TorchNetwork torch = examples.torch(network, theta(network), maps);
        opened.add(torch);
        work.put(maps.toString(), torch::step);
      }
      return table(name, batch, on, timer.alternate(work), summary);
    } finally {
      opened.forEach(TorchNetwork::close);
    }
  }

  private LocalObjective objective(Network network, int batch) {
    MiniBatches batches = StepProblem.batches(batch, 1);
    return new LocalObjective(network, kernels, 1, batches, StepProblem.shards(network, 1));
  }

  private static float[] theta(Network network) {
    return new Init(1, 1, 0).theta(network, 1);
  }

  /** Random images. */
  private record Batch(float[] x, int[] labels) {
    Batch(Network network, int examples) {
      this(new float[examples * network.inputs()], new int[examples]);
      Rng rng = new Rng(7, 0);
      for (int i = 0; i < x.length; i++) {
        x[i] = (float) rng.nextGaussian();
      }
      for (int i = 0; i < labels.length; i++) {
        labels[i] = rng.nextInt(network.outputs());
      }
    }

    TorchNetwork torch(Network network, float[] theta, TorchMaps maps) {
      return new TorchNetwork(network, theta, x, labels, maps);
    }

    Shard shard(Network network) {
      return new Shard.Packed(
          0, new Rows.Floats(network.inputs(), x), new Targets.Classes(labels), new Scaling.None());
    }
  }

  /** Fails unless libtorch's loss and gradients are Frost's. */
  private void requireTheSameNetwork(Network network) {
    float[] theta = theta(network);
    Batch batch = new Batch(network, CHECKED);
    MiniBatches all = new MiniBatches(1, CHECKED, 1, CHECKED);
    List<Shard> shards = List.of(batch.shard(network));
    try (LocalObjective objective = new LocalObjective(network, kernels, 1, all, shards)) {
      Weights weights = new Weights(Support.full(network.layout(), 0), theta);
      Gradient gradient = objective.gradient(weights, GradientScope.FINE, 0);
      gradient.scale(gradient.work().score().toMean());
      for (TorchMaps maps : TorchMaps.values()) {
        try (TorchNetwork torch = batch.torch(network, theta, maps)) {
          requireClose("the loss", gradient.work().score().meanLoss(), torch.gradients());
          for (Block block : network.layout().blocks()) {
            requireClose(block, gradient.values(), torch.gradient(block.name()));
          }
        }
      }
    }
  }

  private static void requireClose(String what, double frost, double torch) {
    if (!(Math.abs(frost - torch) <= 1e-4 * Math.abs(frost))) {
      throw new IllegalStateException(
          what + " is " + frost + " by Frost, " + torch + " by libtorch");
    }
  }

  /**
   * Gradients are alike in the norm of their difference: rounding alone takes some inputs of a ReLU
   * to its other side, and makes two thousandths after twenty layers.
   */
  private static void requireClose(Block block, float[] frost, float[] torch) {
    double difference = 0;
    double norm = 0;
    for (int j = 0; j < block.size(); j++) {
      float g = frost[block.offset() + j];
      difference += (g - torch[j]) * (double) (g - torch[j]);
      norm += g * (double) g;
    }
    if (!(Math.sqrt(difference) <= 1e-2 * Math.sqrt(norm))) {
      throw new IllegalStateException(
          "the gradient of "
              + block.name()
              + " has the norm "
              + Math.sqrt(norm)
              + " by Frost, and libtorch's differs by "
              + Math.sqrt(difference));
    }
  }

  private BenchTable table(
      String name,
      int batch,
      String on,
      Map<String, BenchTimer.Times> times,
      Map<String, String> summary) {
    double torch = Double.POSITIVE_INFINITY;
    for (TorchMaps maps : TorchMaps.values()) {
      torch = Math.min(torch, times.get(maps.toString()).median());
    }
    double coarse = times.get(COARSE).median();
    double cycle = (M * coarse + times.get(FINE).median()) / (M + 1);
    String suffix = " at " + Text.percent(density) + ", " + name + ", batch " + batch;
    summary.put("libtorch's dense step / coarse step" + suffix, Bench.number(torch / coarse, 1));
    List<List<String>> rows = new ArrayList<>();
    for (Map.Entry<String, BenchTimer.Times> each : times.entrySet()) {
      BenchTimer.Times time = each.getValue();
      rows.add(
          List.of(
              each.getKey(),
              Bench.millis(time.median()),
              Bench.millis(time.least()) + " - " + Bench.millis(time.most()),
              Bench.number(time.median() / coarse, 1),
              Bench.number(time.median() / cycle, 1)));
    }
    return new BenchTable(
        "convolution steps beside libtorch, " + name + ", batch " + batch,
        "Training steps of " + name + " beside libtorch, batch " + batch,
        "Forward, loss, backward and SGD's update; coarse and fine steps at a density of "
            + Text.percent(density)
            + ". "
            + on
            + " Medians of "
            + timer.rounds()
            + " samples in turn. Loss and gradients of a dense step were the same by Frost and by"
            + " libtorch.",
        List.of("step", "ms", "least - most", "/ coarse step", "/ mean of a cycle, m = " + M),
        rows);
  }
}
