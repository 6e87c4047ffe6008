package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.frostml.job.files.Models;
import org.frostml.nn.Scaling;
import org.frostml.nn.Shape;
import org.frostml.train.Model;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** CIFAR-10's binary batches from the command line, of drawn images. */
class CifarCommandTest {
  @TempDir Path dir;
  private Path data;
  private Path conf;

  @BeforeEach
  void makeData() throws IOException {
    data = Pictures.writeCifar(dir.resolve("data"));
    conf =
        Files.writeString(
            dir.resolve("cifar.conf"),
            """
            epochs = 6, batchSize = 20, shards = 4, network.hidden = [16], density.target = 0.2
            freeze { m = 4, localSteps = 4 }
            learningRate.base = 0.3
            checkpoint { epochs = 1, keep = 9 }
            data { format = cifar, augment { crop = 4, flip = random, cutout = 8 } }
            """);
  }

  private CommandLines.Outcome train(SparkConf spark, Path out, Object... more) {
    return CommandLines.on(
        spark,
        Stream.concat(Stream.of("train", conf, "--data", data, "--out", out), Stream.of(more))
            .toArray());
  }

  private Path trained(String name, Object... more) {
    Path out = dir.resolve(name);
    CommandLines.Outcome outcome = train(Problem.conf("local[2]"), out, more);
    assertEquals(0, outcome.exit(), outcome.err());
    return out;
  }

  @Test
  void trainsEvaluatesPredictsAndInspects() throws IOException {
    Path run = trained("run");
    Model model = Models.load(run.toString());
    assertEquals(new Shape(3, 32, 32), model.network().in());
    assertEquals(Scaling.PerChannel.class, model.scaling().getClass());
    String evaluated = CommandLines.frost("evaluate", run, "--data", data).out();
    assertTrue(evaluated.contains("on 60 examples of " + data + "/test_batch.bin"), evaluated);

    Path out = dir.resolve("predicted");
    CommandLines.Outcome predicted =
        CommandLines.frost("predict", run, "--data", data, "--out", out);
    assertEquals(0, predicted.exit(), predicted.err());
    int right = 0;
    Map<Integer, JsonNode> rows = rows(out);
    assertEquals(Pictures.TESTS, rows.size());
    for (Map.Entry<Integer, JsonNode> row : rows.entrySet()) {
      int label = Pictures.label(5 * Pictures.PER_BATCH + row.getKey());
      right += row.getValue().get("prediction").asInt() == label ? 1 : 0;
    }
    assertTrue(right > 30, right + " of 60");
    assertTrue(evaluated.startsWith("accuracy %.2f %%".formatted(100.0 * right / 60)), evaluated);

    String inspected = CommandLines.frost("inspect", run).out();
    assertTrue(inspected.contains("3x32x32 inputs, dense(16,relu) dense(10)"), inspected);
    assertTrue(inspected.contains("channel 0: mean 0."), inspected);
  }

  private static Map<Integer, JsonNode> rows(Path folder) throws IOException {
    Map<Integer, JsonNode> rows = new TreeMap<>();
    try (Stream<Path> parts = Files.list(folder)) {
      for (Path part : parts.filter(p -> p.getFileName().toString().startsWith("part-")).toList()) {
        for (String line : Files.readAllLines(part)) {
          JsonNode row = new ObjectMapper().readTree(line);
          rows.put(row.get("row").asInt(), row);
        }
      }
    }
    return rows;
  }

  /** Whoever computes a shard draws the same; another seed, or no augmentation, gives others. */
  @Test
  void theBitsDoNotDependOnTheCluster() throws IOException {
    String here = ModelArrays.sha256(trained("two", "--set", "epochs=2"));
    Path one = dir.resolve("one");
    assertEquals(0, train(Problem.conf("local[1]"), one, "--set", "epochs=2").exit());
    assertEquals(here, ModelArrays.sha256(one));
    Path plain = trained("plain", "--set", "epochs=2", "--set", "data.augment.cutout=0");
    assertNotEquals(here, ModelArrays.sha256(plain));
  }

  @Tag("slow")
  @Tag("cluster")
  @Test
  void norOnExecutorsInJvmsOfTheirOwn() throws IOException {
    String here = ModelArrays.sha256(trained("here", "--set", "epochs=2"));
    Path there = dir.resolve("there");
    CommandLines.Outcome outcome = train(LocalCluster.conf(2), there, "--set", "epochs=2");
    assertEquals(0, outcome.exit(), outcome.err());
    assertEquals(here, ModelArrays.sha256(there));
  }

