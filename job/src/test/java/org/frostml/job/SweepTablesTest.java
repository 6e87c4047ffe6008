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
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps over a table of Spark's. */
@Timeout(180)
class SweepTablesTest {
  private static final String SPACE = "density.target = [0.5, 0.9], learningRate.base = [0.1, 0.3]";

  @TempDir Path folder;
  private Path conf;
  private Path data;
  private Path out;

  @BeforeEach
  void makeTable() throws IOException {
    out = folder.resolve("sweep");
    List<String> lines = new ArrayList<>(List.of("size,colour,ok,noise,kind"));
    lines.addAll(TablesTest.rows());
    data = Files.write(folder.resolve("table.csv"), lines);
    configure("binary-cross-entropy", "kind", SPACE);
  }

  private void configure(String loss, String label, String space) throws IOException {
    conf =
        Files.writeString(
            folder.resolve("table.conf"),
            Problem.QUICK
                + """
            epochs = 3, batchSize = 20, network.hidden = [8], freeze.m = 3
            network.loss = %s
            data { format = csv, label = %s }
            validation.share = 0.2
            sweep {
              seeds = [0, 1]
              space { %s }
            }
            """
                    .formatted(loss, label, space));
  }

  private CommandLines.Outcome sweep(Path out, Object... more) {
    Stream<Object> words = Stream.of("sweep", conf, "--data", data, "--out", out);
    return CommandLines.frost(Stream.concat(words, Stream.of(more)).toArray());
  }

  private static List<JsonNode> rows(Path sweep) throws IOException {
    List<JsonNode> rows = new ArrayList<>();
    for (String line : Files.readAllLines(sweep.resolve("trials.jsonl"))) {
      rows.add(new ObjectMapper().readTree(line));
    }
    return rows;
  }

  /** Its numbers, its report, and a trial beside the run that frost train makes of it. */
  @Test
  void aSweepOverATable() throws IOException {
    CommandLines.Outcome outcome = sweep(out);
    assertEquals(0, outcome.exit(), outcome.err());
    List<JsonNode> rows = rows(out);
    assertEquals(8, rows.size());
    for (JsonNode row : rows) {
      assertEquals("done", row.get("state").asText(), row.toString());
      for (String key :
          List.of("accuracy", "validationAccuracy", "auc", "f1", "logLoss", "validationAuc")) {
        assertTrue(row.hasNonNull(key), key + " in " + row);
      }
      assertEquals(row.get("scores").get(0), row.get("validationAccuracy"));
    }
    assertTrue(rows.get(7).get("accuracy").asDouble() > 0.8, rows.get(7).toString());
    Path trial = out.resolve("trials").resolve(rows.get(5).get("id").asText());
    Path run = folder.resolve("run");
    CommandLines.Outcome trained =
        CommandLines.frost("train", trial.resolve("config.conf"), "--out", run);
    assertEquals(0, trained.exit(), trained.err());
    assertEquals(Metrics.lines(run), Metrics.lines(trial));
    assertArrayEquals(
        Files.readAllBytes(run.resolve("model.safetensors")),
        Files.readAllBytes(trial.resolve("model.safetensors")));
    assertEquals(0, CommandLines.frost("report", out).exit());
    String page = Files.readString(out.resolve("report.html"));
    for (String key : List.of("validationAuc", "logLoss")) {
      assertTrue(page.contains(key), key);
    }
  }

  @Tag("slow")
  @Test
  void severalTrialsAtATimeGiveTheSameTable() throws IOException {
    String halving = "sweep.scheduler.name=asha";
    assertEquals(0, sweep(out, "--set", halving).exit());
    Path parallel = folder.resolve("parallel");
    CommandLines.Outcome outcome = sweep(parallel, "--set", halving, "--max-parallel", 3);
    assertEquals(0, outcome.exit(), outcome.err());
    assertEquals(SweepCommandTest.table(out), SweepCommandTest.table(parallel));
  }

  @Test
  void aSweepOfValuesGoesByTheirError() throws IOException {
    configure("huber", "size", SPACE);
    CommandLines.Outcome outcome = sweep(out, "--set", "sweep.seeds=[0]");
    assertEquals(0, outcome.exit(), outcome.err());
    for (JsonNode row : rows(out)) {
      for (String key : List.of("rmse", "validationRmse", "mae", "r2", "validationR2")) {
        assertTrue(row.hasNonNull(key), key + " in " + row);
      }
    }
    assertEquals(0, CommandLines.frost("report", out).exit());
    assertTrue(Files.readString(out.resolve("report.html")).contains("validationR2"));
  }

  @Tag("slow")
  @Test
  void resumesAndRefusesAnotherTable() throws IOException {
    assertEquals(0, sweep(out, "--time-budget", "0s").exit());
    CommandLines.Outcome resumed = sweep(out, "--resume", "--max-parallel", 1);
    assertEquals(0, resumed.exit(), resumed.err());
    byte[] table = Files.readAllBytes(out.resolve("trials.jsonl"));
    assertEquals(0, sweep(out, "--resume").exit());
    assertArrayEquals(table, Files.readAllBytes(out.resolve("trials.jsonl")), "seconds and all");
    Files.writeString(data, Files.readString(data) + "1.5,red,true,3,good\n");
    CommandLines.Outcome other = sweep(out, "--resume");
    assertEquals(1, other.exit());
    assertTrue(other.err().contains("was begun with other training examples: "), other.err());
  }

  @Test
  void isNotPackedIntoOneJvm() {
    CommandLines.Outcome outcome = sweep(out, "--set", "sweep.placement=packed");
    assertEquals(1, outcome.exit());
    assertTrue(
        outcome.err().contains("table.csv does not go into one JVM: set it to spread or auto"),
        outcome.err());
    assertFalse(Files.exists(out));
  }

  /** How the table is spread may differ from trial to trial too. */
  @Tag("slow")
  @Test
  void trialsMaySplitTheTableInTheirOwnWays() throws IOException {
    configure("binary-cross-entropy", "kind", "shards = [2, 4, 3], data.testShare = [0.1, 0.3]");
    CommandLines.Outcome outcome = sweep(out, "--max-parallel", 2);
    assertEquals(0, outcome.exit(), outcome.err());
    List<JsonNode> rows = rows(out);
    assertEquals(12, rows.size());
    for (JsonNode row : rows) {
      boolean equalParts = row.get("params").get("shards").asInt() != 3;
      assertEquals(equalParts ? "done" : "failed", row.get("state").asText(), row.toString());
    }
    Path trial = out.resolve("trials").resolve(rows.get(0).get("id").asText());
    Path run = folder.resolve("run");
    CommandLines.frost("train", trial.resolve("config.conf"), "--out", run);
    assertArrayEquals(
        Files.readAllBytes(run.resolve("model.safetensors")),
        Files.readAllBytes(trial.resolve("model.safetensors")));
  }
}
