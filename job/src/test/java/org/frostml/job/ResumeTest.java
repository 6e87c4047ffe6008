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
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that end early and are resumed, from the command line to the same bits. */
@Timeout(300)
class ResumeTest {
  @TempDir Path folder;
  private Path conf;
  private Path out;
  private Path partial;

  @BeforeEach
  void makeConfiguration() throws IOException {
    conf = folder.resolve("small.conf");
    out = folder.resolve("run");
    partial = folder.resolve("run.partial");
    Files.writeString(
        conf,
        Problem.QUICK
            + """
        epochs = 4
        batchSize = 20
        data { train = 1000, test = 100 }
        network.hidden = [30]
        optimizer.momentum = 0.5
        freeze { m = 9, localSteps = 3 }
        learningRate.schedule = constant
        checkpoint { cycles = 1, keep = 3 }
        """);
  }

  private CommandLines.Outcome train(Path out, Object... more) {
    return CommandLines.frost(
        Stream.concat(Stream.of("train", conf, "--out", out), Stream.of(more)).toArray());
  }

  /** The model of a run that nobody disturbed. */
  private byte[] undisturbed(Object... more) throws IOException {
    Path quiet = folder.resolve("quiet");
    assertEquals(0, train(quiet, more).exit());
    return model(quiet);
  }

