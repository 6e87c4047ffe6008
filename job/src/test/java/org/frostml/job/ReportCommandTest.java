package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.frostml.io.Json;
import org.frostml.nn.Measure;
import org.frostml.run.EpochMetrics;
import org.frostml.train.Measures;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From folders on a file system to a page beside them. */
class ReportCommandTest {
  @TempDir Path dir;
  private Path run;

  @BeforeEach
  void writeRun() throws IOException {
    run = Files.createDirectory(dir.resolve("run"));
    Files.writeString(
        run.resolve("metrics.jsonl"),
        Json.line(
            "epoch",
            new EpochMetrics(
                1,
                10,
                1,
                new Measures(
                    Measure.ACCURACY,
                    0.875,
                    0.875,
                    null,
                    null,
                    0.5,
                    null,
                    0.05,
                    0.05,
                    0.08,
                    0.07,
                    100L,
                    2.0,
                    Map.of()),
                0.1,
                0.1,
                700,
                9)));
  }

  @Test
  void thePageIsInTheFolderAndReplacesAnEarlierOne() throws IOException {
    Path page = run.resolve("report.html");
    Files.writeString(page, "earlier");
    CommandLines.Outcome outcome = CommandLines.frost("report", run);
    assertEquals("", outcome.err());
    assertEquals(0, outcome.exit());
    assertEquals("page      " + page, outcome.out().strip());
    String text = Files.readString(page);
    assertTrue(text.contains("<title>Run run</title>") && text.contains("87.50 %"), "the run's");
    try (Stream<Path> all = Files.list(run)) {
      assertEquals(
          List.of("metrics.jsonl", "report.html"),
          all.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void severalFoldersNeedAFileToGoTo() throws IOException {
    Path sweep = Files.createDirectory(dir.resolve("sweep"));
    Files.writeString(
        sweep.resolve("trials.jsonl"),
        "{\"trial\":1,\"id\":\"a\",\"params\":{},\"seed\":0,\"state\":\"done\",\"accuracy\":0.5}\n");
    CommandLines.Outcome without = CommandLines.frost("report", run, sweep);
    assertEquals(2, without.exit());
    assertEquals(
        "a page of 2 folders needs --out FILE", without.err().lines().findFirst().orElseThrow());
    Path page = dir.resolve("both.html");
    assertEquals(0, CommandLines.frost("report", run + "/", sweep, "--out", page).exit());
    assertTrue(Files.readString(page).contains("<title>run, sweep</title>"));
  }
}
