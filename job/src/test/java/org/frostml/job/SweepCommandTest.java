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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From the command line of a sweep to its table and run folders. */
@Timeout(120)
class SweepCommandTest {
  @TempDir Path folder;
  private Path conf;
  private Path out;

  @BeforeEach
  void makeConfiguration() throws IOException {
    conf = folder.resolve("small.conf");
    out = folder.resolve("sweep");
    Files.writeString(
        conf,
        Problem.QUICK
            + "epochs = 4\nbatchSize = 50\ndata { train = 400, test = 200 }\nnetwork.hidden = [20]\n"
            + "freeze.m = 3\n"
            + "sweep.space {\n"
            + "  density.target = [0.05, 0.2]\n"
            + "  learningRate.base = { log-uniform = [0.01, 1], points = 3 }\n"
            + "}\n");
  }

  private CommandLines.Outcome sweep(Path out, Object... more) {
    return CommandLines.frost(
        Stream.concat(Stream.of("sweep", conf, "--out", out), Stream.of(more)).toArray());
  }

  private static Object[] with(Object[] words, Object... more) {
    return Stream.concat(Stream.of(words), Stream.of(more)).toArray();
  }

  /** The table without what clocks and places decide. */
  static List<String> table(Path sweep) throws IOException {
    return Files.readAllLines(sweep.resolve("trials.jsonl")).stream()
        .map(line -> line.replaceAll("\"(seconds|executor)\":[^,]*,", ""))
        .toList();
  }

  private static List<Path> trials(Path sweep) throws IOException {
    try (Stream<Path> folders = Files.list(sweep.resolve("trials"))) {
      return folders.sorted().toList();
    }
  }

  /** Of the model that was kept, as in the run's own summary. */
  @Test
  void aRowIsOfTheModelInItsFolder() throws IOException {
    CommandLines.Outcome outcome =
        sweep(
            out,
            "--set",
            "validation.share=0.25",
            "--set",
            "stopping.keepBest=true",
            "--set",
            "sweep.space.learningRate.base=[3, 10]");
    assertEquals(0, outcome.exit(), outcome.err());
    ObjectMapper json = new ObjectMapper();
    int earlier = 0;
    for (String line : Files.readAllLines(out.resolve("trials.jsonl"))) {
      JsonNode row = json.readTree(line);
      Path trial = out.resolve("trials").resolve(row.get("id").asText());
      JsonNode summary = json.readTree(trial.resolve("summary.json").toFile());
      earlier += summary.get("modelEpoch").asInt() < 4 ? 1 : 0;
      for (String key : List.of("accuracy", "validationAccuracy", "loss", "density")) {
        assertEquals(summary.get(key), row.get(key), key);
      }
    }
    assertTrue(earlier > 0, "all models are of the last epoch");
  }

  @Test
  void everyTrialIsARowAndARunFolder() throws IOException {
    CommandLines.Outcome outcome = sweep(out, "--set", "sweep.seeds=[0, 1]");
    assertEquals("", outcome.err());
    assertEquals(0, outcome.exit());
    List<String> rows = Files.readAllLines(out.resolve("trials.jsonl"));
    assertEquals(12, rows.size());
    for (int i = 0; i < 12; i++) {
      String row = rows.get(i);
      assertTrue(row.startsWith("{\"trial\":" + (i + 1) + ",\"id\":"), row);
      assertTrue(
          row.contains("\"seed\":" + i % 2 + ",\"state\":\"done\",\"rung\":0,\"epochs\":4,"), row);
      assertTrue(row.contains("\"executor\":\"driver@"), row);
    }
    assertTrue(
        rows.get(2).contains("\"params\":{\"density.target\":0.05,\"learningRate.base\":0.1}"),
        rows.get(2));
    ObjectMapper json = new ObjectMapper();
    JsonNode first = json.readTree(rows.get(0));
    double best = 0;
    for (String epoch : Metrics.epochs(out.resolve("trials").resolve(first.get("id").asText()))) {
      double accuracy = json.readTree(epoch).get("accuracy").asDouble();
      best = Math.max(best, accuracy);
      assertTrue(accuracy <= first.get("bestAccuracy").asDouble(), epoch);
    }
    assertEquals(best, first.get("bestAccuracy").asDouble());
    assertEquals(12, trials(out).size());
    for (Path trial : trials(out)) {
      assertTrue(Files.exists(trial.resolve("model.safetensors")), trial.toString());
      assertEquals(4, Metrics.epochs(trial).size());
    }
    assertTrue(outcome.out().contains("12/12 done, 0 running, 0 stopped, 0 failed"), outcome.out());
  }

