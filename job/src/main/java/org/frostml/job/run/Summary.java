package org.frostml.job.run;

import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.util.Locale;
import org.frostml.job.spark.Run;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Weights;
import org.frostml.train.Totals;

/**
 * What a run came to: summary.json, and the same for a person.
 *
 * @param accuracy of the model on the test examples
 * @param loss mean on the test examples
 * @param density of the model: non-zero weights / weights
 * @param meanDensity of the support, over all steps
 * @param trainFlopsRatio executed FLOPs / dense SGD's on the same examples
 * @param flops executed in training
 * @param exchangeRatio bytes shipped through Spark / what dense float32 would ship
 * @param epochs that were trained
 * @param modelEpoch the one behind which the model was as it is
 * @param seconds of training, without evaluation
 * @param peakHeapBytes the most the driver's heap has held, garbage included; in local mode
 *     executors are in it
 */
public record Summary(
    double accuracy,
    double loss,
    double density,
    double meanDensity,
    double trainFlopsRatio,
    long flops,
    double exchangeRatio,
    int weights,
    int activeWeights,
    int epochs,
    int modelEpoch,
    long steps,
    double seconds,
    double examplesPerSecond,
    long seed,
    String kernels,
    int shards,
    long peakHeapBytes) {
  static Summary of(
      EpochMetrics last, BestModel.Kept kept, Totals totals, long seed, Run run, int shards) {
    Weights model = kept.weights();
    Layout layout = model.support().layout();
    return new Summary(
        kept.epoch().accuracy(),
        kept.epoch().loss(),
        kept.epoch().density(),
        totals.meanDensity(),
        last.trainFlopsRatio(),
        totals.flops(),
        last.exchangeRatio(),
        layout.weights(),
        layout.countNonZero(model.support().prolong(model.values())),
        last.epoch(),
        kept.epoch().epoch(),
        last.steps(),
        last.seconds(),
        totals.examplesPerSecond(),
        seed,
        run.kernels(),
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
    line(out, "accuracy", "%.2f %% on the test examples, loss %.4f", 100 * accuracy, loss);
    line(out, "density", "%.2f %%: %,d of %,d weights", 100 * density, activeWeights, weights);
    line(out, "FLOPs", "%.1f %% of dense SGD's on the same examples", 100 * trainFlopsRatio);
    line(out, "bytes", "%.1f %% of what dense float32 would exchange", 100 * exchangeRatio);
    line(
        out,
        "time",
        "%.1f s of training, %,d steps, %,.0f examples/s",
        seconds,
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
