package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.apache.commons.io.FileUtils;
import org.frostml.job.files.Models;
import org.frostml.nn.Scaling;
import org.frostml.nn.Shape;
import org.frostml.train.Model;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders of image files from the command line, of drawn images. */
class ImagesCommandTest {
  private static final List<String> CLASSES = List.of("cat", "a fish", "Ätna, 1", "x%20y");
  private static final int TRAIN = 120;
  private static final int TEST = 40;

  @TempDir Path dir;
  private Path data;
  private Path conf;

  @BeforeEach
  void makeData() throws IOException {
    data = Pictures.writeFolders(dir.resolve("da*ta [1] {2}?"), CLASSES, TRAIN, TEST);
    conf =
        Files.writeString(
            dir.resolve("images.conf"),
            """
            epochs = 6, batchSize = 20, shards = 4, network.hidden = [16], density.target = 0.2
            freeze { m = 4, localSteps = 4 }
            learningRate.base = 0.3
            data { format = images, augment { crop = 4, flip = random } }
            """);
  }

  private CommandLines.Outcome train(Path out, Object... more) {
    return CommandLines.frost(
        Stream.concat(Stream.of("train", conf, "--data", data, "--out", out), Stream.of(more))
            .toArray());
  }

  private Path trained(String name, Object... more) {
    Path out = dir.resolve(name);
    CommandLines.Outcome outcome = train(out, more);
    assertEquals(0, outcome.exit(), outcome.err());
    return out;
  }

  @Test
  void trainsEvaluatesPredictsAndInspects() throws IOException {
    Path run = trained("run");
    Model model = Models.load(run.toString());
    assertEquals(new Shape(3, 32, 32), model.network().in());
    assertEquals(Scaling.PerChannel.class, model.scaling().getClass());
    assertEquals(CLASSES.stream().sorted().toList(), model.labels().names());
    assertEquals(List.of(), model.features());
    String evaluated = CommandLines.frost("evaluate", run, "--data", data).out();
    assertTrue(evaluated.contains("on 40 examples of " + data), evaluated);

    Map<String, JsonNode> rows = predicted(run, data.resolve("test"));
    assertEquals(TEST, rows.size());
    int right = 0;
    for (Map.Entry<String, JsonNode> row : rows.entrySet()) {
      String name = Path.of(row.getKey()).getParent().getFileName().toString();
      right += row.getValue().get("prediction").asText().equals(name) ? 1 : 0;
      assertEquals(4, row.getValue().get("probabilities").size());
    }
    assertTrue(right > 24, right + " of 40");
    assertTrue(evaluated.startsWith("accuracy %.2f %%".formatted(100.0 * right / 40)), evaluated);

    String inspected = CommandLines.frost("inspect", run).out();
    assertTrue(inspected.contains("3x32x32 inputs, dense(16,relu) dense(4)"), inspected);
    assertTrue(inspected.contains("Ätna, 1"), inspected);
  }

  private Map<String, JsonNode> predicted(Path run, Path of) throws IOException {
    Path out = dir.resolve("predicted");
    CommandLines.Outcome outcome =
        CommandLines.frost("predict", run, "--data", of, "--out", out, "--overwrite");
    assertEquals(0, outcome.exit(), outcome.err());
    Map<String, JsonNode> rows = new TreeMap<>();
    try (Stream<Path> parts = Files.list(out)) {
      for (Path part : parts.filter(p -> p.getFileName().toString().startsWith("part-")).toList()) {
        for (String line : Files.readAllLines(part)) {
          JsonNode row = new ObjectMapper().readTree(line);
          assertEquals(null, rows.put(row.get("path").asText(), row));
        }
      }
    }
    return rows;
  }