  /** A trial is the run that frost train makes of its configuration. */
  @Test
  void aTrialIsARunLikeAnyOther() throws IOException {
    sweep(out, "--set", "sweep.space.density.target=[0.05]", "--set", "validation.share=0.2");
    Path trial = trials(out).get(0);
    Path run = folder.resolve("run");
    assertEquals(0, CommandLines.frost("train", trial.resolve("config.conf"), "--out", run).exit());
    assertEquals(Metrics.lines(run), Metrics.lines(trial));
    assertArrayEquals(
        Files.readAllBytes(run.resolve("model.safetensors")),
        Files.readAllBytes(trial.resolve("model.safetensors")));
  }

  /** Whichever is the first. */
  @Test
  void everyTrialHasItsOwnPrecision() throws IOException {
    sweep(
        out,
        "--set",
        "sweep.space.density.target=[0.2]",
        "--set",
        "sweep.space.learningRate.base=[0.1]",
        "--set",
        "sweep.space.network.precision=[bfloat16, float32]");
    List<byte[]> models = new ArrayList<>();
    for (Path trial : trials(out)) {
      Path run = folder.resolve("run" + models.size());
      CommandLines.frost("train", trial.resolve("config.conf"), "--out", run);
      models.add(Files.readAllBytes(trial.resolve("model.safetensors")));
      assertArrayEquals(
          Files.readAllBytes(run.resolve("model.safetensors")), models.get(models.size() - 1));
    }
    assertEquals(2, models.size());
    assertFalse(Arrays.equals(models.get(0), models.get(1)));
  }

  @Tag("slow")
  @Test
  void bothPlacementsGiveTheSameTable() throws IOException {
    Path spread = folder.resolve("spread");
    Object[] seeds = {"--set", "sweep.seeds=[0, 1]", "--set", "sweep.space.freeze.m=[0, 3]"};
    assertEquals(0, sweep(out, with(seeds, "--set", "sweep.placement=packed")).exit());
    assertEquals(
        0,
        sweep(spread, with(seeds, "--set", "sweep.placement=spread", "--max-parallel", 2)).exit());
    assertEquals(table(out), table(spread));
  }

  /** Asynchronous halving decides by what is reported and not by when. */
  @Test
  void theOrderOfReportsDecidesNothing() throws IOException {
    Object[] asha = {
      "--set",
      "sweep.scheduler.name=asha",
      "--set",
      "sweep.scheduler.eta=2",
      "--set",
      "sweep.seeds=[0, 1]"
    };
    Path one = folder.resolve("one");
    assertEquals(0, sweep(out, asha).exit());
    assertEquals(0, sweep(one, with(asha, "--max-parallel", 1)).exit());
    assertEquals(table(out), table(one));
    assertTrue(
        table(out).stream().anyMatch(row -> row.contains("\"state\":\"stopped\",\"rung\":0")));
    assertTrue(table(out).stream().anyMatch(row -> row.contains("\"state\":\"done\",\"rung\":2")));
  }

