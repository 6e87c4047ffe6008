package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs on YARN end with the bits of local mode. */
@Tag("cluster")
@Tag("slow")
@Timeout(600)
class YarnTest {
  @TempDir static Path folder;
  private static YarnCluster yarn;
  private static Path conf;
  private static byte[] expected;

  @BeforeAll
  static void start() throws Exception {
    conf = folder.resolve("small.conf");
    Files.writeString(
        conf,
        Problem.QUICK
            + """
        epochs = 4
        batchSize = 20
        data { train = 1000, test = 100 }
        network.hidden = [30]
        freeze { m = 9, localSteps = 3 }
        learningRate.schedule = constant
        checkpoint { cycles = 1 }
        """);
    Path quiet = folder.resolve("quiet");
    assertEquals(0, CommandLines.frost("train", conf, "--out", quiet).exit());
    expected = model(quiet);
    yarn = new YarnCluster(folder);
  }

  @AfterAll
  static void stop() {
    if (yarn != null) {
      yarn.close();
    }
  }

  private static byte[] model(Path out) throws Exception {
    return Files.readAllBytes(out.resolve("model.safetensors"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "cluster"})
  void trains(String mode) throws Exception {
    Path out = folder.resolve(mode);
    assertEquals(0, yarn.submit(mode, "train", conf, "--out", out).waitFor(), yarn.said());
    assertArrayEquals(expected, model(out));
  }

  /** In cluster mode the driver lives in the application master: a second one resumes its run. */
  @Test
  void anApplicationMasterIsKilled() throws Exception {
    Path out = folder.resolve("killed");
    Path checkpoints = folder.resolve("killed.partial/checkpoints");
    Process run = yarn.submit("cluster", "train", conf, "--out", out, "--resume");
    while (run.isAlive() && !Files.exists(checkpoints)) {
      Thread.sleep(5);
    }
    YarnCluster.master(1).orElseThrow().destroyForcibly();
    assertEquals(0, run.waitFor(), yarn.said());
    assertEquals(2, yarn.attempts());
    assertArrayEquals(expected, model(out));
  }
}
