package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.frostml.predict.FrostModel;
import org.frostml.predict.Prediction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a model predicts, on the command line. */
class PredictCommandTest {
  private static final int ROWS = 200;

  @TempDir Path dir;

  /** A model of the two features, with a loss. */
  private Path model(String loss) throws IOException {
    UnlikeFeatures.write(dir, "train", 600);
    UnlikeFeatures.write(dir, "t10k", ROWS);
    Path config = dir.resolve("run.conf");
    Files.writeString(
        config,
        Problem.QUICK
            + "epochs = 4, batchSize = 20, data.classes = 2, network.hidden = [20]\n"
            + "density.target = 0.3, freeze.m = 4, learningRate.base = 0.1\n"
            + "network.loss = "
            + loss);
    Path out = dir.resolve("model");
    CommandLines.Outcome outcome = CommandLines.frost("train", config, "--data", dir, "--out", out);
    assertEquals(0, outcome.exit(), outcome.err());
    return out;
  }

  private Path predict(Path model, Object... more) {
    Path out = dir.resolve("predictions");
    Stream<Object> words = Stream.of("predict", model, "--data", dir, "--out", out);
    CommandLines.Outcome outcome =
        CommandLines.frost(Stream.concat(words, Stream.of(more)).toArray());
    assertEquals(0, outcome.exit(), outcome.err());
    assertTrue(
        outcome.out().contains(ROWS + " rows of " + dir + "/t10k-images-idx3-ubyte predicted in"),
        outcome.out());
    assertTrue(outcome.out().endsWith("predictions  " + out + "\n"), outcome.out());
    return out;
  }

  /** The lines of all part files, by row. */
  private static Map<Integer, JsonNode> read(Path folder) throws IOException {
    Map<Integer, JsonNode> lines = new TreeMap<>();
    try (Stream<Path> parts = Files.list(folder)) {
      for (Path part : parts.filter(p -> p.getFileName().toString().startsWith("part-")).toList()) {
        for (String text : Files.readAllLines(part)) {
          JsonNode line = new ObjectMapper().readTree(text);
          assertEquals(null, lines.put(line.get("row").asInt(), line), text);
        }
      }
    }
    assertEquals(ROWS, lines.size());
    return lines;
  }

  private byte[] labels() throws IOException {
    byte[] file = Files.readAllBytes(dir.resolve("t10k-labels-idx1-ubyte"));
    return Arrays.copyOfRange(file, 8, file.length);
  }

  private float[] row(int i) throws IOException {
    ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(dir.resolve("t10k-images-idx3-ubyte")));
    return new float[] {file.getFloat(12 + 8 * i), file.getFloat(16 + 8 * i)};
  }

  @Test
  void theAccuracyIsThatOfEvaluateAndTheNumbersThoseOfTheModel() throws IOException {
    Path model = model("cross-entropy");
    Map<Integer, JsonNode> lines = read(predict(model));
    byte[] labels = labels();
    FrostModel loaded = FrostModel.load(model.resolve("model.safetensors"));
    int right = 0;
    for (int i = 0; i < ROWS; i++) {
      JsonNode line = lines.get(i);
      right += line.get("prediction").asInt() == labels[i] ? 1 : 0;
      Prediction one = loaded.predict(row(i));
      assertEquals(one.label(), line.get("prediction").asInt());
      for (int k = 0; k < 2; k++) {
        assertEquals(one.outputs()[k], line.get("probabilities").get(k).asDouble(), 1e-6);
      }
    }
    String evaluated = CommandLines.frost("evaluate", model, "--data", dir).out();
    assertTrue(evaluated.startsWith("accuracy %.2f %%".formatted(100.0 * right / ROWS)), evaluated);
    assertTrue(evaluated.contains("class   examples  precision    recall        F1"), evaluated);
    assertTrue(evaluated.contains("confusion: a line for each actual class"), evaluated);
  }

  @Test
  void labelsAreNotNeeded() throws IOException {
    Path model = model("binary-cross-entropy");
    Files.delete(dir.resolve("t10k-labels-idx1-ubyte"));
    for (JsonNode line : read(predict(model)).values()) {
      double first = line.get("probabilities").get(0).asDouble();
      double second = line.get("probabilities").get(1).asDouble();
      assertEquals(1, first + second, 1e-6);
      assertEquals(second >= 0.5 ? 1 : 0, line.get("prediction").asInt());
    }
  }

  @Test
  void valuesHaveNoProbabilities() throws IOException {
    Path model = model("mse");
    FrostModel loaded = FrostModel.load(model.resolve("model.safetensors"));
    Map<Integer, JsonNode> lines = read(predict(model));
    for (int i = 0; i < ROWS; i++) {
      assertEquals(2, lines.get(i).size(), lines.get(i).toString());
      assertEquals(loaded.predict(row(i)).value(), lines.get(i).get("prediction").asDouble(), 1e-5);
    }
    String evaluated = CommandLines.frost("evaluate", model, "--data", dir).out();
    assertTrue(evaluated.contains("output        RMSE         MAE          R2"), evaluated);
  }

  @Test
  void anEarlierFolderIsReplacedOnlyWhenAsked() throws IOException {
    Path model = model("cross-entropy");
    Path out = predict(model);
    CommandLines.Outcome again = CommandLines.frost("predict", model, "--data", dir, "--out", out);
    assertEquals(1, again.exit());
    assertEquals(
        "frost: " + out + ": exists; name another --out, or add --overwrite\n", again.err());
    read(predict(model, "--overwrite"));
    Path other = Files.createDirectories(dir.resolve("other"));
    Files.writeString(other.resolve("thesis.tex"), "years");
    CommandLines.Outcome others =
        CommandLines.frost("predict", model, "--data", dir, "--out", other, "--overwrite");
    assertEquals(1, others.exit());
    assertTrue(others.err().contains("holds no predictions of frost"), others.err());
    assertTrue(Files.exists(other.resolve("thesis.tex")));
  }

  /** The path in a model's configuration may be anybody's. */
  @Test
  void noPathInAModelIsOpened() throws IOException {
    Path model = model("cross-entropy");
    for (Object[] words :
        new Object[][] {
          {"evaluate", model}, {"predict", model, "--out", dir.resolve("predictions")}
        }) {
      CommandLines.Outcome outcome = CommandLines.frost(words);
      assertEquals(1, outcome.exit());
      assertTrue(
          outcome.err().contains("was trained on files in ")
              && outcome.err().contains("; say which to take now: --data PATH"),
          outcome.err());
    }
    assertFalse(Files.exists(dir.resolve("predictions")));
  }

  @Test
  void otherFeaturesAreRefusedBeforeAnythingIsWritten() throws IOException {
    Path model = model("cross-entropy");
    Path images = dir.resolve("t10k-images-idx3-ubyte");
    byte[] file = Files.readAllBytes(images);
    file[11] = 4;
    file[7] = (byte) (ROWS / 2);
    Files.write(images, file);
    CommandLines.Outcome outcome =
        CommandLines.frost("predict", model, "--data", dir, "--out", dir.resolve("predictions"));
    assertEquals(1, outcome.exit());
    assertTrue(
        outcome.err().contains("expected 2 features per example but the file has 4"),
        outcome.err());
    assertFalse(Files.exists(dir.resolve("predictions")));
    assertFalse(Files.exists(dir.resolve("predictions.partial")));
  }
}
