package org.frostml.run;

import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.util.Locale;
import org.frostml.nn.Measure;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Weights;
import org.frostml.train.Measures;
import org.frostml.train.Totals;

/**
 * The result of a run: summary.json, and the same for a person.
 *
 * @param measures of the model, and of what the run spent
 * @param epochs that were trained
 * @param modelEpoch the one after which the model was as it is
 * @param peakHeapBytes the most the driver's heap has held, garbage included; in local mode
 *     executors are in it
 */
public record Summary(
    Measures measures,
    int weights,
    int activeWeights,
    int epochs,
    int modelEpoch,
    long steps,
    double examplesPerSecond,
    long seed,
    Provenance provenance,
    int shards,
    long peakHeapBytes) {
  static Summary of(
      EpochMetrics last,
      BestModel.Kept kept,
      Measures measures,
      Totals totals,
      long seed,
      Provenance provenance,
      int shards) {
    Weights model = kept.weights();
    Layout layout = model.support().layout();
    return new Summary(
        measures,
        layout.weights(),
        model.nonZero(),
        last.epoch(),
        kept.epoch().epoch(),
        last.steps(),
        totals.examplesPerSecond(),
        seed,
        provenance,
        shards,
        peakHeap());
  }

  /** The most this JVM's heap has held. */
  private static long peakHeap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .mapToLong(pool -> pool.getPeakUsage().getUsed())
        .sum();
  }

  public void print(PrintWriter out, String model) {
    out.println();
    Measure measure = measures.measure();
    if (measures.quality() != null) {
      line(
          out,
          measure.title(),
          "%s on the test examples, loss %.4f",
          measure.show(measures.quality()),
          measures.loss());
    }
    String beside = measures.shown();
    if (!beside.isEmpty()) {
      line(out, "also", "%s", beside);
    }
    line(
        out,
        "density",
        "%.2f %%: %,d of %,d weights",
        100 * measures.density(),
        activeWeights,
        weights);
    line(
        out,
        "FLOPs",
        "%.1f %% of dense SGD's on the same examples",
        100 * measures.trainFlopsRatio());
    line(
        out,
        "bytes",
        "%.1f %% of what dense float32 would exchange",
        100 * measures.exchangeRatio());
    line(
        out,
        "time",
        "%.1f s of training, %,d steps, %,.0f examples/s",
        measures.seconds(),
        steps,
        examplesPerSecond);
    if (modelEpoch < epochs) {
      line(out, "epochs", "%d, of which the model is that of epoch %d", epochs, modelEpoch);
    }
    line(out, "memory", "%,d MiB of heap at the peak, garbage included", peakHeapBytes >> 20);
    line(out, "model", "%s", model);
    out.flush();
  }

  private static void line(PrintWriter out, String name, String format, Object... values) {
    out.printf(Locale.ROOT, "%-10s%s%n", name, String.format(Locale.ROOT, format, values));
  }
}