  /** Whoever schedules sweeps goes by the exit code. */
  @Test
  void aSweepInWhichEveryTrialFailsHasFailed() {
    CommandLines.Outcome outcome = sweep(out, "--set", "sweep.space.learningRate.base=[1e30]");
    assertEquals(1, outcome.exit());
    assertTrue(outcome.err().startsWith("frost: no trial succeeded: all "), outcome.err());
    assertTrue(outcome.err().contains("diverged"), outcome.err());
    CommandLines.Outcome again =
        sweep(out, "--set", "sweep.space.learningRate.base=[1e30]", "--resume", "--retry-failed");
    assertEquals(1, again.exit());
    assertTrue(again.out().contains("0/2 done, 0 running, 0 stopped, 2 failed"), again.out());
  }

  /** Whoever places trials asks of their size before one of them is trained. */
  @Test
  void aNetworkThatDoesNotFitTheDataFailsAlone() throws IOException {
    Files.writeString(
        conf, Files.readString(conf).replaceAll("network.hidden = .*|learningRate.base = .*", ""));
    CommandLines.Outcome outcome =
        sweep(
            out,
            "--set",
            "sweep.space.network.layers=[\"dense(9) relu dense(10)\", \"dense(9) relu dense(8)\"]");
    assertEquals(0, outcome.exit(), outcome.err());
    assertTrue(outcome.out().contains("2/4 done, 0 running, 0 stopped, 2 failed"), outcome.out());
    assertTrue(
        table(out).stream().anyMatch(row -> row.contains("the last layer has 8 outputs")),
        table(out).toString());
  }

  /** What a case says its data are is stronger than what --data is taken for. */
  @Test
  void casesSayWhatIsAtThePath() throws IOException {
    StringBuilder rows = new StringBuilder("x,y\n");
    for (int i = 0; i < 100; i++) {
      rows.append(i % 7).append(',').append(i % 7 < 3 ? "few" : "many").append('\n');
    }
    Path table = Files.writeString(folder.resolve("table.csv"), rows);
    Files.writeString(
        conf,
        "epochs = 1, batchSize = 10, shards = 1, network.hidden = [4]\n"
            + "sweep.cases = [{ name = a, data { format = csv, label = y } }]\n");
    CommandLines.Outcome outcome = sweep(out, "--data", table);
    assertEquals(0, outcome.exit(), outcome.err());
    assertEquals(1, table(out).size());
  }

  @Test
  void whatFailsIsRecordedAndEndsNothing() throws IOException {
    CommandLines.Outcome outcome =
        sweep(
            out,
            "--set",
            "sweep.space.learningRate.base=[0.1, 1e30]",
            "--set",
            "sweep.space.density.target=[0.05, 7]");
    assertEquals(0, outcome.exit(), outcome.err());
    List<String> rows = table(out);
    assertEquals(4, rows.size());
    assertTrue(rows.get(0).contains("\"state\":\"done\""), rows.get(0));
    assertTrue(rows.get(1).contains("\"state\":\"failed\""), rows.get(1));
    assertTrue(rows.get(1).contains("diverged"), rows.get(1));
    assertTrue(rows.get(2).contains("density.target") && rows.get(2).contains("7"), rows.get(2));
    assertTrue(outcome.out().contains("1/4 done, 0 running, 0 stopped, 3 failed"), outcome.out());
  }

  @Test
  void aMisspeltKeyFailsBeforeAnythingIsBegun() {
    CommandLines.Outcome outcome = sweep(out, "--set", "sweep.space.density.taret=[1]");
    assertEquals(1, outcome.exit());
    assertTrue(outcome.err().contains("unknown key sweep.space.density.taret"), outcome.err());
    assertTrue(outcome.err().contains("did you mean density.target?"), outcome.err());
    assertFalse(Files.exists(out));
  }

  @Test
  void aDryRunListsTheTrials() {
    CommandLines.Outcome outcome = sweep(out, "--dry-run");
    assertEquals(0, outcome.exit());
    assertEquals(6, outcome.out().lines().count());
    assertTrue(
        outcome.out().contains("seed 0  {density.target=0.2, learningRate.base=1}"), outcome.out());
    assertFalse(Files.exists(out));
  }

