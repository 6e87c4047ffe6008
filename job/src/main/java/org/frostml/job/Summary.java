package org.frostml.job;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.frostml.config.TrainConfig;
import org.frostml.train.Totals;

/** What a run came to: summary.json, and the same for a person. */
record Summary(
    EpochMetrics last,
    Totals totals,
    int weights,
    int activeWeights,
    TrainConfig config,
    String kernels) {
  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("accuracy", last.accuracy());
    fields.put("loss", last.loss());
    fields.put("density", last.density());
    fields.put("trainFlopsRatio", last.trainFlopsRatio());
    fields.put("exchangeRatio", last.exchangeRatio());
    fields.put("weights", weights);
    fields.put("activeWeights", activeWeights);
    fields.put("epochs", config.epochs());
    fields.put("steps", totals.steps());
    fields.put("seconds", totals.seconds());
    fields.put("examplesPerSecond", totals.examplesPerSecond());
    fields.put("seed", config.seed());
    fields.put("kernels", kernels);
    fields.put("shards", config.shards());
    return fields;
  }

  void print(PrintWriter out, String model) {
    out.println();
    line(
        out,
        "accuracy",
        "%.2f %% on the test examples, loss %.4f",
        100 * last.accuracy(),
        last.loss());
    line(
        out,
        "density",
        "%.2f %%: %,d of %,d weights",
        100 * last.density(),
        activeWeights,
        weights);
    line(out, "FLOPs", "%.1f %% of dense SGD's on the same examples", 100 * last.trainFlopsRatio());
    line(out, "bytes", "%.1f %% of what dense float32 would exchange", 100 * last.exchangeRatio());
    line(
        out,
        "time",
        "%.1f s of training, %,d steps, %,.0f examples/s",
        totals.seconds(),
        totals.steps(),
        totals.examplesPerSecond());
    line(out, "model", "%s", model);
    out.flush();
  }

  private static void line(PrintWriter out, String name, String format, Object... values) {
    out.printf(Locale.ROOT, "%-10s" + format + "%n", prepend(name, values));
  }

  private static Object[] prepend(String first, Object[] rest) {
    Object[] all = new Object[rest.length + 1];
    all[0] = first;
    System.arraycopy(rest, 0, all, 1, rest.length);
    return all;
  }
}
