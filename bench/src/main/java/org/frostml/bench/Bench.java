package org.frostml.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.frostml.FrostException;
import org.frostml.io.Json;
import org.frostml.nn.Network;

/**
 * What a benchmark found, and on what.
 *
 * @param machine processor, cores, memory and system
 * @param command how to repeat it
 * @param summary the numbers that people ask for first
 */
record Bench(
    String frost,
    String spark,
    String java,
    String machine,
    String kernels,
    String command,
    Map<String, String> summary,
    List<BenchTable> tables) {
  /** The benchmarks kept in a folder, by name. */
  static List<Bench> read(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new FrostException(folder + ": no such folder");
    }
    List<Bench> benches = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        benches.add(Json.read(Files.readString(file), Bench.class, file.toString()));
      }
    }
    return benches;
  }

  /** The middle of some numbers, ascending; of an even number of them the mean of the two. */
  static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** Whether it is of the cost model. */
  boolean isModel() {
    return tables.stream()
        .allMatch(table -> table.name().startsWith("model ") || table.name().equals("traffic"));
  }

  /** Whether it compares Frost with others on their ground. */
  boolean isComparison() {
    return tables.stream().allMatch(table -> table.name().startsWith("comparison "));
  }

  /** Whether it is of convolutions. */
  boolean isOfConvolutions() {
    return tables.stream().allMatch(table -> table.name().startsWith("convolution"));
  }

  static String number(double value, int decimals) {
    return String.format(Locale.ROOT, "%,." + decimals + "f", value);
  }

  static String millis(double seconds) {
    return number(seconds * 1e3, 2);
  }

  /** The widths of a network, for instance 784-300-100-10. */
  static String shape(Network network) {
    StringBuilder shape = new StringBuilder().append(network.inputs());
    network.layout().blocks().stream()
        .filter(block -> block.isMatrix())
        .forEach(block -> shape.append('-').append(block.rows()));
    return shape.toString();
  }

  /** This machine in a line. */
  static String thisMachine() throws IOException {
    String processor = System.getProperty("os.arch");
    Path info = Path.of("/proc/cpuinfo");
    if (Files.isReadable(info)) {
      processor =
          Files.readAllLines(info).stream()
              .filter(line -> line.startsWith("model name"))
              .map(line -> line.substring(line.indexOf(':') + 1).strip())
              .findFirst()
              .orElse(processor);
      // Processors of one name have vectors of different widths.
      if (Files.readString(info).contains(" avx512f ")) {
        processor += " with AVX-512";
      }
    }
    return processor
        + ", "
        + Runtime.getRuntime().availableProcessors()
        + " cores, "
        + (Runtime.getRuntime().maxMemory() >> 20)
        + " MiB of heap, "
        + System.getProperty("os.name");
  }
}
