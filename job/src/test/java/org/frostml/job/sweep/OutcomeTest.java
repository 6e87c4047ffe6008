package org.frostml.job.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.typesafe.config.ConfigFactory;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkException;
import org.frostml.DamagedException;
import org.frostml.FrostException;
import org.frostml.config.Configs;
import org.frostml.config.RunSettings;
import org.frostml.config.TrainConfig;
import org.frostml.data.Examples;
import org.frostml.job.data.Streamed;
import org.frostml.run.Interrupted;
import org.frostml.train.DivergedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a trial would meet again is its outcome; what failed around it is tried again elsewhere. */
class OutcomeTest {
  @TempDir Path folder;

  private static Outcome.End end(Throwable error) {
    return Outcome.failed(error, "0@host").end();
  }

  @Test
  void divergenceAndBadConfigurationAndDataAreItsOwn() {
    assertEquals(Outcome.End.FAILED, end(new DivergedException(3, 1, Double.NaN, 0.1f)));
    assertEquals(Outcome.End.FAILED, end(new FrostException("density.target 7 is none")));
    // As a task has said of a row.
    assertEquals(
        Outcome.End.FAILED,
        end(new FrostException("a", new SparkException("b", new FrostException("row 3")))));
    assertEquals(
        Outcome.End.FAILED,
        end(new FrostException("layers", new IllegalArgumentException("no unit"))));
    assertEquals(
        Outcome.End.FAILED, end(new DamagedException("images: cut short", new IOException("EOF"))));
    assertEquals(
        Outcome.End.FAILED,
        end(new FrostException("no such folder", new FileNotFoundException("data"))));
    assertEquals(Outcome.End.INTERRUPTED, end(new Interrupted(3, "run.partial")));
  }

  @Test
  void whatThePlatformDoesIsNot() {
    assertEquals(Outcome.End.LOST, end(new SocketTimeoutException("datanode")));
    assertEquals(
        Outcome.End.LOST, end(new FrostException("data", new SocketTimeoutException("datanode"))));
    assertEquals(Outcome.End.LOST, end(new OutOfMemoryError("of a neighbour")));
    assertEquals(Outcome.End.LOST, end(new NoClassDefFoundError("a jar is missing")));
    assertEquals(Outcome.End.LOST, end(new NullPointerException()));
    assertEquals(
        Outcome.End.LOST, end(new FrostException("shard 1 failed", new SparkException("gone"))));
    assertEquals(
        "SocketTimeoutException: datanode",
        Outcome.failed(new SocketTimeoutException("datanode"), null).error());
  }

  /** Spark sees it, and tries again. */
  @Test
  void whatIsNotItsOwnFailsTheTask() {
    RunSettings settings =
        Configs.read(List.of(ConfigFactory.parseMap(Map.of("epochs", 1, "data.train", 100))));
    String run = folder.resolve("run").toString();
    Streamed broken =
        new Streamed() {
          @Override
          public Examples train(TrainConfig.Data data) throws IOException {
            throw new SocketTimeoutException("datanode");
          }
        };
    assertThrows(
        SocketTimeoutException.class,
        () ->
            new TrialRun(settings, run, 1, "0@host")
                .run(broken, "scalar", prepared -> null, () -> false));
    assertThrows(
        OutOfMemoryError.class,
        () ->
            new TrialRun(settings, run, 1, "0@host")
                .run(
                    new Streamed(),
                    "scalar",
                    prepared -> {
                      throw new OutOfMemoryError("of a neighbour");
                    },
                    () -> false));
  }
}
