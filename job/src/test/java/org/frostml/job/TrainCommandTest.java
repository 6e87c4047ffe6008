package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the command line to the run folder. */
class TrainCommandTest {
  @TempDir Path folder;
  private Path conf;
  private Path out;

  @BeforeEach
  void makeConfiguration() throws IOException {
    conf = folder.resolve("small.conf");
    out = folder.resolve("run");
    Files.writeString(
        conf,
        Problem.QUICK
            + "epochs = 2\nbatchSize = 50\ndata { train = 600, test = 200 }\nnetwork.hidden = [30]\n");
  }

  private CommandLines.Outcome train(Object... more) {
    Object[] words =
        Stream.concat(Stream.of("train", conf, "--out", out), Stream.of(more)).toArray();
    return CommandLines.frost(words);
  }

  private static Set<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  @Test
  void leavesACompleteRunFolder() throws IOException {
    CommandLines.Outcome outcome = train("--set", "seed=5");
    assertEquals("", outcome.err());
    assertEquals(0, outcome.exit());
    assertEquals(
        Set.of("config.conf", "metrics.jsonl", "model.safetensors", "summary.json", "checkpoints"),
        names(out));
    assertEquals(Set.of("small.conf", "run"), names(folder));

    List<String> lines = Metrics.epochs(out);
    assertEquals(2, lines.size());
    JsonNode last = new ObjectMapper().readTree(lines.get(1));
    JsonNode summary = new ObjectMapper().readTree(out.resolve("summary.json").toFile());
    for (String key :
        new String[] {
          "accuracy",
          "macroF1",
          "logLoss",
          "loss",
          "density",
          "trainFlopsRatio",
          "exchangeRatio",
          "weights",
          "activeWeights",
          "epochs",
          "modelEpoch",
          "steps",
          "seconds",
          "examplesPerSecond",
          "seed",
          "provenance",
          "shards"
        }) {
      assertTrue(summary.has(key), key);
    }
    assertEquals(last.get("accuracy"), summary.get("accuracy"));
    assertEquals(2, summary.get("modelEpoch").asInt());
    assertTrue(last.get("validationAccuracy").isNull());
    assertTrue(last.get("validationLoss").isNull());
    assertEquals(24, summary.get("steps").asInt());
    assertEquals(5, summary.get("seed").asInt());
    assertEquals(784 * 30 + 300, summary.get("weights").asInt());
    assertEquals(
        summary.get("activeWeights").asDouble() / summary.get("weights").asDouble(),
        summary.get("density").asDouble());
    assertTrue(summary.get("density").asDouble() <= 0.05);
    assertTrue(summary.get("exchangeRatio").asDouble() < 0.2);
    assertTrue(Files.readString(out.resolve("config.conf")).contains("batchSize=50"));
    assertTrue(outcome.out().contains("epoch 2/2"), outcome.out());
    assertTrue(outcome.out().contains(out + "/model.safetensors"), outcome.out());

    CommandLines.Outcome evaluated = CommandLines.frost("evaluate", out);
    assertEquals(0, evaluated.exit());
    String accuracy = String.format("accuracy %.2f %%", 100 * summary.get("accuracy").asDouble());
    assertTrue(evaluated.out().startsWith(accuracy), evaluated.out());

    CommandLines.Outcome inspected =
        CommandLines.frost("inspect", out.resolve("model.safetensors"));
    assertEquals(0, inspected.exit());
    assertTrue(inspected.out().contains("net.0.weight"), inspected.out());
    assertTrue(inspected.out().contains("data.sha256"), inspected.out());
  }

  /** As the run counts it: without blocks that are dense because they are to be. */
  @Test
  void inspectTellsTheDensityThatTheRunKept() throws IOException {
    assertEquals(0, train("--set", "regularizer.except=[net.last.weight]").exit());
    JsonNode summary = new ObjectMapper().readTree(out.resolve("summary.json").toFile());
    String inspected = CommandLines.frost("inspect", out).out();
    String density = String.format("%.2f %%", 100 * summary.get("density").asDouble());
    String line = inspected.lines().filter(l -> l.startsWith("regularised ")).findFirst().get();
    assertTrue(line.endsWith(" " + density), line);
  }

