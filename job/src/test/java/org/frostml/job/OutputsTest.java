package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What --out names: whose it is, when it may be replaced, and where it really is. */
@Timeout(300)
class OutputsTest {
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
        epochs = 1
        batchSize = 20
        data { train = 100, test = 20 }
        network.hidden = [5]
        learningRate.schedule = constant
        """);
  }

  private Object[] words(String command, Object... more) {
    return Stream.concat(Stream.of(command, conf, "--out", out), Stream.of(more)).toArray();
  }

  private CommandLines.Outcome train(Object... more) {
    return CommandLines.frost(words("train", more));
  }

  private void trained(Object... more) {
    CommandLines.Outcome outcome = train(more);
    assertEquals(0, outcome.exit(), outcome.err());
  }

  private void assertRefused(String message, CommandLines.Outcome outcome) {
    assertEquals("frost: " + message, outcome.err().strip());
    assertEquals(1, outcome.exit());
  }

  private static byte[] model(Path run) throws IOException {
    return Files.readAllBytes(run.resolve("model.safetensors"));
  }

  private static Set<String> names(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
    }
  }

  /** Whether it has a checkpoint to resume from or not. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aFinishedModelOutlivesAStartThatFails(boolean checkpoints) throws IOException {
    trained();
    byte[] before = model(out);
    if (!checkpoints) {
      FileUtils.deleteDirectory(out.resolve("checkpoints").toFile());
    }
    Set<String> names = names(out);
    CommandLines.Outcome outcome =
        CommandLines.on(Problem.conf("nonsense"), words("train", "--resume", "--set", "epochs=2"));
    assertEquals(1, outcome.exit());
    assertArrayEquals(before, model(out));
    assertEquals(names, names(out));
    assertEquals(Set.of("run", "small.conf"), names(folder));
  }

  @Test
  void aCompleteRunWithoutACheckpointCannotBeTrainedFurther() throws IOException {
    trained();
    FileUtils.deleteDirectory(out.resolve("checkpoints").toFile());
    byte[] before = model(out);
    assertRefused(
        out
            + ": is complete, and has no checkpoint left to train more epochs from; start over with"
            + " --overwrite in place of --resume, or name another --out",
        train("--resume", "--set", "epochs=2"));
    assertArrayEquals(before, model(out));
    assertEquals(Set.of("run", "small.conf"), names(folder));
  }

  /** What is in the folder beside a run's files stays in it. */
  @Test
  void moreEpochsReplaceACompleteRunAtTheEnd() throws IOException {
    trained();
    Files.writeString(out.resolve("notes.txt"), "mine");
    trained("--resume", "--set", "epochs=2");
    assertEquals(2, Metrics.epochs(out).size());
    assertEquals("mine", Files.readString(out.resolve("notes.txt")));
    assertEquals(Set.of("run", "small.conf"), names(folder));
  }

  /** A driver that died while it copied a complete run, or between the renames at the end. */
  @Test
  void whatADriverThatDiedLeftOfACompleteRunIsTakenUp() throws IOException {
    trained();
    Files.createDirectories(partial.resolve("checkpoints"));
    FileUtils.copyDirectory(
        out.resolve("checkpoints").toFile(), partial.resolve("checkpoints").toFile());
    trained("--resume", "--set", "epochs=2");
    assertEquals(2, Metrics.epochs(out).size());

    Files.move(out, folder.resolve("run.replaced"));
    trained("--resume", "--set", "epochs=3");
    assertEquals(3, Metrics.epochs(out).size());
    FileUtils.copyDirectory(out.toFile(), folder.resolve("run.replaced").toFile());
    trained("--resume", "--set", "epochs=4");
    Files.createDirectory(folder.resolve("run.replaced"));
    trained("--resume", "--set", "epochs=5");
    assertEquals(Set.of("run", "small.conf"), names(folder));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "--resume", "--overwrite"})
  void aLeftoverWithoutAConfigurationIsKnown(String option) throws IOException {
    Files.createDirectories(partial.resolve("checkpoints"));
    Files.writeString(partial.resolve("metrics.jsonl"), "");
    Files.writeString(partial.resolve(".metrics.jsonl.1234.tmp"), "");
    trained(option.isEmpty() ? new Object[0] : new Object[] {option});
    assertEquals(Set.of("run", "small.conf"), names(folder));
  }

  /** Spark may end the process in its start, and nothing is tidied up. */
  @ParameterizedTest
  @ValueSource(strings = {"", "--resume"})
  void aLeftoverOfAStartThatFailedIsNotInTheWay(String option) throws IOException {
    Files.createDirectories(partial);
    Files.writeString(partial.resolve("config.conf"), "epochs = 1, seed = 9");
    trained(option.isEmpty() ? new Object[0] : new Object[] {option});
    assertEquals(Set.of("run", "small.conf"), names(folder));
  }

  /** Of a complete run that was to be trained further, the page that was made of it first. */
  @Test
  void norIsALeftoverOfACopy() throws IOException {
    Files.createDirectories(partial);
    Files.writeString(partial.resolve("report.html"), "<html>");
    trained("--resume");
    assertTrue(names(folder).contains("run"));
  }

  /** And what else its owner keeps with it. */
  @Test
  void norIsWhatItsOwnerKeepsThere() throws IOException {
    trained();
    Files.createDirectories(out.resolve("predictions"));
    Files.createDirectories(partial.resolve("predictions"));
    Files.writeString(partial.resolve("metrics.jsonl"), "");
    trained("--overwrite");
    assertEquals(Set.of("run", "small.conf"), names(folder));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--resume", "--overwrite"})
  void whatIsNotOursIsNotTakenAway(String option) throws IOException {
    Files.createDirectories(partial);
    Files.writeString(partial.resolve("thesis.tex"), "mine");
    assertRefused(
        partial
            + ": is in the way: it holds thesis.tex, which no run leaves there; move it, or name"
            + " another --out",
        train(option));
    assertEquals("mine", Files.readString(partial.resolve("thesis.tex")));
  }

  /** Claimed as long as its driver lives, and no longer. */
  @Test
  void aRunOfAnotherProcessIsLeftAlone() throws Exception {
    Process first =
        Driver.start(
            Problem.conf("local[1]"),
            folder.resolve("log"),
            words("train", "--set", "epochs=100000", "--set", "checkpoint.epochs=1"));
    try {
      while (first.isAlive() && !Files.exists(partial.resolve("metrics.jsonl"))) {
        Thread.sleep(5);
      }
      for (String option : List.of("--resume", "--overwrite")) {
        CommandLines.Outcome second = train(option, "--set", "epochs=100000");
        assertEquals(1, second.exit());
        assertTrue(
            second
                .err()
                .startsWith(
                    "frost: " + out + ": is being written by process " + first.pid() + " on "),
            second.err());
      }
      assertTrue(first.isAlive());
    } finally {
      first.destroyForcibly().waitFor();
    }
    assertEquals(1, train().exit());
    trained("--overwrite");
    assertEquals(Set.of("run", "small.conf", "log"), names(folder));
  }

  @Test
  void aSweepOfAnotherProcessIsLeftAlone() throws Exception {
    Process first =
        Driver.start(
            Problem.conf("local[1]"),
            folder.resolve("log"),
            words("sweep", "--set", "epochs=100000", "--set", "sweep.space.freeze.m=[4]"));
    try {
      while (first.isAlive() && !Files.exists(out.resolve("trials"))) {
        Thread.sleep(5);
      }
      assertTrue(first.isAlive(), () -> read(folder.resolve("log")));
      for (String option : List.of("--resume", "--overwrite")) {
        CommandLines.Outcome second =
            CommandLines.frost(
                words(
                    "sweep",
                    option,
                    "--set",
                    "epochs=100000",
                    "--set",
                    "sweep.space.freeze.m=[4]"));
        assertTrue(
            second
                .err()
                .startsWith(
                    "frost: " + out + ": is being written by process " + first.pid() + " on "),
            second.err());
      }
    } finally {
      first.destroyForcibly().waitFor();
    }
    CommandLines.Outcome again =
        CommandLines.frost(words("sweep", "--overwrite", "--set", "sweep.space.freeze.m=[4]"));
    assertEquals(0, again.exit(), again.err());
    assertEquals(Set.of("run", "small.conf", "log"), names(folder));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void runsOfOneSecondHaveNamesOfTheirOwn() {
    Set<String> names =
        Stream.generate(() -> CommandLine.populateCommand(new ConfigOptions(), "a/small.conf"))
            .limit(3)
            .map(given -> given.defaultOut("runs"))
            .collect(Collectors.toSet());
    assertEquals(3, names.size(), names::toString);
    assertTrue(names.stream().allMatch(name -> name.startsWith("runs/small-2")), names::toString);
  }

  @Test
  void aSymbolicLinkIsFollowed() throws IOException {
    Path real = Files.createDirectories(folder.resolve("elsewhere/real"));
    Files.createSymbolicLink(out, real);
    trained();
    assertTrue(Files.isSymbolicLink(out));
    assertTrue(Files.exists(real.resolve("model.safetensors")));
    trained("--overwrite");
    trained("--resume", "--set", "epochs=2");
    assertTrue(Files.isSymbolicLink(out));
    assertEquals(2, Metrics.epochs(real).size());
    assertEquals(Set.of("real"), names(real.getParent()));

    Path model = Files.createSymbolicLink(folder.resolve("m"), real.resolve("small"));
    Files.createFile(real.resolve("small"));
    CommandLines.Outcome exported =
        CommandLines.frost("export", out, "--shrink", "--out", model, "--overwrite");
    assertEquals(0, exported.exit(), exported.err());
    assertTrue(Files.isSymbolicLink(model));
    assertTrue(Files.size(real.resolve("small")) > 0);

    Path page = Files.createSymbolicLink(folder.resolve("p"), real.resolve("page"));
    Files.createFile(real.resolve("page"));
    assertEquals(0, CommandLines.frost("report", out, "--out", page).exit());
    assertTrue(Files.isSymbolicLink(page));
    assertTrue(Files.size(real.resolve("page")) > 0);
  }

  @Test
  void aDanglingLinkIsRefusedBeforeAnythingIsDone() throws IOException {
    trained();
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nowhere"));
    String message =
        link + ": is a symbolic link to " + folder.resolve("nowhere") + ", which does not exist";
    Object[][] commands = {
      {"train", conf, "--out", link},
      {"train", conf, "--out", link, "--overwrite"},
      {"sweep", conf, "--out", link, "--set", "sweep.space.freeze.m=[4]"},
      {"export", out, "--shrink", "--out", link},
      {"report", out, "--out", link}
    };
    for (Object[] command : commands) {
      CommandLines.Outcome outcome = CommandLines.frost(command);
      assertRefused(message, outcome);
      assertEquals("", outcome.out());
    }
    assertTrue(Files.isSymbolicLink(link));
    assertFalse(Files.exists(folder.resolve("nowhere")));
  }

  private static void assertUnreadable(Object file, CommandLines.Outcome outcome) {
    String message = "frost: " + file + ": cannot be read: Too many levels of symbolic links";
    assertTrue(outcome.err().startsWith(message), outcome.err());
    assertEquals(1, outcome.exit());
  }

  /** A loop stands for what even root may not read: it is there, and cannot be looked at. */
  @Test
  void whatCannotBeLookedAtIsNotCalledMissing() throws IOException {
    Path loop = folder.resolve("loop");
    Files.createSymbolicLink(loop, loop);
    Path data = Files.createDirectory(folder.resolve("data"));
    Path images = data.resolve("train-images-idx3-ubyte");
    Files.createSymbolicLink(images, images);
    Path run = Files.createDirectory(folder.resolve("other"));
    Path model = Files.createSymbolicLink(run.resolve("model.safetensors"), loop);
    Path metrics = Files.createSymbolicLink(run.resolve("metrics.jsonl"), loop);
    assertUnreadable(loop, CommandLines.frost("train", loop, "--out", out));
    assertUnreadable(loop, CommandLines.frost("train", "file:" + loop, "--out", out));
    assertUnreadable(loop, train("--data", loop));
    assertUnreadable(images, train("--data", data));
    assertUnreadable(loop, CommandLines.frost("evaluate", loop));
    assertUnreadable(model, CommandLines.frost("inspect", run));
    assertUnreadable(metrics, CommandLines.frost("report", run));
    Path made = out;
    trained();
    out = loop.resolve("run");
    for (CommandLines.Outcome outcome :
        List.of(
            train(),
            CommandLines.frost(words("sweep", "--set", "sweep.space.freeze.m=[4]")),
            CommandLines.frost("export", made, "--shrink", "--out", out),
            CommandLines.frost("report", made, "--out", out))) {
      assertTrue(outcome.err().contains(" Too many levels of symbolic links"), outcome.err());
      assertEquals("", outcome.out());
    }
  }
}
