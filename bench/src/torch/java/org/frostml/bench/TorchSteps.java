package org.frostml.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.frostml.Text;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Network;
import org.frostml.train.LocalObjective;
import org.frostml.train.MiniBatches;

/** Training steps by libtorch, dense, beside Frost's sparse and dense ones. */
final class TorchSteps {
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
    new TorchCheck(network, kernels).require();
    new BenchSteps(timer, kernels, batch).warmUp(network, density);
    StepProblem sparse = StepProblem.sparse(objective(network, batch), network, density);
    StepProblem dense = StepProblem.dense(objective(network, batch), network);
    Map<String, Runnable> work = new LinkedHashMap<>();
    work.put(COARSE, sparse::coarse);
    work.put(FINE, sparse::fine);
    work.put(DENSE, dense::fine);
    TorchExamples examples = TorchExamples.random(network, batch);
    try (TorchLayouts layouts =
        new TorchLayouts(network, examples, () -> TorchNetwork.sgd(StepProblem.RATE, 0))) {
      work.putAll(layouts.steps());
      return table(name, batch, on, timer.alternate(work), summary);
    }
  }

  private LocalObjective objective(Network network, int batch) {
    MiniBatches batches = StepProblem.batches(batch, 1);
    return new LocalObjective(network, kernels, 1, batches, StepProblem.shards(network, 1));
  }

  private BenchTable table(
      String name,
      int batch,
      String on,
      Map<String, BenchTimer.Times> times,
      Map<String, String> summary) {
    double torch = times.get(TorchLayouts.faster(times).toString()).median();
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
            + " samples in turn. Loss and gradients of a dense step were those of libtorch in double"
            + " precision, as near as libtorch's own in single precision.",
        List.of("step", "ms", "least - most", "/ coarse step", "/ mean of a cycle, m = " + M),
        rows);
  }
}