  private static byte[] model(Path out) throws IOException {
    return Files.readAllBytes(out.resolve("model.safetensors"));
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> !file.getFileName().toString().startsWith(".")).sorted().toList();
    }
  }

  /** The same command line in a JVM of its own, which can be killed. */
  private Process start(Object... more) throws IOException {
    return Driver.start(
        Problem.conf("local[2]"),
        folder.resolve("log"),
        Stream.concat(Stream.of("train", conf, "--out", out), Stream.of(more)).toArray());
  }

  /** Waits until a run has so many checkpoints, or has ended. */
  private void awaitCheckpoints(Process run, int count) throws Exception {
    while (run.isAlive() && files(partial.resolve("checkpoints")).size() < count) {
      Thread.sleep(5);
    }
  }

  @Tag("slow")
  @Test
  void aKilledDriverLosesNothing() throws Exception {
    byte[] expected = undisturbed();
    // In a round or a fine step, or while a checkpoint or the model is written: wherever it is.
    int kills = 0;
    for (int wait : new int[] {0, 40, 90, 170}) {
      Process run = start("--resume");
      int before = files(partial.resolve("checkpoints")).size();
      awaitCheckpoints(run, Math.min(3, before + 1));
      Thread.sleep(wait);
      run.destroyForcibly().waitFor();
      kills += Files.exists(out) ? 0 : 1;
    }
    assertTrue(kills > 0, () -> "never killed in time");
    assertEquals(0, train(out, "--resume").exit());
    assertArrayEquals(expected, model(out));
    assertFalse(Files.exists(partial));
    assertEquals(1, files(out.resolve("checkpoints")).size());
    assertEquals(4, Metrics.epochs(out).size());
    JsonNode summary = new ObjectMapper().readTree(out.resolve("summary.json").toFile());
    assertEquals(200, summary.get("steps").asInt());
    JsonNode quiet =
        new ObjectMapper().readTree(folder.resolve("quiet").resolve("summary.json").toFile());
    assertEquals(quiet.get("trainFlopsRatio"), summary.get("trainFlopsRatio"));
    assertEquals(quiet.get("loss"), summary.get("loss"));
  }

  /** Digits of another script would not be found again, nor taken away. */
  @Test
  void checkpointsHaveTheSameNamesInEveryLocale() throws IOException {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("ar-EG"));
    try {
      assertEquals(0, train(out).exit());
    } finally {
      Locale.setDefault(before);
    }
    assertEquals(
        List.of("step-000000000200.safetensors"),
        files(out.resolve("checkpoints")).stream()
            .map(file -> file.getFileName().toString())
            .toList());
  }

  @Test
  void aSignalEndsItAtTheNextStepAndSaysHowToGoOn() throws Exception {
    byte[] expected = undisturbed();
    Process run = start("--set", "checkpoint.cycles=0", "--set", "checkpoint.epochs=0");
    while (run.isAlive() && !Files.readString(folder.resolve("log")).contains("epoch 1/4")) {
      Thread.sleep(5);
    }
    run.destroy();
    assertTrue(run.waitFor(60, TimeUnit.SECONDS));
    String log = Files.readString(folder.resolve("log"));
    String message =
        "frost: interrupted before step \\d+; kept in "
            + partial
            + ": to resume, give the same command with --out "
            + out
            + " --resume";
    assertTrue(log.lines().anyMatch(line -> line.matches(message)), log);
    assertEquals(1, files(partial.resolve("checkpoints")).size());

    assertEquals(
        "frost: "
            + out
            + ".partial: holds an unfinished run; add --resume to continue it, or --overwrite to"
            + " start over",
        train(out).err().strip());
    assertEquals(
        "frost: "
            + out
            + ": cannot be resumed with settings that change its numbers; it was begun with"
            + " batchSize = 20, not 40: resume with these, or begin anew in another folder",
        train(out, "--resume", "--set", "batchSize=40").err().strip());
    assertEquals(0, train(out, "--resume").exit());
    assertArrayEquals(expected, model(out));
  }

  @Test
  void aRunWithoutACheckpointLeavesNoTrace() throws Exception {
    CommandLines.Outcome outcome =
        train(out, "--set", "learningRate.base=1e30", "--set", "checkpoint.cycles=0");
    assertEquals(1, outcome.exit());
    assertTrue(outcome.err().startsWith("frost: the run diverged at step "), outcome.err());
    assertEquals(List.of(conf), files(folder));
  }

  @Test
  void whereThereIsNothingItBegins() throws Exception {
    byte[] expected = undisturbed();
    Files.createDirectories(out);
    assertEquals(0, train(out, "--resume").exit());
    assertArrayEquals(expected, model(out));
    CommandLines.Outcome again = train(out, "--resume");
    assertEquals(0, again.exit());
    assertEquals(out + ": complete; there is nothing to resume", again.out().strip());
    assertArrayEquals(expected, model(out));
  }

  @Test
  void itNeedsAFolder() {
    CommandLines.Outcome outcome = CommandLines.frost("train", conf, "--resume");
    assertEquals(2, outcome.exit());
    assertTrue(outcome.err().contains("--resume needs --out DIR"), outcome.err());
  }

  @Test
  void moreEpochsGoOnFromACompleteRun() throws Exception {
    assertEquals(0, train(out, "--set", "epochs=2").exit());
    assertEquals(0, train(out, "--resume").exit());
    byte[] longer = model(out);
    assertEquals(4, Metrics.epochs(out).size());
    assertArrayEquals(undisturbed(), longer);
  }

  /**
   * Since when a model uses its features is counted from the run's begin, not from its resumption.
   */
  @Test
  void birthsOfFeaturesSurvive() throws Exception {
    Object[] columns = {
      "--set",
      "regularizer.name=columns",
      "--set",
      "density.target=0.2",
      "--set",
      "network.rho=0.01"
    };
    undisturbed(columns);
    assertEquals(0, train(out, and(columns, "--set", "epochs=2")).exit());
    assertEquals(0, train(out, and(columns, "--resume")).exit());
    String expected = features(folder.resolve("quiet"));
    assertEquals(expected, features(out));
    for (int epoch = 1; epoch <= 4; epoch++) {
      assertTrue(expected.contains("epoch " + epoch + ", step "), expected);
    }
  }

  private static String features(Path run) {
    CommandLines.Outcome outcome = CommandLines.frost("inspect", run, "--features");
    assertEquals(0, outcome.exit(), outcome.err());
    return outcome.out();
  }

  @Tag("slow")
  @Test
  void damagedCheckpointsArePassedOver() throws Exception {
    byte[] expected = undisturbed();
    Process run = start();
    awaitCheckpoints(run, 3);
    run.destroyForcibly().waitFor();
    byte[] whole = Files.readAllBytes(newest(partial));
    byte[] changed = whole.clone();
    changed[whole.length / 3] ^= 4;
    goesOnFromTheOneBefore("changed", changed, expected);
    goesOnFromTheOneBefore("truncated", Arrays.copyOf(whole, whole.length / 2), expected);
    goesOnFromTheOneBefore("empty", new byte[0], expected);
  }

  private static final Object[] EARLY = {
    "--set", "epochs=40",
    "--set", "validation.share=0.2",
    "--set", "stopping={patience=2,delta=0.01,keepBest=true}"
  };

  private static Object[] and(Object[] words, Object... more) {
    return Stream.concat(Stream.of(words), Stream.of(more)).toArray();
  }

  @Tag("slow")
  @Test
  void aRunThatEndsEarlyGoesOnToTheSameModel() throws Exception {
    byte[] expected = undisturbed(EARLY);
    List<String> metrics = Metrics.lines(folder.resolve("quiet"));
    int epochs = Metrics.epochs(folder.resolve("quiet")).size();
    assertTrue(epochs < 40, () -> epochs + " epochs");
    Process run = start(EARLY);
    while (run.isAlive() && !Files.readString(folder.resolve("log")).contains("epoch 3/40")) {
      Thread.sleep(5);
    }
    run.destroyForcibly().waitFor();
    assertFalse(Files.exists(out), "not killed in time");
    assertEquals(0, train(out, and(EARLY, "--resume")).exit());
    assertArrayEquals(expected, model(out));
    assertEquals(metrics, Metrics.lines(out));
    assertEquals(
        String.format("step-%012d.safetensors", 40 * epochs), newest(out).getFileName().toString());

    CommandLines.Outcome again = train(out, and(EARLY, "--resume"));
    assertEquals(out + ": complete; there is nothing to resume", again.out().strip());
    // As if the driver had died before it could give the folder its name.
    Files.move(out, partial);
    assertEquals(0, train(out, and(EARLY, "--resume")).exit());
    assertArrayEquals(expected, model(out));
    assertEquals(metrics, Metrics.lines(out));
  }

  /**
   * More epochs than a run ended early by make no difference, but for what the model says of it.
   */
  @Tag("slow")
  @Test
  void moreEpochsDoNotUndoAnEarlyEnd() throws Exception {
    Object[] more = and(EARLY, "--set", "epochs=50");
    byte[] expected = undisturbed(more);
    assertEquals(0, train(out, EARLY).exit());
    assertEquals(0, train(out, and(more, "--resume")).exit());
    assertArrayEquals(expected, model(out));
    assertEquals(Metrics.lines(folder.resolve("quiet")), Metrics.lines(out));
  }

  private static Path newest(Path run) throws IOException {
    List<Path> checkpoints = files(run.resolve("checkpoints"));
    return checkpoints.get(checkpoints.size() - 1);
  }

  /** Resumes a copy of the unfinished run whose newest checkpoint has these bytes. */
  private void goesOnFromTheOneBefore(String name, byte[] newest, byte[] expected)
      throws IOException {
    Path copy = folder.resolve(name + ".partial");
    FileUtils.copyDirectory(partial.toFile(), copy.toFile());
    Path damaged = newest(copy);
    Files.write(damaged, newest);
    Files.write(copy.resolve("checkpoints").resolve(".step-9.safetensors.1.tmp"), newest);
    Files.write(copy.resolve(".model.safetensors.1.tmp"), newest);
    Path out = folder.resolve(name);
    assertEquals(0, train(out, "--resume").exit());
    assertArrayEquals(expected, model(out));
    assertTrue(
        Files.exists(out.resolve("checkpoints").resolve(damaged.getFileName() + ".damaged")));
    try (Stream<Path> all = Files.walk(out)) {
      assertEquals(0, all.filter(file -> file.toString().endsWith(".tmp")).count());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"data.seed=9", "data.train=900"})
  void otherDataAreRefused(String setting) throws Exception {
    assertEquals(0, train(out, "--set", "epochs=2").exit());
    byte[] before = model(out);
    CommandLines.Outcome outcome = train(out, "--resume", "--set", setting);
    assertEquals(1, outcome.exit());
    assertTrue(outcome.err().contains(setting.split("=")[0] + " = "), outcome.err());
    assertArrayEquals(before, model(out));
  }

  /** A folder for checkpoints that cannot be written to costs a run nothing but them. */
  @Tag("slow")
  @Test
  void checkpointsThatCannotBeWrittenAreDoneWithout() throws Exception {
    byte[] expected = undisturbed();
    Process run = start();
    while (run.isAlive() && !Files.exists(partial)) {
      Thread.sleep(1);
    }
    // In place of the folder a file, which stops root as well.
    Files.writeString(partial.resolve("checkpoints"), "in the way");
    assertEquals(0, run.waitFor());
    String log = Files.readString(folder.resolve("log"));
    assertTrue(log.contains("cannot be written"), log);
    assertTrue(log.contains("; the run continues"), log);
    assertArrayEquals(expected, model(out));
  }
}