  /** What images are called, where in a class's folder they lie, and what else lies there. */
  @Test
  void theBitsDependOnTheImagesAlone() throws IOException {
    String here = ModelArrays.sha256(trained("run", "--set", "epochs=2"));
    Path other = dir.resolve("other");
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path inside = data.relativize(file);
        String number = inside.getFileName().toString().replace(".png", "");
        Path to =
            other
                .resolve(inside.getName(0).toString().replace("test", "val"))
                .resolve(inside.getName(1))
                .resolve("images/deep")
                .resolve("z" + (1000 - Integer.parseInt(number)) + ".PNG");
        Files.createDirectories(to.getParent());
        Files.copy(file, to);
      }
    }
    Files.writeString(other.resolve("train/cat/boxes.txt"), "7 7");
    Files.createDirectories(other.resolve("train/.thumbs"));
    Files.createDirectories(other.resolve("test/images"));
    data = other;
    assertEquals(here, ModelArrays.sha256(trained("run2", "--set", "epochs=2")));
  }

  /** As TinyImageNet has it; its test images have no classes. */
  @Test
  void aListMaySayTheClassesOfImagesToTestOn() throws IOException {
    Path run = trained("run", "--set", "epochs=2");
    String evaluated = CommandLines.frost("evaluate", run, "--data", data).out();
    Path images = Files.createDirectories(data.resolve("val/images"));
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.walk(data.resolve("test"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = "val_" + file.getFileName();
        lines.add(name + "\t" + file.getParent().getFileName() + "\t0\t0\t31\t31");
        Files.move(file, images.resolve(name));
      }
    }
    FileUtils.deleteDirectory(data.resolve("test").toFile());
    Pictures.writePng(data.resolve("test/images/test_0.png"), 1);
    Path list = Files.write(data.resolve("val/val_annotations.txt"), lines);
    assertEquals(evaluated, CommandLines.frost("evaluate", run, "--data", data).out());
    assertEquals(ModelArrays.sha256(run), ModelArrays.sha256(trained("run2", "--set", "epochs=2")));

    Files.write(list, lines.subList(1, lines.size()));
    Path missing = images.resolve(lines.get(0).substring(0, lines.get(0).indexOf('\t')));
    refused(data + ": " + missing + ": is not listed in val_annotations.txt");
    Files.writeString(list, "a.png\thorse\n");
    refused(
        list + ": horse is a class that is not trained on: " + CLASSES.stream().sorted().toList());
    Files.writeString(list, "a.png cat\n");
    refused(list + ": line 1 is no name of a file, a tab, and a class: a.png cat");
  }

  @Tag("slow")
  @Tag("cluster")
  @Test
  void norOnTheCluster() throws IOException {
    String here = ModelArrays.sha256(trained("run", "--set", "epochs=2"));
    Path there = dir.resolve("there");
    CommandLines.Outcome outcome =
        CommandLines.on(
            LocalCluster.conf(2),
            "train",
            conf,
            "--data",
            data,
            "--out",
            there,
            "--set",
            "epochs=2");
    assertEquals(0, outcome.exit(), outcome.err());
    assertEquals(here, ModelArrays.sha256(there));
  }

  /** They are held out by what they hold, and classes may weigh the same. */
  @Test
  void someAreHeldOut() throws IOException {
    Path run =
        trained(
            "run",
            "--set",
            "validation.share=0.2",
            "--set",
            "data.classWeights=balanced",
            "--set",
            "data.scaling=whole",
            "--set",
            "epochs=2");
    assertEquals(Scaling.Whole.class, Models.load(run.toString()).scaling().getClass());
    JsonNode summary = new ObjectMapper().readTree(run.resolve("summary.json").toFile());
    assertTrue(summary.toString().contains("validation"), summary.toString());
  }

  private void refused(String message) throws IOException {
    Path out = dir.resolve("refused");
    CommandLines.Outcome outcome = train(out);
    assertEquals("frost: " + message, outcome.err().strip());
    assertEquals(1, outcome.exit());
    assertFalse(Files.exists(out));
  }

  @Test
  void foldersThatAreWrongAreNamed() throws IOException {
    Path empty = Files.createDirectories(data.resolve("train/dog"));
    refused(empty + ": has no images (files that end in .jpg, .jpeg, .png)");
    Files.delete(empty);
    Path hidden = data.resolve("train/dog/.thumbs/1.png");
    Pictures.writePng(hidden, 1);
    refused(data + "/train/dog: has no images (files that end in .jpg, .jpeg, .png)");
    FileUtils.deleteDirectory(data.resolve("train/dog").toFile());
    Path strange = data.resolve("test/horse");
    Pictures.writePng(strange.resolve("1.png"), 1);
    refused(
        strange
            + ": horse is a class that is not trained on: "
            + CLASSES.stream().sorted().toList());
    FileUtils.deleteDirectory(strange.toFile());
    Path loose = data.resolve("train/9.png");
    Pictures.writePng(loose, 1);
    refused(data + ": " + loose + ": lies in no folder of a class");
    Files.delete(loose);
    Files.move(data.resolve("test"), data.resolve("tests"));
    refused(
        data
            + ": has no folder test or val, with one for each class in it or a val_annotations.txt,"
            + " to test on");
    for (String name : CLASSES.subList(1, 4)) {
      FileUtils.deleteDirectory(data.resolve("train").resolve(name).toFile());
    }
    refused(
        data + "/train: at least 2 folders are needed, one for each class, but there is only cat");
    Files.move(data.resolve("train"), data.resolve("training"));
    refused(data + "/train: no such folder; in it is one for each class");
    data = dir.resolve("nowhere");
    refused(data + ": no such folder");
  }

  @Test
  void filesThatAreWrongAreNamed() throws IOException {
    Path wide = data.resolve("train/cat/wide.png");
    Path first = onlyOneIn(data.resolve("train/a fish"));
    ImageIO.write(new BufferedImage(48, 32, BufferedImage.TYPE_INT_RGB), "png", wide.toFile());
    refused(
        data
            + ": "
            + wide
            + ": is 48 pixels wide and 32 high, and must be 32 wide and 32 high, as "
            + first
            + " is");
    Files.writeString(wide, "<html>");
    refused(data + ": " + wide + ": is no JPEG or PNG image");
  }

  private static Path onlyOneIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> all = files.toList();
      for (Path file : all.subList(1, all.size())) {
        Files.delete(file);
      }
      return all.get(0);
    }
  }

  @Test
  void otherImagesThanAModelsAreRefused() throws IOException {
    Path run = trained("run", "--set", "epochs=1");
    Path small = Files.createDirectories(dir.resolve("small"));
    Path out = dir.resolve("predicted");
    CommandLines.Outcome none = CommandLines.frost("predict", run, "--data", small, "--out", out);
    assertEquals(
        "frost: " + small + ": has no images (files that end in .jpg, .jpeg, .png)",
        none.err().strip());
    Path image = small.resolve("a.png");
    ImageIO.write(new BufferedImage(16, 16, BufferedImage.TYPE_INT_RGB), "png", image.toFile());
    CommandLines.Outcome other = CommandLines.frost("predict", run, "--data", small, "--out", out);
    assertTrue(
        other
            .err()
            .contains(
                image
                    + ": is 16 pixels wide and 16 high, and must be 32 wide and 32 high, as the images of"
                    + " the model are"),
        other.err());
    CommandLines.Outcome columns =
        CommandLines.frost(
            "predict", run, "--data", small, "--out", out, "--columns", "path,label");
    assertEquals(
        "frost: --columns path,label: images have none: leave it out", columns.err().strip());
    assertFalse(Files.exists(out));
  }
}
