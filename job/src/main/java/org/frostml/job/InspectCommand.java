package org.frostml.job;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.frostml.Text;
import org.frostml.config.Configs;
import org.frostml.job.files.Models;
import org.frostml.nn.Inputs;
import org.frostml.nn.Moments;
import org.frostml.sparse.Block;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Support;
import org.frostml.train.FeatureBirths;
import org.frostml.train.Model;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what is in a model. */
@Command(
    name = "inspect",
    description = "Show a model's layers, densities and provenance.",
    mixinStandardHelpOptions = true)
final class InspectCommand implements Callable<Integer> {
  /** So many names are shown. */
  private static final int NAMED = 20;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "MODEL", description = "A run folder or a model.safetensors.")
  private String model;

  @Option(
      names = "--features",
      description =
          "List the input features that the first layer uses, by the norm of their weights; with"
              + " regularizer.name = columns also since when.")
  private boolean features;

  @Override
  public Integer call() throws IOException {
    Model loaded = Models.load(model);
    PrintWriter out = spec.commandLine().getOut();
    if (features) {
      new UsedFeatures(loaded).print(out);
      out.flush();
      return 0;
    }
    Support support = loaded.weights().support();
    out.printf(
        Locale.ROOT,
        "%-16s %14s %12s %12s %9s%n",
        "block",
        "shape",
        "parameters",
        "active",
        "density");
    for (int b = 0; b < support.layout().blocks().size(); b++) {
      Block block = support.layout().blocks().get(b);
      int active = support.from(b + 1) - support.from(b);
      out.printf(
          Locale.ROOT,
          "%-16s %14s %,12d %,12d %7.2f %%%n",
          block.name(),
          block.rows() + " x " + block.cols(),
          block.size(),
          active,
          100.0 * active / block.size());
    }
    Layout counted = counted(loaded);
    int active = counted.countNonZero(support.prolong(loaded.weights().values()));
    out.printf(
        Locale.ROOT,
        "%-16s %14s %,12d %,12d %7.2f %%%n%n",
        counted.weights() < support.layout().weights() ? "regularised" : "weights",
        "",
        counted.weights(),
        active,
        100.0 * active / counted.weights());
    line(out, "network", loaded.network().in() + " inputs, " + loaded.network().spec());
    List<Moments> norms = loaded.network().moments();
    if (!norms.isEmpty()) {
      int channels = norms.stream().mapToInt(Moments::channels).sum();
      line(out, "batch norms", norms.size() + ", of " + channels + " channels");
    }
    line(out, "loss", loaded.network().loss().spec());
    line(out, "input", loaded.scaling().describe());
    if (loaded.inputs() instanceof Inputs.Occurring some) {
      line(
          out,
          "occurring",
          some.count() + " of " + some.width() + " features; all others are ignored");
    }
    if (!loaded.features().isEmpty()) {
      line(out, "features", names(loaded.features()));
    }
    line(out, "labels", names(loaded.labels().names()));
    loaded
        .provenance()
        .forEach(
            (name, value) -> {
              // Those are told by --features.
              if (!name.equals(FeatureBirths.KEY)) {
                line(out, name, value);
              }
            });
    out.flush();
    return 0;
  }

  /**
   * With the blocks that count in densities, as the model was trained; of one that was shrunk with
   * all its weights, for its layers are others.
   */
  private Layout counted(Model loaded) {
    return ModelData.kept(loaded, model)
        .filter(kept -> !loaded.provenance().containsKey(ExportCommand.SHRINK))
        .map(kept -> Configs.bind(List.of(kept)).penalties().on(loaded.network()))
        .orElseGet(() -> loaded.network().layout());
  }

  private static void line(PrintWriter out, String name, String value) {
    out.printf(
        Locale.ROOT,
        "%-20s %s%n",
        Text.oneLine(name),
        value.lines().map(Text::oneLine).collect(Collectors.joining("\n  ")).strip());
  }

  /** The first ones. */
  private static String names(List<String> all) {
    return all.stream().limit(NAMED).collect(Collectors.joining(", "))
        + (all.size() > NAMED ? ", ... (" + all.size() + ")" : "");
  }
}