  @Test
  void aRunIsResumedToTheSameBits() throws IOException {
    Files.writeString(
        conf, "\nlearningRate { schedule = constant, base = 0.1 }\n", StandardOpenOption.APPEND);
    Path quiet = trained("quiet", "--set", "epochs=4");
    Path begun = trained("begun", "--set", "epochs=2");
    CommandLines.Outcome other =
        train(
            Problem.conf("local[2]"),
            begun,
            "--resume",
            "--set",
            "epochs=4",
            "--set",
            "data.augment.flip=none");
    assertTrue(other.err().contains("data.augment.flip = random, not none"), other.err());
    trained("begun", "--resume", "--set", "epochs=4");
    assertArrayEquals(
        Files.readAllBytes(quiet.resolve("model.safetensors")),
        Files.readAllBytes(begun.resolve("model.safetensors")));
  }

  /** Trials that share a pool, each in one JVM, draw what a run draws. */
  @Test
  void aSweepTrainsTheSame() throws IOException {
    String alone =
        ModelArrays.sha256(trained("alone", "--set", "epochs=2", "--set", "data.augment.crop=2"));
    Path sweep = dir.resolve("sweep.conf");
    Files.writeString(
        sweep,
        "include \"cifar.conf\"\nepochs = 2\nsweep { space { data.augment.crop = [0, 2] },"
            + " placement = packed }");
    Path out = dir.resolve("sweep");
    CommandLines.Outcome outcome = CommandLines.frost("sweep", sweep, "--data", data, "--out", out);
    assertEquals(0, outcome.exit(), outcome.err());
    try (Stream<Path> files = Files.walk(out)) {
      assertTrue(
          files
              .filter(file -> file.endsWith("model.safetensors"))
              .anyMatch(file -> sha256(file.getParent()).equals(alone)));
    }
  }

  private static String sha256(Path folder) {
    try {
      return ModelArrays.sha256(folder);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private void refused(String message, Object... more) {
    Path out = dir.resolve("refused");
    CommandLines.Outcome outcome = train(Problem.conf("local[2]"), out, more);
    assertEquals("frost: " + message, outcome.err().strip());
    assertEquals(1, outcome.exit());
    assertFalse(Files.exists(out));
  }

  @Test
  void whatIsWrongIsSaidInALine() throws IOException {
    refused(
        "data.classes is 9, but " + data + "/data_batch_*.bin has 10", "--set", "data.classes=9");
    refused(
        "data.augment: crop must be below 32, of images of 3x32x32: 32",
        "--set",
        "data.augment.crop=32");
    refused(
        "data.augment.cutout must be >= 0: -1 (--set data.augment.cutout=-1: 1)",
        "--set",
        "data.augment.cutout=-1");
    refused(
        "data.augment.crop is of images, which data.shape makes of a table's rows ("
            + conf
            + ": 5)",
        "--set",
        "data.format=csv");
    Files.write(data.resolve("test_batch.bin"), new byte[3074]);
    refused(
        data
            + "/test_batch.bin: has 3074 bytes, but a file of records has a multiple of 3073: a label"
            + " and 3x32x32 pixels each");
    Files.delete(data.resolve("data_batch_2.bin"));
    refused(
        data
            + "/data_batch_2.bin: no such file; CIFAR-10's binary batches are data_batch_1.bin to"
            + " data_batch_5.bin and test_batch.bin");
  }

  @Test
  void augmentationIsOfImages() throws IOException {
    UnlikeFeatures.write(dir, "train", 60);
    UnlikeFeatures.write(dir, "t10k", 20);
    data = dir;
    Files.writeString(
        conf, "data { format = idx, classes = 2, augment.flip = random }, epochs = 1");
    refused("data.augment: is of images, but an example has 2 features without rows and columns");
    Files.writeString(conf, "data { format = idx, classes = 2, scaling = channel }, epochs = 1");
    refused(
        dir
            + "/train-images-idx3-ubyte: data.scaling = channel is of images, but an example is 2 features");
  }

  /** Real images, where they are at hand: the folder of binary batches that FROST_CIFAR10 names. */
  @Tag("slow")
  @Test
  void learnsRealImages() throws IOException {
    data = RealCifar.folder();
    CommandLines.Outcome outcome =
        CommandLines.frost(
            "train",
            "../conf/cifar-mlp.conf",
            "--data",
            data,
            "--out",
            dir.resolve("real"),
            "--set",
            "epochs=1",
            "--set",
            "network.hidden=[64]",
            "--set",
            "regularizer.factors=[]",
            "--set",
            "freeze.localSteps=19");
    assertEquals(0, outcome.exit(), outcome.err());
    JsonNode summary = new ObjectMapper().readTree(dir.resolve("real/summary.json").toFile());
    assertTrue(summary.get("accuracy").asDouble() > 0.3, outcome.out());
  }
}
