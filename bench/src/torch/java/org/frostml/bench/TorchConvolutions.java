package org.frostml.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.frostml.Text;
import org.frostml.kernel.Kernels;
import org.frostml.kernel.Peak;

/** Convolutions by libtorch beside Frost's, sparse and dense. */
final class TorchConvolutions {
  private static final String PEAK = "peak";
  private static final String SPARSE = "sparse";
  private static final String DENSE = "dense";
  private static final int SPINS = 20_000;

  private final BenchTimer timer;
  private final Kernels kernels;
  private final double density;
  private float kept;

  TorchConvolutions(BenchTimer timer, Kernels kernels, double density) {
    this.timer = timer;
    this.kernels = kernels;
    this.density = density;
  }

  BenchTable run(List<ConvolutionSize> sizes, int batch, String on) {
    new BenchConvolutions(timer, kernels, density, true).warmUp(sizes);
    List<List<String>> rows = new ArrayList<>();
    for (ConvolutionSize size : sizes) {
      rows.add(row(size, batch));
    }
    return new BenchTable(
        "convolutions beside libtorch, batch " + batch,
        "Convolutions beside libtorch, batch " + batch,
        "GF/s forward / backward, which is backward-data and weight gradient; Frost's sparse ones at"
            + " a density of "
            + Text.percent(density)
            + ", counting stored weights only. "
            + on
            + " Medians of "
            + timer.rounds()
            + " samples in turn, the peak's among them. The last columns: how many times as fast as"
            + " libtorch's faster layout, and as Frost's dense kernels, the sparse ones are,"
            + " forward and backward together.",
        List.of(
            "convolution",
            "Frost, sparse",
            "Frost, dense",
            TorchMaps.NCHW.toString(),
            TorchMaps.CHANNELS_LAST.toString(),
            "peak",
            "libtorch / sparse",
            "dense / sparse"),
        rows);
  }

  private List<String> row(ConvolutionSize size, int batch) {
    ConvolutionProblem problem = new ConvolutionProblem(kernels, size, batch, density);
    Map<String, Runnable> work = new LinkedHashMap<>();
    work.put(PEAK, () -> kept += Peak.spin(SPINS));
    work.put(SPARSE, problem::forward);
    work.put(
        back(SPARSE),
        () -> {
          problem.backwardData();
          problem.weightGradient();
        });
    work.put(DENSE, problem::denseForward);
    work.put(
        back(DENSE),
        () -> {
          problem.denseBackwardData();
          problem.denseWeightGradient();
        });
    List<TorchConvolution> opened = new ArrayList<>();
    try {
      for (TorchMaps maps : TorchMaps.values()) {
        TorchConvolution torch = new TorchConvolution(size, batch, maps);
        opened.add(torch);
        work.put(maps.toString(), torch::forward);
        work.put(back(maps.toString()), torch::backward);
      }
      return row(size, problem, new Times(timer.alternate(work)));
    } finally {
      opened.forEach(TorchConvolution::close);
    }
  }

  private static String back(String name) {
    return name + ", back";
  }

  private record Times(Map<String, BenchTimer.Times> all) {
    double of(String name) {
      return all.get(name).median();
    }

    double both(String name) {
      return of(name) + of(back(name));
    }

    /** GF/s forward / backward. */
    String rates(String name, double flops) {
      return Bench.number(flops / of(name) * 1e-9, 1)
          + " / "
          + Bench.number(2 * flops / of(back(name)) * 1e-9, 1);
    }
  }

  private static List<String> row(ConvolutionSize size, ConvolutionProblem problem, Times times) {
    List<String> row = new ArrayList<>();
    row.add(size.toString());
    row.add(times.rates(SPARSE, problem.sparseFlops()));
    row.add(times.rates(DENSE, problem.denseFlops()));
    double fastest = Double.POSITIVE_INFINITY;
    for (TorchMaps maps : TorchMaps.values()) {
      row.add(times.rates(maps.toString(), problem.denseFlops()));
      fastest = Math.min(fastest, times.both(maps.toString()));
    }
    row.add(Bench.number(Peak.flops(SPINS) / times.of(PEAK) * 1e-9, 0));
    row.add(Bench.number(fastest / times.both(SPARSE), 1));
    row.add(Bench.number(times.both(DENSE) / times.both(SPARSE), 1));
    return row;
  }
}
