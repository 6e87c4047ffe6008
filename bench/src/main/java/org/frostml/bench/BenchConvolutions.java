package org.frostml.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.frostml.Text;
import org.frostml.kernel.Kernels;
import org.frostml.kernel.Peak;

/** Convolutions on one core, sparse and dense, beside the most that core can do. */
final class BenchConvolutions {
  private static final String PEAK = "register multiply-adds";
  private static final int SPINS = 20_000;
  private static final int COUNTED = 5;

  /** A kernel that allocates more than this boxes its vectors. */
  private static final double BOXES = 1 << 16;

  private static final List<String> SPARSE = List.of("forward", "backward-data", "weight gradient");
  private static final List<String> DENSE =
      List.of("dense forward", "dense backward-data", "dense weight gradient");

  private final BenchTimer timer;
  private final Kernels kernels;
  private final double density;
  private final boolean dense;
  private float kept;

  /**
   * @param dense whether those with all weights are timed too
   */
  BenchConvolutions(BenchTimer timer, Kernels kernels, double density, boolean dense) {
    this.timer = timer;
    this.kernels = kernels;
    this.density = density;
    this.dense = dense;
  }

  /** Calls of a few channels, 16 examples, until the code of these maps is compiled. */
  void warmUp(List<ConvolutionSize> sizes) {
    for (ConvolutionSize size : sizes) {
      int few = Kernels.LANES;
      settle(work(new ConvolutionProblem(kernels, size.narrow(), few, density)));
    }
  }

  private void settle(Map<String, Runnable> work) {
    work.values().forEach(run -> Allocation.settle(run, BOXES, timer.warmUp()));
  }

  /** Those of a batch, a row each. */
  BenchTable run(List<ConvolutionSize> sizes, int batch) {
    List<List<String>> rows = new ArrayList<>();
    for (ConvolutionSize size : sizes) {
      rows.add(row(size, batch));
    }
    List<String> columns = new ArrayList<>(List.of("convolution"));
    columns.addAll(SPARSE);
    columns.addAll(dense ? DENSE : List.of());
    columns.addAll(List.of("peak, GF/s", "KiB allocated"));
    return new BenchTable(
        "convolutions, batch " + batch,
        "Convolutions, batch " + batch,
        "GF/s and the share of the peak, on one core by CPU time at a density of "
            + Text.percent(density)
            + ", medians of "
            + timer.rounds()
            + " samples in turn, the peak's among them. Useful work only: two operations a stored"
            + " weight, output pixel and example. 16x32 is of 16 channels to as many, 3 x 3 pixels,"
            + " on maps of 32 x 32; 64-128x32/2 of 64 to 128 channels, stride 2; 1: before it of one"
            + " pixel. Allocation a call, of the kernel that allocates most.",
        columns,
        rows);
  }

  private Map<String, Runnable> work(ConvolutionProblem problem) {
    Map<String, Runnable> work = new LinkedHashMap<>();
    work.put(SPARSE.get(0), problem::forward);
    work.put(SPARSE.get(1), problem::backwardData);
    work.put(SPARSE.get(2), problem::weightGradient);
    if (dense) {
      work.put(DENSE.get(0), problem::denseForward);
      work.put(DENSE.get(1), problem::denseBackwardData);
      work.put(DENSE.get(2), problem::denseWeightGradient);
    }
    return work;
  }

  private List<String> row(ConvolutionSize size, int batch) {
    ConvolutionProblem problem = new ConvolutionProblem(kernels, size, batch, density);
    Map<String, Runnable> work = work(problem);
    // Large layers take ways of their own.
    settle(work);
    Map<String, Runnable> all = new LinkedHashMap<>();
    if (!kernels.name().equals("scalar")) {
      all.put(PEAK, () -> kept += Peak.spin(SPINS));
    }
    all.putAll(work);
    Map<String, BenchTimer.Times> times = timer.alternate(all);
    double peak =
        times.containsKey(PEAK) ? Peak.flops(SPINS) / times.get(PEAK).median() * 1e-9 : Double.NaN;
    List<String> row = new ArrayList<>(List.of(size.toString()));
    for (String name : work.keySet()) {
      double flops = DENSE.contains(name) ? problem.denseFlops() : problem.sparseFlops();
      row.add(rate(flops / times.get(name).median() * 1e-9, peak));
    }
    row.add(Double.isNaN(peak) ? "" : Bench.number(peak, 0));
    double allocated =
        work.values().stream()
            .mapToDouble(run -> Allocation.bytes(run, COUNTED))
            .max()
            .orElseThrow();
    row.add(Bench.number(allocated / 1024, 1));
    return row;
  }

  /** For instance {@code 64.3, 30 %}. */
  static String rate(double gigaflops, double peak) {
    String share = Double.isNaN(peak) ? "" : ", " + Bench.number(100 * gigaflops / peak, 0) + " %";
    return Bench.number(gigaflops, 1) + share;
  }
}
