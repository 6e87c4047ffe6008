package org.frostml.job;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.frostml.FrostException;
import org.frostml.io.ModelFile;
import org.frostml.job.files.Claim;
import org.frostml.job.files.Hadoop;
import org.frostml.job.files.Models;
import org.frostml.job.files.WholeFiles;
import org.frostml.nn.Shrink;
import org.frostml.train.Model;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a model in another form that computes the same. */
@Command(
    name = "export",
    description = "Write a smaller model that computes the same.",
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
  /** The provenance field that says how wide the layers were and are. */
  static final String SHRINK = "shrink";

  private static final String HELD =
      "Held units are dead but stay: a residual or a padded convolution needs them, or their layer"
          + " has no others.";

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "MODEL", description = "A run folder or a model.safetensors.")
  private String model;

  @Option(
      names = "--shrink",
      description =
          "Leave out weights that are 0 and dead hidden units and channels: constant ones, without"
              + " incoming weights, which go into the next biases, and unused ones, without"
              + " outgoing weights. The table says of each layer how many stay all the same.")
  private boolean shrink;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "The file to write, a safetensors as MODEL is.")
  private String out;

  @Option(names = "--overwrite", description = "Replace FILE if it exists.")
  private boolean overwrite;

  @Override
  public Integer call() throws IOException {
    if (!shrink) {
      throw new ParameterException(
          spec.commandLine(), "export would only copy MODEL; add --shrink to make it smaller");
    }
    Path target = Hadoop.output(out);
    try (Claim claim = Claim.of(target)) {
      FileSystem files = Hadoop.fileSystem(target);
      requireFree(files, target);
      Model loaded = Models.load(model);
      Shrink shrunk = shrink(loaded);
      Model smaller =
          new Model(
              shrunk.network(),
              shrunk.weights(),
              loaded.inputs(),
              loaded.scaling(),
              loaded.features(),
              loaded.labels(),
              provenance(loaded, shrunk));
      claim.require();
      new WholeFiles(files).write(target, stream -> ModelFile.write(smaller, stream));
      print(loaded, shrunk, target);
    }
    return 0;
  }

  private void requireFree(FileSystem files, Path target) {
    if (Hadoop.requireNoFolder(files, target, out).isPresent() && !overwrite) {
      throw new FrostException(out + ": exists; name another --out, or add --overwrite");
    }
  }

  private Shrink shrink(Model loaded) {
    try {
      return Shrink.of(loaded.network(), loaded.weights());
    } catch (IllegalArgumentException e) {
      throw new FrostException(model + ": cannot be shrunk: " + e.getMessage(), e);
    }
  }

  /** The model's own, and what was done to it, after what was done before. */
  private static Map<String, String> provenance(Model loaded, Shrink shrunk) {
    Map<String, String> provenance = new LinkedHashMap<>(loaded.provenance());
    String done =
        widths(shrunk, Shrink.Units::before) + " to " + widths(shrunk, Shrink.Units::after);
    provenance.merge(SHRINK, done, (before, now) -> before + ", " + now);
    return provenance;
  }

  /** Inputs, hidden units and classes, for instance 784-300-100-10. */
  private static String widths(Shrink shrunk, ToIntFunction<Shrink.Units> units) {
    String hidden =
        shrunk.hidden().stream()
            .map(layer -> units.applyAsInt(layer) + "-")
            .collect(Collectors.joining());
    return shrunk.network().inputs() + "-" + hidden + shrunk.network().outputs();
  }

  private void print(Model loaded, Shrink shrunk, Path target) {
    PrintWriter console = spec.commandLine().getOut();
    row(console, "", "before", "constant", "unused", "held", "after");
    for (Shrink.Units units : shrunk.hidden()) {
      row(
          console,
          units.layer() + " units",
          count(units.before()),
          count(units.constant()),
          count(units.unused()),
          count(units.held()),
          count(units.after()));
    }
    row(
        console,
        "parameters",
        count(loaded.network().layout().size()),
        "",
        "",
        "",
        count(shrunk.network().layout().size()));
    row(
        console,
        "active",
        count(loaded.weights().support().size()),
        "",
        "",
        "",
        count(shrunk.weights().support().size()));
    if (shrunk.hidden().stream().anyMatch(units -> units.held() > 0)) {
      console.printf(Locale.ROOT, "%n%s%n", HELD);
    }
    console.printf(Locale.ROOT, "%nmodel     %s%n", Hadoop.show(target));
    console.flush();
  }

  private static void row(PrintWriter console, String name, String... cells) {
    console.printf(
        Locale.ROOT,
        "%-30s %10s %10s %10s %10s %12s%n",
        name,
        cells[0],
        cells[1],
        cells[2],
        cells[3],
        cells[4]);
  }

  private static String count(int number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}
