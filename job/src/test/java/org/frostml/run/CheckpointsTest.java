package org.frostml.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.frostml.FrostException;
import org.frostml.NewerFormatException;
import org.frostml.config.Configs;
import org.frostml.config.TrainConfig;
import org.frostml.job.Problem;
import org.frostml.job.run.RunFolder;
import org.frostml.train.Checkpoint;
import org.frostml.train.Position;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Only what is proven to be damaged is put aside. */
class CheckpointsTest {
  private static final String IMPL = "spark.hadoop.fs.flaky.impl";

  /** The local disk behind a network: it fails as often as it is told to. */
  public static final class FlakyFileSystem extends RawLocalFileSystem {
    private static int failures;

    @Override
    public URI getUri() {
      return URI.create("flaky:///");
    }

    @Override
    public String getScheme() {
      return "flaky";
    }

    @Override
    public FSDataInputStream open(org.apache.hadoop.fs.Path file, int buffer) throws IOException {
      if (failures > 0 && file.getName().endsWith(".safetensors")) {
        failures--;
        throw new ConnectException("connect timed out");
      }
      return super.open(file, buffer);
    }
  }

  @TempDir Path dir;

  @BeforeEach
  void mount() {
    System.setProperty(IMPL, FlakyFileSystem.class.getName());
    FlakyFileSystem.failures = 0;
  }

  @AfterEach
  void unmount() {
    System.clearProperty(IMPL);
  }

  /** Two checkpoints of a run that was interrupted, the later one of step 2. */
  private Checkpoints written() throws IOException {
    TrainConfig config =
        Configs.bind(List.of(Configs.setting("epochs=1"), Configs.setting("checkpoint.keep=9")));
    RunFolder folder = RunFolder.check("flaky://" + dir.resolve("run"), false, true);
    folder.open("");
    Checkpoints checkpoints = new Checkpoints(folder, config.checkpoints());
    for (int step = 1; step <= 2; step++) {
      checkpoints.write(
          Checkpoint.of(
              new Position(step, 20, 19),
              Problem.begin(),
              Optional.empty(),
              new int[0],
              Map.of("note", "")));
    }
    return checkpoints;
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(dir.resolve("run.partial/checkpoints"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static String name(int step) {
    return "step-00000000000" + step + ".safetensors";
  }

  private Path file(int step) {
    return dir.resolve("run.partial/checkpoints").resolve(name(step));
  }

  @Test
  void whatCannotBeReadStaysAndIsReadTheNextTime() throws IOException {
    Checkpoints checkpoints = written();
    FlakyFileSystem.failures = 1;
    FrostException e = assertThrows(FrostException.class, checkpoints::latest);
    assertEquals(
        "flaky:" + file(2) + ": cannot be read: connect timed out",
        e.getMessage().replace("flaky://", "flaky:"));
    assertTrue(e.getCause() instanceof ConnectException);
    assertEquals(List.of(name(1), name(2)), names());
    assertEquals(2, checkpoints.latest().orElseThrow().at().next());
  }

  @Test
  void aNewerFormatStays() throws IOException {
    Checkpoints checkpoints = written();
    byte[] header =
        "{\"__metadata__\":{\"frost.checkpoint\":\"99\"}}   ".getBytes(StandardCharsets.UTF_8);
    byte[] newer = new byte[8 + header.length];
    newer[0] = (byte) header.length;
    System.arraycopy(header, 0, newer, 8, header.length);
    Files.write(file(2), newer);
    assertThrows(NewerFormatException.class, checkpoints::latest);
    assertEquals(List.of(name(1), name(2)), names());
  }

  @Test
  void whatIsDamagedIsPutAside() throws IOException {
    Checkpoints checkpoints = written();
    byte[] bytes = Files.readAllBytes(file(2));
    bytes[bytes.length - 1] ^= 1;
    Files.write(file(2), bytes);
    assertEquals(1, checkpoints.latest().orElseThrow().at().next());
    assertEquals(List.of(name(1), name(2) + ".damaged"), names());
  }
}
