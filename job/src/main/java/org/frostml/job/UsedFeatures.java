package org.frostml.job;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.frostml.Text;
import org.frostml.nn.FeatureNorms;
import org.frostml.run.BestModel;
import org.frostml.train.FeatureBirths;
import org.frostml.train.Model;

/** The features that a model uses, as a table for a person. */
final class UsedFeatures {
  private final Model model;
  private final Optional<FeatureBirths> births;

  UsedFeatures(Model model) {
    this.model = model;
    births = BestModel.births(model, "the model");
  }

  void print(PrintWriter out) {
    if (!model.network().layout().blocks().get(0).isOfFeatures()) {
      out.printf(
          Locale.ROOT,
          "all features are used: the first layer is not a dense one that alone sees them%n");
      return;
    }
    List<FeatureNorms.Feature> used = FeatureNorms.of(model.weights());
    List<String> names = used.stream().map(feature -> name(feature.index())).toList();
    int longest = names.stream().mapToInt(String::length).max().orElse(0);
    String cells = "%-" + Math.max(20, longest) + "s %12s %9s";
    out.printf(
        Locale.ROOT, "%,d of %,d features are used%n%n", used.size(), model.inputs().width());
    row(out, cells, "feature", "norm", "weights", births.isPresent() ? "born" : "");
    for (int i = 0; i < used.size(); i++) {
      FeatureNorms.Feature feature = used.get(i);
      row(
          out,
          cells,
          names.get(i),
          String.format(Locale.ROOT, "%.6g", feature.norm()),
          String.format(Locale.ROOT, "%,d", feature.weights()),
          births.map(all -> born(all, feature.index())).orElse(""));
    }
  }

  private static void row(PrintWriter out, String cells, String... row) {
    List<Object> all = new ArrayList<>(List.of(row));
    String born = row[row.length - 1];
    out.printf(Locale.ROOT, cells + (born.isEmpty() ? "" : "  %s") + "%n", all.toArray());
  }

  /** Of a network's input; a feature without a name is called by its place in a row. */
  private String name(int input) {
    return Text.oneLine(
        model.features().isEmpty()
            ? "feature " + model.inputs().feature(input)
            : model.features().get(input));
  }

  private static String born(FeatureBirths births, int input) {
    int place = births.find(input);
    if (place < 0) {
      return "";
    }
    return births.epochs().get(place) == 0
        ? "from the start"
        : "epoch " + births.epochs().get(place) + ", step " + births.steps().get(place);
  }
}
