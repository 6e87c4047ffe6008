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

/** Training steps in one thread of this JVM: sparse at several densities against dense SGD. */
final class BenchSteps {
  private static final int M = 19;
  private static final int COUNTED = 200;
  private static final double ASKED_FOR = 0.05;
  private static final int FEW = Kernels.LANES;

  /** A step that allocates more than this boxes vectors. */
  private static final double BOXES = 1 << 20;

  private final BenchTimer timer;
  private final Kernels kernels;
  private final int batch;

  BenchSteps(BenchTimer timer, Kernels kernels, int batch) {
    this.timer = timer;
    this.kernels = kernels;
    this.batch = batch;
  }

  /**
   * Steps of few examples until the network's code is compiled: what is called once a layer is
   * called rarely, and the JVM waits for many calls.
   */
  void warmUp(Network network, double density) {
    double seconds = 4 * timer.warmUp();
    StepProblem sparse = StepProblem.sparse(local(network, FEW), network, density);
    Allocation.settle(sparse::coarse, BOXES, seconds);
    StepProblem dense = StepProblem.dense(local(network, FEW), network);
    Allocation.settle(dense::fine, BOXES, seconds);
  }

  /**
   * Times them all in turn.
   *
   * @param kind what the name of the table begins with
   * @param name of the network, for people
   */
  BenchTable run(
      String kind,
      String name,
      Network network,
      List<Double> densities,
      Map<String, String> summary) {
    Map<String, Runnable> work = new LinkedHashMap<>();
    Map<Double, StepProblem> sparse = new LinkedHashMap<>();
    StepProblem dense = StepProblem.dense(local(network, batch), network);
    work.put("dense", dense::fine);
    for (double density : densities) {
      StepProblem problem = StepProblem.sparse(local(network, batch), network, density);
      sparse.put(density, problem);
      work.put("coarse " + density, problem::coarse);
      work.put("fine " + density, problem::fine);
    }
    Map<String, BenchTimer.Times> times = timer.alternate(work);
    double denseStep = times.get("dense").median();
    double rate = network.denseFlops() * batch / denseStep * 1e-9;
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "dense SGD, " + Bench.number(rate, 0) + " GF/s",
            Bench.millis(denseStep),
            "",
            "1.0",
            "1.0",
            Bench.number(Allocation.bytes(dense::fine, COUNTED) / 1024, 1)));
    sparse.forEach(
        (density, problem) -> {
          double coarse = times.get("coarse " + density).median();
          double fine = times.get("fine " + density).median();
          if (density == ASKED_FOR) {
            summary.put(
                "dense step / coarse step at 5 %, " + name, Bench.number(denseStep / coarse, 1));
            summary.put(
                "dense training / training at 5 %, m = 19, " + name,
                Bench.number(denseStep * (M + 1) / (M * coarse + fine), 1));
          }
          rows.add(
              List.of(
                  Text.percent(density),
                  Bench.millis(coarse),
                  Bench.millis(fine),
                  Bench.number(denseStep / coarse, 1),
                  Bench.number(denseStep * (M + 1) / (M * coarse + fine), 1),
                  Bench.number(Allocation.bytes(problem::coarse, COUNTED) / 1024, 1)));
        });
    return new BenchTable(
        kind + " " + name,
        "Training steps of " + name,
        "One thread, a batch of "
            + batch
            + ". A fine step includes the update of every dual, the new support"
            + " and its CSR. Allocation of a coarse step, or a dense one, in KiB.",
        List.of(
            "density",
            "coarse step, ms",
            "fine step, ms",
            "dense / coarse",
            "dense / mean of a cycle, m = 19",
            "KiB allocated"),
        rows);
  }

  private LocalObjective local(Network network, int examples) {
    MiniBatches batches = StepProblem.batches(examples, 1);
    return new LocalObjective(network, kernels, 1, batches, StepProblem.shards(network, 1));
  }
}