  /** Those that the first layer uses, whole with all its units, and the largest first. */
  @Test
  void inspectListsTheFeaturesThatAreUsed() {
    assertEquals(0, train("--set", "regularizer.name=columns").exit());
    CommandLines.Outcome inspected = CommandLines.frost("inspect", out, "--features");
    assertEquals(0, inspected.exit());
    List<String> lines = inspected.out().lines().toList();
    assertTrue(lines.get(0).matches("\\d+ of 784 features are used"), inspected.out());
    int used = Integer.parseInt(lines.get(0).substring(0, lines.get(0).indexOf(' ')));
    assertTrue(used > 0 && used < 784, inspected.out());
    assertEquals(3 + used, lines.size());
    double before = Double.POSITIVE_INFINITY;
    for (String line : lines.subList(3, lines.size())) {
      String[] words = line.split(" +");
      assertEquals("feature", words[0], line);
      double norm = Double.parseDouble(words[2]);
      assertTrue(norm > 0 && norm <= before, line);
      before = norm;
    }
  }

  /** The run's model is the one it says, as evaluating it shows. */
  @Test
  void endsEarlyAndKeepsTheBestModel() throws IOException {
    CommandLines.Outcome outcome =
        train(
            "--set",
            "epochs=40",
            "--set",
            "learningRate.schedule=constant",
            "--set",
            "validation.share=0.25",
            "--set",
            "stopping={patience=3,delta=0.01,keepBest=true}");
    assertEquals("", outcome.err());
    JsonNode summary = new ObjectMapper().readTree(out.resolve("summary.json").toFile());
    List<String> lines = Metrics.epochs(out);
    int epochs = summary.get("epochs").asInt();
    assertEquals(lines.size(), epochs);
    assertTrue(epochs < 40, outcome.out());
    int kept = summary.get("modelEpoch").asInt();
    assertEquals(epochs - 3, kept);
    assertEquals(9L * epochs, summary.get("steps").asLong(), "450 of 600 examples are trained on");
    JsonNode best = new ObjectMapper().readTree(lines.get(kept - 1));
    for (String line : lines.subList(kept, epochs)) {
      double accuracy = new ObjectMapper().readTree(line).get("validationAccuracy").asDouble();
      assertEquals(Math.rint(150 * accuracy), 150 * accuracy, 1e-9, "of 150 examples");
      assertTrue(accuracy <= best.get("validationAccuracy").asDouble() + 0.01, line);
    }
    for (String key : new String[] {"accuracy", "loss", "density"}) {
      assertEquals(best.get(key), summary.get(key), key);
    }
    assertEquals(
        summary.get("activeWeights").asDouble() / summary.get("weights").asDouble(),
        summary.get("density").asDouble());
    assertTrue(
        outcome.out().contains(epochs + ", of which the model is that of epoch " + kept),
        outcome.out());
    assertTrue(outcome.out().matches("(?s).*%  validation accuracy \\d+\\.\\d\\d %  .*"));
    CommandLines.Outcome evaluated = CommandLines.frost("evaluate", out);
    assertTrue(
        evaluated
            .out()
            .startsWith(
                String.format(
                    "accuracy %.2f %%  loss %.4f",
                    100 * summary.get("accuracy").asDouble(), summary.get("loss").asDouble())),
        evaluated.out());
  }

  @Test
  void theSameSeedGivesTheSameFile() throws IOException {
    assertEquals(0, train().exit());
    byte[] first = Files.readAllBytes(out.resolve("model.safetensors"));
    assertEquals(0, train("--overwrite").exit());
    assertArrayEquals(first, Files.readAllBytes(out.resolve("model.safetensors")));
    assertEquals(0, train("--overwrite", "--set", "seed=1").exit());
    assertFalse(
        java.util.Arrays.equals(first, Files.readAllBytes(out.resolve("model.safetensors"))));
  }