  @Test
  void whatIsFinishedIsNotTrainedAgain() throws IOException {
    assertEquals(0, sweep(out, "--time-budget", "0s").exit());
    assertTrue(Files.notExists(out.resolve("trials.jsonl")));
    assertEquals(0, sweep(out, "--resume", "--max-parallel", 1).exit());
    byte[] table = Files.readAllBytes(out.resolve("trials.jsonl"));
    assertEquals(0, sweep(out, "--resume").exit());
    assertArrayEquals(table, Files.readAllBytes(out.resolve("trials.jsonl")), "seconds and all");
    assertEquals(
        "frost: " + out + ": exists; add --resume to continue it, or --overwrite to start over",
        sweep(out).err().strip());
    CommandLines.Outcome other = sweep(out, "--resume", "--set", "batchSize=40");
    assertEquals(1, other.exit());
    assertTrue(other.err().contains("batchSize = 50, not 40"), other.err());
  }

  @Test
  void trialsThatAreBeingTrainedWhenTheTimeIsUpAreKept() throws IOException {
    CommandLines.Outcome outcome =
        sweep(out, "--set", "epochs=4000", "--set", "checkpoint.epochs=0", "--time-budget", "2s");
    assertEquals(0, outcome.exit(), outcome.err());
    assertTrue(
        outcome
            .out()
            .contains(
                "the time is up: to resume, give the same command with --out " + out + " --resume"),
        outcome.out());
    assertEquals(2, trials(out).size(), "two at a time");
    for (Path trial : trials(out)) {
      assertTrue(trial.toString().endsWith(".partial"));
      assertTrue(Files.exists(trial.resolve("checkpoints")));
    }
  }

  @Test
  void trialsOfOtherKernelsDoNotMix() throws IOException {
    sweep(out, "--time-budget", "0s");
    Path provenance = out.resolve("provenance.json");
    Files.writeString(
        provenance,
        Files.readString(provenance)
            .replaceAll("\"kernels\" : \"[^\"]+", "\"kernels\" : \"abacus"));
    CommandLines.Outcome outcome = sweep(out, "--resume");
    assertEquals(1, outcome.exit());
    assertTrue(
        outcome.err().contains("was begun with kernels abacus, here they are "), outcome.err());
  }

  @Test
  void progressSaysWhatIsLeft() throws IOException {
    CommandLines.Outcome outcome = sweep(out, "--max-parallel", 1);
    List<String> lines = outcome.out().lines().filter(line -> line.contains("; trial ")).toList();
    assertEquals(6, lines.size(), outcome.out());
    for (int i = 0; i < 6; i++) {
      String left = i < 5 ? ", about \\d+ s left" : "";
      String line =
          (i + 1)
              + "/6 done, 0 running, 0 stopped, 0 failed, best [\\d.]+ % \\(trial \\d\\)"
              + left
              + "; trial "
              + (i + 1)
              + ": done at epoch 4, accuracy [\\d.]+ %, density [\\d.]+ %";
      assertTrue(lines.get(i).matches(line), lines.get(i));
    }
  }

  @Test
  void trialsThatFailedAreRetriedIfAskedFor() throws IOException {
    Object[] wrong = {"--set", "sweep.space.learningRate.base=[1e30]"};
    sweep(out, wrong);
    List<String> before = Files.readAllLines(out.resolve("trials.jsonl"));
    CommandLines.Outcome skipped = sweep(out, with(wrong, "--resume"));
    assertFalse(skipped.out().contains("trial 1:"), skipped.out());
    CommandLines.Outcome retried = sweep(out, with(wrong, "--resume", "--retry-failed"));
    assertTrue(retried.out().contains("trial 1: failed"), retried.out());
    assertEquals(before, Files.readAllLines(out.resolve("trials.jsonl")));
  }
}
