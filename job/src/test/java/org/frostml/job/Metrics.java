package org.frostml.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The lines of a run's metrics.jsonl. */
final class Metrics {
  private Metrics() {}

  /** Without what a clock measured. */
  static List<String> lines(Path run) throws IOException {
    return Files.readAllLines(run.resolve("metrics.jsonl")).stream()
        .map(line -> line.replaceAll(",\"(examplesPerSecond|seconds)\":[^,}]*", ""))
        .toList();
  }

  /** Those of epochs. */
  static List<String> epochs(Path run) throws IOException {
    return epochs(Files.readString(run.resolve("metrics.jsonl")));
  }

  static List<String> epochs(String text) {
    return text.lines().filter(line -> line.startsWith("{\"kind\":\"epoch\",")).toList();
  }
}
