package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.frostml.job.files.Models;
import org.frostml.nn.Scaling;
import org.frostml.nn.Shape;
import org.frostml.random.Rng;
import org.frostml.train.Model;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables whose columns are the pixels of images. */
class ImageTablesTest {
  private static final int SIDE = 4;
  private static final int PIXELS = SIDE * SIDE;

  private static final String SETTINGS =
      """
      epochs = 10, batchSize = 20, learningRate.base = 0.5
      optimizer { name = sgd, momentum = 0.9 }
      regularizer.name = none, freeze.m = 0
      network { layers = "conv(6,3) relu pool dense(2)", gain = 1 }
      data { format = csv, label = lies }
      """;

  @TempDir Path dir;

  /** Bars of three pixels anywhere in an image, which stand or lie. */
  private Path table() throws IOException {
    Rng rng = new Rng(3);
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      boolean lies = rng.nextInt(2) == 1;
      int along = rng.nextInt(SIDE - 2);
      int across = rng.nextInt(SIDE);
      StringJoiner row = new StringJoiner(",");
      row.add(Boolean.toString(lies));
      for (int p = 0; p < PIXELS; p++) {
        int a = lies ? p % SIDE : p / SIDE;
        int b = lies ? p / SIDE : p % SIDE;
        boolean bright = b == across && a >= along && a < along + 3;
        row.add(Integer.toString((bright ? 200 : 20) + rng.nextInt(30)));
      }
      rows.add(row.toString());
    }
    String header =
        IntStream.range(0, PIXELS).mapToObj(p -> "pixel" + p).collect(Collectors.joining(","));
    return TablesTest.csv(dir.resolve("bars.csv"), "lies," + header, rows);
  }

  private CommandLines.Outcome train(String... settings) throws IOException {
    Path conf = Files.writeString(dir.resolve("bars.conf"), SETTINGS);
    List<Object> words = new ArrayList<>(List.of("train", conf, "--data", table()));
    words.addAll(List.of("--out", dir.resolve("run"), "--overwrite"));
    for (String setting : settings) {
      words.addAll(List.of("--set", setting));
    }
    return CommandLines.frost(words.toArray());
  }

  @Test
  void aConvolutionLearnsThem() throws IOException {
    CommandLines.Outcome trained = train("data.shape=[1,4,4]");
    assertEquals(0, trained.exit(), trained.err());
    Model model = Models.load(dir.resolve("run").toString());
    assertEquals(new Shape(1, SIDE, SIDE), model.network().in());
    assertTrue(model.scaling() instanceof Scaling.Whole, model.scaling().describe());
    List<String> pixels = IntStream.range(0, PIXELS).mapToObj(p -> "pixel" + p).toList();
    assertEquals(pixels, model.features());
    CommandLines.Outcome evaluated =
        CommandLines.frost("evaluate", dir.resolve("run"), "--data", dir.resolve("bars.csv"));
    assertEquals(0, evaluated.exit(), evaluated.err());
    assertTrue(evaluated.out().contains("accuracy 100.00 %"), evaluated.out());
  }

  @Test
  void aShapeThatDoesNotFitIsRefused() throws IOException {
    assertEquals(
        "frost: file:"
            + dir.resolve("bars.csv")
            + ": data.shape = [1, 4, 5] is of images of 20 numbers, but a row has 16 features, of"
            + " pixel0, pixel1, pixel2, pixel3, pixel4, ...",
        train("data.shape=[1,4,5]").err().strip());
    assertEquals(
        "frost: data.shape: there must be three numbers, not 2 (--set data.shape=[4,4]: 1)",
        train("data.shape=[4,4]").err().strip());
    assertEquals(
        "frost: data.shape: an image has more than one pixel: without data.shape the numbers are 16"
            + " features (--set data.shape=[16,1,1]: 1)",
        train("data.shape=[16,1,1]").err().strip());
    String without = train().err().strip();
    assertTrue(
        without.endsWith(
            "conv(6,3,relu) takes a map of channels, rows and columns, but is given 16 features:"
                + " data.shape makes images of a table's"),
        without);
  }
}
