package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.frostml.io.ModelFile;
import org.frostml.train.CycleMetrics;
import org.frostml.train.Model;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Methods other than the default, from the command line to the run folder and on from there. */
class MethodsTrainTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private Path conf(String settings) throws IOException {
    return Files.writeString(
        folder.resolve("small.conf"),
        Problem.QUICK
            + """
        epochs = 2
        batchSize = 50
        data { train = 600, test = 200 }
        network.hidden = [20, 10]
        metrics.steps = 3
        freeze.m = 3
        """
            + settings.replace(";", "\n"));
  }

  private static JsonNode read(String json) throws IOException {
    return JSON.readTree(json);
  }

  /**
   * Lines on the support, as many as fine steps allow; the last is the model's too. Of descent they
   * speak where it is promised.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          optimizer.name = adabreg; learningRate.base = 0.02; freeze.localSteps = 3                | 6  | true  | false
          optimizer.name = adabreg; learningRate.base = 0.02; fine.gradient = full; freeze.m = 0   | 8  | true  | false
          regularizer { name = rows, except = [net.last.weight] }; fine.gradient = full            | 6  | true  | false
          density { control = fixed, lambda = 0.02 }; fine.gradient = full                         | 6  | true  | true
          regularizer.name = sparse-rows; freeze { middle = 2, until = 0.9 }; fine.gradient=partial | 6  | true  | false
          density.control = adaptive; freeze { pace = adaptive, shortest = 3 }; metrics.steps = 1  | 6  | true  | false
          optimizer.name = proxsgd; fine.gradient = batches                                        | 6  | false | false
          optimizer { name = rigl, momentum = 0.5 }; density.layers = erdos-renyi; freeze.until = 0.75 | 5 | false | false
          optimizer.name = rigl; regularizer.except = [net.0.weight]; fine.gradient = full         | 6  | false | false
          optimizer.name = set; network.hidden = []; density.layers = erdos-renyi                  | 6  | false | false
          optimizer.name = static; metrics.steps = 0                                               | 0  | false | false
          optimizer.name = gmp; density { layers = erdos-renyi, ramp { from = 0.1, until = 0.5 } } | 6  | false | false
          optimizer.name = gmp; freeze.until = 0.001; density.ramp.until = 1                       | 1  | false | false
          density.target = 0.0002; network.rho = 0.5                                               | 6  | true  | false
          optimizer.name = rigl; density { target = 0.0002, layers = erdos-renyi }                 | 6  | false | false
          optimizer.name = adam; learningRate.base = 0.01; freeze.m = 0; metrics.steps = 1         | 24 | false | false
          """)
  void leavesACompleteRunFolder(String settings, int lines, boolean dual, boolean descent)
      throws IOException {
    Path out = folder.resolve("run");
    CommandLines.Outcome outcome = CommandLines.frost("train", conf(settings), "--out", out);
    assertEquals("", outcome.err());
    assertEquals(0, outcome.exit());
    try (Stream<Path> files = Files.list(out)) {
      assertEquals(
          Set.of(
              "config.conf", "metrics.jsonl", "model.safetensors", "summary.json", "checkpoints"),
          files.map(file -> file.getFileName().toString()).collect(Collectors.toSet()));
    }
    JsonNode summary = JSON.readTree(out.resolve("summary.json").toFile());
    assertEquals(24, summary.get("steps").asInt());
    double target =
        settings.contains("target") ? 0.0002 : settings.matches("(?s).*(adam|fixed).*") ? 1 : 0.05;
    assertTrue(summary.get("density").asDouble() <= target, summary::toString);
    assertTrue(summary.get("activeWeights").asInt() > 0, summary::toString);
    assertEquals(2, Metrics.epochs(out).size());
    List<String> cycles =
        Metrics.lines(out).stream()
            .filter(line -> line.startsWith("{\"kind\":\"cycle\","))
            .toList();
    assertEquals(lines, cycles.size());
    for (String cycle : cycles) {
      requireFields(read(cycle), descent);
    }
    assertEquals(dual, cycles.stream().anyMatch(line -> !line.contains("\"certificate\":null")));

    Model model = model(out);
    String provenance = model.provenance().get("cycle");
    assertEquals(lines == 0, provenance == null);
    if (lines > 0) {
      String last = cycles.get(lines - 1).replace("\"kind\":\"cycle\",", "");
      assertEquals(read(last), read(provenance));
    }
    CommandLines.Outcome evaluated = CommandLines.frost("evaluate", out);
    String accuracy =
        String.format(Locale.ROOT, "accuracy %.2f %%", 100 * summary.get("accuracy").asDouble());
    assertTrue(evaluated.out().startsWith(accuracy), evaluated.out() + evaluated.err());
    CommandLines.Outcome inspected = CommandLines.frost("inspect", out);
    assertEquals(0, inspected.exit(), inspected.err());
    assertEquals(lines > 0, inspected.out().contains("\ncycle "), inspected.out());
  }

  private static void requireFields(JsonNode cycle, boolean descent) {
    Set<String> expected = new TreeSet<>(Set.of("kind"));
    Arrays.stream(CycleMetrics.class.getRecordComponents()).forEach(c -> expected.add(c.getName()));
    List<String> names = new ArrayList<>();
    cycle.fieldNames().forEachRemaining(names::add);
    assertEquals(expected, new TreeSet<>(names));
    assertEquals(descent, cycle.get("violations").isIntegralNumber(), cycle::toString);
    assertEquals(descent, cycle.get("lipschitz").isNumber(), cycle::toString);
    assertFalse(cycle.get("layerDensities").isEmpty());
  }

  private static Model model(Path run) throws IOException {
    Path file = run.resolve("model.safetensors");
    try (InputStream in = Files.newInputStream(file)) {
      return ModelFile.read(in, Files.size(file), "model");
    }
  }

  /** As a longer run would have gone another way from its start, it is named and left alone. */
  @ParameterizedTest
  @CsvSource({
    "optimizer.name = rigl, 'the schedule of the density, or of the mask,'",
    "optimizer.name = gmp, 'the schedule of the density, or of the mask,'",
    "freeze.until = 0.5, the schedule of freezing"
  })
  void aRunThatGoesByItsLengthStaysAsLong(String setting, String reason) throws IOException {
    Path out = folder.resolve("run");
    Path conf =
        conf("data { train = 100, test = 20 }; learningRate.schedule = constant;" + setting);
    assertEquals(0, CommandLines.frost("train", conf, "--out", out).exit());
    byte[] before = Files.readAllBytes(out.resolve("model.safetensors"));
    CommandLines.Outcome outcome =
        CommandLines.frost("train", conf, "--out", out, "--resume", "--set", "epochs=3");
    assertEquals(1, outcome.exit());
    assertEquals(
        "frost: "
            + out
            + ": cannot be resumed with settings that change its numbers; it was begun with"
            + " epochs = 2, not 3 ("
            + reason
            + " ends with the run): resume with these, or begin anew in another folder",
        outcome.err().strip());
    assertArrayEquals(before, Files.readAllBytes(out.resolve("model.safetensors")));
  }
}
