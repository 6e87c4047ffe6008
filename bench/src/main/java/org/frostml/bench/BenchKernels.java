package org.frostml.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.frostml.FrostException;
import org.frostml.Text;
import org.frostml.kernel.Kernels;
import org.frostml.kernel.Peak;

/** The products of a 1000 x 1000 layer on one core, beside the most that core can do. */
final class BenchKernels {
  private static final int SIZE = 1000;
  private static final int BATCH = 128;
  private static final String PEAK = "register multiply-adds";
  private static final int SPINS = 20_000;
  private static final List<String> ASKED_FOR =
      List.of("sparse forward, 5 %", "sparse weight gradient, 5 %", "dense forward");

  private final BenchTimer timer;
  private final Map<String, Runnable> work = new LinkedHashMap<>();
  private final Map<String, Double> flops = new LinkedHashMap<>();
  private float kept;

  BenchKernels(BenchTimer timer) {
    this.timer = timer;
  }

  BenchTable run(Kernels kernels, List<Double> densities, Map<String, String> summary) {
    if (!kernels.name().equals("scalar")) {
      add(PEAK, Peak.flops(SPINS), () -> kept += Peak.spin(SPINS));
    }
    for (double density : densities) {
      LayerProblem layer = new LayerProblem(kernels, SIZE, SIZE, BATCH, density);
      String suffix = Text.percent(density);
      add("sparse forward, " + suffix, layer.sparseFlops(), layer::forward);
      add("sparse backward, " + suffix, layer.sparseFlops(), layer::backward);
      add("sparse weight gradient, " + suffix, layer.sparseFlops(), layer::weightGradient);
    }
    addDense("dense", kernels);
    if (!kernels.name().equals("blas")) {
      try {
        addDense("dense, native BLAS", Kernels.named("blas"));
      } catch (FrostException none) {
        // Then there is none to compare with, and the table has no such rows.
      }
    }
    Map<String, BenchTimer.Times> times = timer.alternate(work);
    double peak = times.containsKey(PEAK) ? rate(PEAK, times.get(PEAK).median()) : Double.NaN;
    if (!Double.isNaN(peak)) {
      summary.put("peak of a core, register multiply-adds", Bench.number(peak, 0) + " GF/s");
      for (String name : ASKED_FOR) {
        double rate = rate(name, times.get(name).median());
        summary.put(
            name + ", 1000 x 1000, batch 128, one core",
            Bench.number(rate, 0) + " GF/s, " + Text.percent(rate / peak) + " of the peak");
      }
    }
    return table(times, peak);
  }

  private void addDense(String name, Kernels kernels) {
    LayerProblem layer = new LayerProblem(kernels, SIZE, SIZE, BATCH, 0.01);
    add(name + " forward", layer.denseFlops(), layer::denseForward);
    add(name + " backward", layer.denseFlops(), layer::denseBackward);
    add(name + " weight gradient", layer.denseFlops(), layer::denseWeightGradient);
  }

  private void add(String name, double operations, Runnable run) {
    work.put(name, run);
    flops.put(name, operations);
  }

  private BenchTable table(Map<String, BenchTimer.Times> times, double peak) {
    List<List<String>> rows = new ArrayList<>();
    times.forEach(
        (name, time) -> {
          double rate = rate(name, time.median());
          rows.add(
              List.of(
                  name,
                  Bench.number(rate, 1),
                  Bench.number(rate(name, time.most()), 1)
                      + " - "
                      + Bench.number(rate(name, time.least()), 1),
                  Double.isNaN(peak) ? "" : Text.percent(rate / peak)));
        });
    return new BenchTable(
        "kernels",
        "Kernels",
        "A layer of 1000 x 1000, a batch of 128, one core, "
            + timer.rounds()
            + " samples in turn. Useful work only: two operations a stored weight and example.",
        List.of("kernel", "GF/s, median", "least - most", "of the peak"),
        rows);
  }

  private double rate(String name, double seconds) {
    return flops.get(name) / seconds * 1e-9;
  }
}
