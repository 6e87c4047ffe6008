package org.frostml.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.frostml.FrostException;
import org.frostml.io.Json;
import org.frostml.job.run.Versions;
import org.frostml.kernel.Kernels;

/** What a benchmark finds: shown as it comes, and written to a file at the end. */
final class BenchReport {
  private final PrintWriter console;
  private final Path out;
  private final Map<String, String> summary = new LinkedHashMap<>();
  private final List<BenchTable> tables = new ArrayList<>();

  /**
   * Begins one.
   *
   * @throws FrostException if the file's folder does not exist: before minutes of work
   */
  BenchReport(PrintWriter console, Path out) {
    this.console = console;
    this.out = out;
    if (Files.isDirectory(out)) {
      throw new FrostException(out + ": is a folder; name a file with --out");
    }
    if (!Files.isDirectory(out.toAbsolutePath().getParent())) {
      throw new FrostException(out + ": its folder does not exist: make it, or name another --out");
    }
  }

  /** The numbers that people ask for first. */
  Map<String, String> summary() {
    return summary;
  }

  void show(BenchTable table) {
    tables.add(table);
    console.print(table.text());
    console.flush();
  }

  /**
   * Writes all.
   *
   * @param command that repeats it
   */
  void write(Kernels kernels, String command) throws IOException {
    Bench bench =
        new Bench(
            Versions.frost(),
            Versions.spark(),
            Versions.java(),
            Bench.thisMachine(),
            kernels.name(),
            command,
            summary,
            tables);
    Files.write(out, Json.file(bench).getBytes(StandardCharsets.UTF_8));
    console.printf(Locale.ROOT, "%nnumbers   %s%n", out);
    console.flush();
  }
}
