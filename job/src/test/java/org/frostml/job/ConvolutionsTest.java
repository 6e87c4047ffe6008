package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.apache.spark.SparkConf;
import org.frostml.config.Configs;
import org.frostml.config.RunSettings;
import org.frostml.config.TrainConfig;
import org.frostml.data.Examples;
import org.frostml.data.Pool;
import org.frostml.job.data.Streamed;
import org.frostml.job.run.RunFolder;
import org.frostml.job.run.Versions;
import org.frostml.run.Engine;
import org.frostml.run.Interrupted;
import org.frostml.run.LocalEngine;
import org.frostml.run.Preparation;
import org.frostml.run.Progress;
import org.frostml.run.Training;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A network that whitens, of convolutions, batch norms and residuals, on drawn images, from a
 * configuration to predictions: on Spark to the bits of one JVM, and whoever resumes whom.
 */
@Timeout(600)
class ConvolutionsTest {
  @TempDir Path folder;
  private File conf;

  @BeforeEach
  void makeConfiguration() throws IOException {
    conf = folder.resolve("conv.conf").toFile();
    Files.writeString(
        conf.toPath(),
        """
        epochs = 2
        batchSize = 30
        shards = 5
        data { train = 240, test = 60 }
        network.layers = "whiten(2) gelu conv(4,5,stride=3,padding=1) bn relu
          residual[conv(6,3,stride=2) bn relu conv(6,3) bn | conv(6,1,stride=2) bn] relu
          residual[conv(6,3) bn] relu pool dense(10)"
        network.sample = 70
        density.target = 0.3
        regularizer.factors = [1, 1, 1, 1, 1, 0.5]
        optimizer.momentum = 0.5
        freeze.m = 4
        """
            .replace("\n  residual", " residual"));
  }

  private static String localSteps(int steps) {
    return "freeze.localSteps=" + steps;
  }

  /** Examples in memory, of which shards are views. */
  private static final class Pooled extends Streamed {
    @Override
    public Examples train(TrainConfig.Data data) throws IOException {
      return Pool.of(super.train(data));
    }

    @Override
    public Examples test(TrainConfig.Data data) throws IOException {
      return Pool.of(super.test(data));
    }
  }

  /** In this JVM, as packed trials of a sweep are. */
  private void locally(Path out, int localSteps, BooleanSupplier interrupted) throws IOException {
    RunSettings settings =
        Configs.read(List.of(Configs.file(conf), Configs.setting(localSteps(localSteps))));
    Streamed data = new Pooled();
    try (RunFolder run = RunFolder.check(out.toString(), false, true)) {
      Preparation prepared =
          Preparation.of(settings.config(), data.facts(settings.config()), Versions.platform());
      Training training =
          Training.begin(settings.config(), settings.text(), prepared, run, out.toString());
      try (Engine engine =
          new LocalEngine(settings.config(), prepared, data.parts(settings.config()), 2)) {
        training.run(engine, new Progress.Silent(), 2, interrupted);
      }
    }
  }

  private void onSpark(SparkConf spark, Path out, int localSteps, Object... more) {
    Object[] words = {"train", conf, "--out", out, "--set", localSteps(localSteps)};
    Object[] all = Arrays.copyOf(words, words.length + more.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    CommandLines.Outcome outcome = CommandLines.on(spark, all);
    assertEquals(0, outcome.exit(), outcome.err());
  }

  private void onSpark(Path out, int localSteps, Object... more) {
    onSpark(Problem.conf("local[2]"), out, localSteps, more);
  }

  @ParameterizedTest
  @CsvSource({"1, float32", "3, float32", "1, bfloat16"})
  void sparkAndOneJvmGiveTheSameBits(int localSteps, String precision) throws IOException {
    String setting = "network.precision = " + precision;
    Files.writeString(conf.toPath(), setting, StandardOpenOption.APPEND);
    Path here = folder.resolve("here");
    locally(here, localSteps, () -> false);
    Path there = folder.resolve("there");
    onSpark(there, localSteps);
    assertEquals(ModelArrays.sha256(here), ModelArrays.sha256(there));

    Path begun = folder.resolve("begun");
    int[] asked = {0};
    assertThrows(Interrupted.class, () -> locally(begun, localSteps, () -> ++asked[0] == 3));
    onSpark(begun, localSteps, "--resume");
    assertEquals(ModelArrays.sha256(here), ModelArrays.sha256(begun));
  }

  /** A ghost batch is a shard's, wherever that is. */
  @Tag("slow")
  @Tag("cluster")
  @ParameterizedTest(name = "{0} executors, {1} local steps")
  @CsvSource({"1, 3", "2, 1", "5, 3"})
  void anyNumberOfExecutorsGivesTheSameBits(int executors, int localSteps) throws IOException {
    Path here = folder.resolve("here");
    locally(here, localSteps, () -> false);
    Path there = folder.resolve("there");
    onSpark(LocalCluster.conf(executors), there, localSteps);
    assertEquals(ModelArrays.sha256(here), ModelArrays.sha256(there));
  }

  @Test
  void theModelIsEvaluatedPredictedAndInspected() throws IOException {
    Path run = folder.resolve("run");
    onSpark(run, 1);
    JsonNode summary = new ObjectMapper().readTree(run.resolve("summary.json").toFile());
    double accuracy = summary.get("accuracy").asDouble();
    CommandLines.Outcome evaluated = CommandLines.frost("evaluate", run);
    assertTrue(
        evaluated.out().startsWith(String.format(Locale.ROOT, "accuracy %.2f %%", 100 * accuracy)),
        evaluated.out() + evaluated.err());
    Path predictions = folder.resolve("predictions");
    CommandLines.Outcome outcome = CommandLines.frost("predict", run, "--out", predictions);
    assertEquals(0, outcome.exit(), outcome.err());

    outcome = CommandLines.frost("inspect", run);
    assertEquals(0, outcome.exit(), outcome.err());
    assertTrue(outcome.out().contains("net.4.shortcut.0.weight"), outcome.out());
    assertTrue(outcome.out().matches("(?s).*batch norms +5, of 28 channels.*"), outcome.out());
    Path small = folder.resolve("small");
    outcome = CommandLines.frost("export", run, "--shrink", "--out", small);
    assertEquals(0, outcome.exit(), outcome.err());
    assertTrue(outcome.out().contains("net.4.shortcut.0 units"), outcome.out());
    outcome = CommandLines.frost("evaluate", small);
    assertEquals(evaluated.out(), outcome.out(), outcome.err());
    // What whitens is a layer like others there, which the factors do not know.
    outcome = CommandLines.frost("inspect", small);
    assertEquals(0, outcome.exit(), outcome.err());
    assertTrue(outcome.out().contains("net.4.shortcut.0.weight"), outcome.out() + outcome.err());
  }
}