  @Test
  void shardsThatDoNotFitMemoryAreWarnedOfOnceAndChangeNothing() throws IOException {
    assertEquals(0, train().exit());
    byte[] roomy = Files.readAllBytes(out.resolve("model.safetensors"));
    SparkConf tight = Problem.conf("local[2]").set("spark.memory.fraction", "0.0005");
    try (Warnings warnings = new Warnings()) {
      assertEquals(0, CommandLines.on(tight, "train", conf, "--out", out, "--overwrite").exit());
      assertEquals(1, warnings.messages().size(), warnings.messages()::toString);
      assertTrue(
          warnings
              .messages()
              .get(0)
              .matches(
                  "the shards do not fit the executors' memory: 0 MiB are in it, 0 MiB on disk; .*"),
          warnings.messages()::toString);
    }
    assertArrayEquals(roomy, Files.readAllBytes(out.resolve("model.safetensors")));
  }

  @Test
  void anExistingFolderIsKept() throws IOException {
    Files.createDirectory(out);
    Files.writeString(out.resolve("precious.txt"), "mine");
    CommandLines.Outcome outcome = train();
    assertEquals(1, outcome.exit());
    assertEquals(
        "frost: " + out + ": exists; name another --out, or add --overwrite",
        outcome.err().strip());
    outcome = train("--overwrite");
    assertEquals(1, outcome.exit());
    assertEquals(
        "frost: "
            + out
            + ": not overwritten: it does not look like a run folder, it has no config.conf; name another"
            + " --out",
        outcome.err().strip());
    assertEquals("mine", Files.readString(out.resolve("precious.txt")));
  }

  @Test
  void aDivergedRunLeavesNothingAndTheRunBeforeIt() throws IOException {
    assertEquals(0, train().exit());
    String before = Files.readString(out.resolve("summary.json"));
    CommandLines.Outcome outcome =
        train(
            "--overwrite",
            "--set",
            "learningRate.base=1e20",
            "--set",
            "learningRate.schedule=constant");
    assertEquals(1, outcome.exit());
    assertTrue(
        outcome
            .err()
            .matches(
                "frost: the run diverged at step \\d+ \\(epoch 1\\): loss (NaN|Infinity) at .*\\s"),
        outcome.err());
    assertEquals(before, Files.readString(out.resolve("summary.json")));
    assertEquals(Set.of("small.conf", "run"), names(folder));
  }

  @Test
  void aModelRefusesDataOfAnotherKind() throws IOException {
    assertEquals(0, train().exit());
    Path data = Files.createDirectory(folder.resolve("data"));
    Files.write(
        data.resolve("t10k-images-idx3-ubyte"),
        new byte[] {0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4});
    Files.write(data.resolve("t10k-labels-idx1-ubyte"), new byte[] {0, 0, 8, 1, 0, 0, 0, 1, 7});
    CommandLines.Outcome outcome = CommandLines.frost("evaluate", out, "--data", data);
    assertEquals(1, outcome.exit());
    assertEquals(
        "frost: "
            + data
            + "/t10k-images-idx3-ubyte: expected 784 features per example but the file has 4",
        outcome.err().strip());
  }

  @Test
  void withoutACommandTheyAreListed() {
    CommandLines.Outcome outcome = CommandLines.frost();
    assertEquals(2, outcome.exit());
    assertTrue(outcome.err().startsWith("a command is missing"), outcome.err());
    assertTrue(outcome.err().contains("evaluate"), outcome.err());
  }

  @Test
  void helpAndVersionExitWithZero() {
    assertTrue(CommandLines.frost("--help").out().contains("evaluate"));
    assertTrue(CommandLines.frost("train", "--help").out().contains("--overwrite"));
    CommandLines.Outcome version = CommandLines.frost("--version");
    assertEquals(0, version.exit());
    assertTrue(version.out().contains("\nSpark 4."), version.out());
  }
}
