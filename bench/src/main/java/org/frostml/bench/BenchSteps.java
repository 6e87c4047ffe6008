package org.frostml.bench;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
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
  private static final int BATCH = 128;
  private static final int M = 19;
  private static final int COUNTED = 200;
  private static final double ASKED_FOR = 0.05;

  private final BenchTimer timer;
  private final Kernels kernels;

  BenchSteps(BenchTimer timer, Kernels kernels) {
    this.timer = timer;
    this.kernels = kernels;
  }

  BenchTable run(Network network, List<Double> densities, Map<String, String> summary) {
    Map<String, Runnable> work = new LinkedHashMap<>();
    Map<Double, StepProblem> sparse = new LinkedHashMap<>();
    StepProblem dense = StepProblem.dense(local(network), network);
    work.put("dense", dense::fine);
    for (double density : densities) {
      StepProblem problem = StepProblem.sparse(local(network), network, density);
      sparse.put(density, problem);
      work.put("coarse " + density, problem::coarse);
      work.put("fine " + density, problem::fine);
    }
    Map<String, BenchTimer.Times> times = timer.alternate(work);
    double denseStep = times.get("dense").median();
    double rate = network.denseFlops() * BATCH / denseStep * 1e-9;
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "dense SGD, " + Bench.number(rate, 0) + " GF/s",
            Bench.millis(denseStep),
            "",
            "1.0",
            "1.0",
            Bench.number(allocated(dense::fine) / 1024, 1)));
    sparse.forEach(
        (density, problem) -> {
          double coarse = times.get("coarse " + density).median();
          double fine = times.get("fine " + density).median();
          if (density == ASKED_FOR) {
            summary.put(
                "dense step / coarse step at 5 %, " + Bench.shape(network),
                Bench.number(denseStep / coarse, 1));
            summary.put(
                "dense training / training at 5 %, m = 19, " + Bench.shape(network),
                Bench.number(denseStep * (M + 1) / (M * coarse + fine), 1));
          }
          rows.add(
              List.of(
                  Text.percent(density),
                  Bench.millis(coarse),
                  Bench.millis(fine),
                  Bench.number(denseStep / coarse, 1),
                  Bench.number(denseStep * (M + 1) / (M * coarse + fine), 1),
                  Bench.number(allocated(problem::coarse) / 1024, 1)));
        });
    return new BenchTable(
        "steps " + Bench.shape(network),
        "Training steps of " + Bench.shape(network),
        "One thread, a batch of 128. A fine step includes the update of every dual, the new support"
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

  private LocalObjective local(Network network) {
    MiniBatches batches = StepProblem.batches(BATCH, 1);
    return new LocalObjective(network, kernels, 1, batches, StepProblem.shards(network, 1));
  }

  /** Bytes this thread allocates a call. */
  private static double allocated(Runnable step) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(id);
    for (int i = 0; i < COUNTED; i++) {
      step.run();
    }
    return (threads.getThreadAllocatedBytes(id) - before) / (double) COUNTED;
  }
}
