package org.frostml.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The lines of a run's metrics.jsonl. */
public final class Metrics {
  private Metrics() {}

  /** Without what a clock measured. */
  public static List<String> lines(Path run) throws IOException {
    return Files.readAllLines(run.resolve("metrics.jsonl")).stream()
        .map(line -> line.replaceAll(",\"(examplesPerSecond|seconds)\":[^,}]*", ""))
        .toList();
  }

  /** Those of epochs. */
  public static List<String> epochs(Path run) throws IOException {
    return epochs(Files.readString(run.resolve("metrics.jsonl")));
  }

  public static List<String> epochs(String text) {
    return text.lines().filter(line -> line.startsWith("{\"kind\":\"epoch\",")).toList();
  }
}
