package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What clusters do to a sweep, and the table that it ends with all the same. */
@Tag("cluster")
@Timeout(300)
class SweepFaultsTest {
  @TempDir Path folder;

  private int rows(Path sweep) throws IOException {
    Path table = sweep.resolve("trials.jsonl");
    return Files.exists(table) ? Files.readAllLines(table).size() : 0;
  }

  private void awaitRows(Process driver, Path sweep, int count) throws Exception {
    while (driver.isAlive() && rows(sweep) < count) {
      Thread.sleep(20);
    }
    assertTrue(driver.isAlive(), () -> "the sweep ended too early: " + log());
  }

  private String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private Object[] words(Path sweep, Object... more) {
    Path conf = folder.resolve("faults.conf");
    return Stream.concat(Stream.of("sweep", conf, "--out", sweep), Stream.of(more)).toArray();
  }

  /** An executor is killed, then the driver; the sweep goes on with one worker fewer. */
  @Test
  void killsChangeNoNumber() throws Exception {
    Files.writeString(
        folder.resolve("faults.conf"),
        "epochs = 9\nbatchSize = 50\ndata { train = 4000, test = 200 }\nnetwork.hidden = [60]\n"
            + "sweep {\n"
            + "  seeds = [0, 1]\n"
            + "  space { density.target = [0.05, 0.1, 0.2], freeze.m = [4, 9] }\n"
            + "  scheduler { name = asha, eta = 3 }\n"
            + "}\n");
    Path quiet = folder.resolve("quiet");
    assertEquals(0, CommandLines.frost(words(quiet)).exit());
    List<String> expected = SweepCommandTest.table(quiet);

    Path hurt = folder.resolve("hurt");
    try (StandaloneCluster cluster = new StandaloneCluster(folder, 2)) {
      Process driver = Driver.start(cluster.conf(), folder.resolve("log"), words(hurt));
      awaitRows(driver, hurt, 2);
      assertTrue(StandaloneCluster.executor("0").orElseThrow().destroyForcibly());
      awaitRows(driver, hurt, 6);
      driver.destroyForcibly().waitFor();
      assertTrue(
          rows(hurt) < 12
              || SweepCommandTest.table(hurt).stream()
                  .anyMatch(row -> row.contains("\"stopped\"")));

      CommandLines.Outcome resumed = CommandLines.on(cluster.conf(), words(hurt, "--resume"));
      assertEquals(0, resumed.exit(), resumed.err());
    }
    assertEquals(expected, SweepCommandTest.table(hurt));
  }
}
