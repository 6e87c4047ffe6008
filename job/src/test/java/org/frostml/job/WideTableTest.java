package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.frostml.job.files.Models;
import org.frostml.nn.Inputs;
import org.frostml.predict.FrostModel;
import org.frostml.random.Rng;
import org.frostml.train.Model;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of many features, of which few occur: a network has those as its inputs. */
class WideTableTest {
  private static final int ROWS = 400;

  /** Features that occur, {@code STRIDE} apart. */
  private static final int OCCURRING = 40;

  private static final int STRIDE = 37;

  @TempDir Path dir;

  /** A row as LIBSVM has it, indices counted from 1. */
  private static String line(int label, Iterable<Integer> features) {
    StringBuilder line = new StringBuilder().append(label);
    for (int feature : features) {
      line.append(' ').append(feature + 1).append(":1");
    }
    return line.toString();
  }

  /** The first or the second feature says the class. */
  private Path table(String name, int rows) throws IOException {
    Rng rng = new Rng(9);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < rows; i++) {
      int label = rng.nextInt(2);
      TreeMap<Integer, Integer> row = new TreeMap<>();
      row.put(label * STRIDE, 1);
      for (int k = 0; k < 5; k++) {
        row.put((2 + rng.nextInt(OCCURRING - 2)) * STRIDE, 1);
      }
      lines.add(line(label, row.keySet()));
    }
    return Files.write(dir.resolve(name), lines);
  }

  private Path config(int width, String... more) throws IOException {
    List<String> lines =
        new ArrayList<>(
            List.of(
                Problem.QUICK,
                "epochs = 4, batchSize = 20, shards = 2, network.hidden = [8]",
                "density.target = 0.2, freeze { m = 4, localSteps = 4 }",
                "network.loss = binary-cross-entropy",
                "data { format = libsvm, features = [features] }",
                "data.options.numFeatures = " + width));
    lines.addAll(List.of(more));
    return Files.write(dir.resolve("wide.conf"), lines);
  }

  private Path train(Path config, Path data, String out, Object... more) {
    Path run = dir.resolve(out);
    Stream<Object> words = Stream.of("train", config, "--data", data, "--out", run);
    CommandLines.Outcome outcome =
        CommandLines.frost(Stream.concat(words, Stream.of(more)).toArray());
    assertEquals(0, outcome.exit(), outcome.err());
    return run;
  }

  /** A model costs what occurs in the data, and is the same however wide rows are. */
  @Test
  void widthAloneMakesNoDifference() throws IOException {
    Path table = table("table.libsvm", ROWS);
    Model narrow = Models.load(train(config(2_000), table, "narrow").toString());
    Model wide = Models.load(train(config(1 << 20), table, "wide").toString());
    assertEquals(OCCURRING, narrow.network().inputs());
    assertArrayEquals(narrow.weights().values(), wide.weights().values());
    assertEquals(narrow.scaling(), wide.scaling());
    assertEquals(1 << 20, wide.inputs().width());
    assertTrue(wide.inputs() instanceof Inputs.Occurring);
    assertEquals("features[37]", wide.features().get(1));
    CommandLines.Outcome inspected = CommandLines.frost("inspect", dir.resolve("wide"));
    assertTrue(
        inspected.out().contains("40 of 1048576 features; all others are ignored"),
        inspected.out());
    assertTrue(inspected.out().contains("features[0], features[37], "), inspected.out());
    assertTrue(inspected.out().matches("(?s).*labels +0, 1\\n.*"), inspected.out());
  }

  /** Rows come in their whole width, with features that were never seen. */
  @Test
  void whatWasNotSeenInTrainingIsIgnored() throws IOException {
    Path run = train(config(2_000), table("table.libsvm", ROWS), "run");
    Path known = Files.writeString(dir.resolve("known.libsvm"), line(1, List.of(37, 74)) + "\n");
    Path unseen =
        Files.writeString(
            dir.resolve("unseen.libsvm"), line(1, List.of(37, 38, 74, 75, 1_999)) + "\n");
    assertEquals(predicted(run, known), predicted(run, unseen));
    Path small = dir.resolve("small.safetensors");
    assertEquals(0, CommandLines.frost("export", run, "--shrink", "--out", small).exit());
    for (Path file : List.of(run.resolve("model.safetensors"), small)) {
      FrostModel model = FrostModel.load(file);
      assertEquals(2_000, model.features());
      float[] row = new float[2_000];
      row[37] = 1;
      row[38] = 1;
      row[74] = 1;
      float label = model.predict(row).label();
      assertEquals(1, label);
      assertEquals(label, model.predict(new int[] {37, 38, 74}, new float[] {1, 1, 1}).label());
    }
  }

  /** Features that occur are made whole where the first layer wants them so. */
  @Test
  void anyLayerMayBeTheFirst() throws IOException {
    Path table = table("table.libsvm", ROWS);
    String layers = "network.layers = \"dropout(0.1) dense(8) relu dense(1)\"";
    Path run = train(config(1 << 20, layers), table, "run");
    assertEquals(OCCURRING, Models.load(run.toString()).network().inputs());
    assertEquals(ROWS, predicted(run, table).size());
  }

  private List<String> predicted(Path run, Path table) throws IOException {
    Path out = dir.resolve(table.getFileName() + ".predicted");
    CommandLines.Outcome outcome =
        CommandLines.frost("predict", run, "--data", table, "--out", out, "--format", "json");
    assertEquals(0, outcome.exit(), outcome.err());
    try (Stream<Path> files = Files.list(out)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("part-"))
          .flatMap(WideTableTest::lines)
          .map(line -> line.replaceAll(".*\"prediction\"", "\"prediction\""))
          .toList();
    }
  }

  private static Stream<String> lines(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All features of {@code width}, each other than 0. */
  private static String full(int label, int width, long seed) {
    Rng rng = new Rng(seed);
    StringBuilder line = new StringBuilder().append(label);
    for (int f = 1; f <= width; f++) {
      line.append(' ').append(f).append(':').append(1 + label + rng.nextInt(3));
    }
    return line.toString();
  }

  /** Whether rows are taken as sparse ones is the model's business, whatever they hold. */
  @Test
  void aModelOfWholeRowsIsEvaluatedOnSparseOnes() throws IOException {
    int width = 1_100;
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      lines.add(full(i % 2, width, i));
    }
    Path whole = Files.write(dir.resolve("whole.libsvm"), lines);
    Path run = train(config(width), whole, "run");
    assertTrue(Models.load(run.toString()).inputs() instanceof Inputs.All);
    Path sparse = table("sparse.libsvm", 20);
    Path narrow = Files.write(dir.resolve("cut.libsvm"), cut(sparse, width));
    CommandLines.Outcome evaluated = CommandLines.frost("evaluate", run, "--data", narrow);
    assertEquals(0, evaluated.exit(), evaluated.err());
    assertTrue(evaluated.out().contains("on 20 examples of"), evaluated.out());
  }

  /** The rows of a file without what is beyond a width. */
  private static List<String> cut(Path table, int width) throws IOException {
    return Files.readAllLines(table).stream()
        .map(
            line ->
                Stream.of(line.split(" "))
                    .filter(
                        word ->
                            !word.contains(":")
                                || Integer.parseInt(word.substring(0, word.indexOf(':'))) <= width)
                    .collect(Collectors.joining(" ")))
        .toList();
  }

  @Test
  void aModelOfSparseRowsIsEvaluatedOnFullOnes() throws IOException {
    int width = 2_000;
    Path run = train(config(width), table("table.libsvm", ROWS), "run");
    Path full =
        Files.write(dir.resolve("full.libsvm"), List.of(full(0, width, 0), full(1, width, 1)));
    CommandLines.Outcome evaluated = CommandLines.frost("evaluate", run, "--data", full);
    assertEquals(0, evaluated.exit(), evaluated.err());
    assertTrue(evaluated.out().contains("on 2 examples of"), evaluated.out());
  }

  @Test
  void inspectSaysWhichFeaturesAreUsedAndSinceWhen() throws IOException {
    Path run =
        train(
            config(1 << 20, "regularizer.name = columns", "checkpoint.epochs = 1"),
            table("table.libsvm", ROWS),
            "run");
    CommandLines.Outcome inspected = CommandLines.frost("inspect", run, "--features");
    assertEquals(0, inspected.exit(), inspected.err());
    List<String> lines = inspected.out().lines().toList();
    assertTrue(lines.get(0).endsWith("of 1,048,576 features are used"), lines.get(0));
    assertTrue(lines.get(2).matches("feature +norm +weights +born"), lines.get(2));
    String born = "(from the start|epoch [1-4], step \\d+)";
    for (String line : lines.subList(3, lines.size())) {
      assertTrue(line.matches("features\\[\\d+] +[\\d.e-]+ +8  " + born), line);
    }
    // The two that tell the classes apart.
    String first = lines.subList(3, 5).toString();
    assertTrue(first.contains("features[0] ") && first.contains("features[37] "), first);
  }
}
