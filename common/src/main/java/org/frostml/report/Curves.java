package org.frostml.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.frostml.nn.Measure;

/**
 * What a metrics.jsonl tells of a trial's way, thin enough for a page.
 *
 * @param epochs columns of its lines on epochs
 * @param cycles columns of its lines on the support; null where the page has no room for them
 */
record Curves(Map<String, List<JsonNode>> epochs, Map<String, List<JsonNode>> cycles) {
  /** Of a trial without metrics. */
  static final Curves NONE = new Curves(Map.of(), Map.of());

  private static final int MOST_EPOCHS = 200;
  private static final int FEWER_EPOCHS = 40;
  private static final int MOST_CYCLES = 100;

  static Curves of(List<ObjectNode> lines) {
    return new Curves(
        Columns.of(lines, "epoch", epochNames(), MOST_EPOCHS).columns(),
        Columns.of(
                lines,
                "cycle",
                List.of(
                    "step",
                    "fineSteps",
                    "layerDensities",
                    "births",
                    "deaths",
                    "hamming",
                    "certificate",
                    "certificateBound"),
                MOST_CYCLES)
            .columns());
  }

  private static List<String> epochNames() {
    List<String> names = new ArrayList<>(List.of("epoch", "steps", "trainLoss"));
    for (Measure measure : Measure.values()) {
      names.add(measure.key());
      names.add(measure.key("validation"));
    }
    names.addAll(List.of("density", "bytes"));
    return names;
  }

  /** Of a trial that is one of very many, and not of the best. */
  Curves thinned() {
    Map<String, List<JsonNode>> thin = new LinkedHashMap<>();
    epochs.forEach((name, column) -> thin.put(name, Columns.thinned(column, FEWER_EPOCHS)));
    return new Curves(thin, null);
  }
}
