package org.frostml.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.frostml.FrostException;
import org.frostml.io.ModelFile;
import org.frostml.nn.Init;
import org.frostml.nn.Inputs;
import org.frostml.nn.Labels;
import org.frostml.nn.Network;
import org.frostml.nn.Scaling;
import org.frostml.nn.Shape;
import org.frostml.nn.SoftmaxCrossEntropy;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.frostml.train.Model;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model is loaded from its file and answers. */
class FrostModelTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("model.safetensors");
    write(new Scaling.Whole(1, 2));
  }

  private void write(Scaling scaling) throws IOException {
    Network network =
        Network.parse(Shape.flat(4), "dense(7) relu dense(3)", new SoftmaxCrossEntropy());
    float[] theta = new Init(0.5, 1, 1).theta(network, 1);
    Support support = Support.of(network.layout(), 0, theta);
    Weights weights = new Weights(support, support.restrict(theta));
    try (OutputStream out = Files.newOutputStream(file)) {
      ModelFile.write(
          new Model(
              network,
              weights,
              new Inputs.All(network.inputs()),
              scaling,
              List.of(),
              Labels.numbered(network.outputs()),
              Map.of()),
          out);
    }
  }

  @Test
  void answersForSparseRows() throws IOException {
    write(new Scaling.Whole(0, 2));
    FrostModel model = FrostModel.load(file);
    Prediction expected = model.predict(new float[] {0, 5, 0, -3});
    Prediction sparse = model.predict(new int[] {1, 3}, new float[] {5, -3});
    assertEquals(expected.label(), sparse.label());
    assertArrayEquals(expected.outputs(), sparse.outputs());
    write(new Scaling.Whole(1, 2));
    FrostModel centred = FrostModel.load(file);
    assertEquals(
        "sparse features are scaled, never centred, but the model centres its features (mean 1.0,"
            + " deviation 2.0): give it whole rows",
        assertThrows(FrostException.class, () -> centred.predict(new int[] {1}, new float[] {5}))
            .getMessage());
  }

  @Test
  void ofARowWithoutNumbersThereIsNoClass() {
    Prediction none = FrostModel.load(file).predict(new float[] {Float.NaN, 2, 3, 4});
    assertTrue(Float.isNaN(none.value()));
    assertTrue(
        assertThrows(FrostException.class, none::label)
            .getMessage()
            .startsWith("no class is predicted: "));
  }

  @Test
  void answers() {
    FrostModel model = FrostModel.load(file.toString());
    assertEquals(4, model.features());
    assertEquals(3, model.outputs());
    float[] rows = {1, 2, 3, 4, -5, 6, -7, 8, 0, 0, 0, 9};
    Prediction[] all = model.predictAll(rows);
    assertEquals(3, all.length);
    float[] values = new float[3];
    float[] probabilities = new float[9];
    model.predictAll(rows, values, probabilities);
    for (int i = 0; i < 3; i++) {
      Prediction one = model.predict(Arrays.copyOfRange(rows, 4 * i, 4 * i + 4));
      assertEquals(all[i].label(), one.label());
      assertArrayEquals(all[i].outputs(), one.outputs(), 1e-6f);
      assertEquals(all[i].value(), values[i]);
      assertArrayEquals(all[i].outputs(), Arrays.copyOfRange(probabilities, 3 * i, 3 * i + 3));
      float sum = 0;
      for (float p : one.outputs()) {
        sum += p;
        assertTrue(p <= one.outputs()[one.label()], () -> "not the largest: " + one);
      }
      assertEquals(1, sum, 1e-6);
    }
  }

  @Test
  void complaintsAreWords() throws IOException {
    FrostModel model = FrostModel.load(file);
    refused("a row needs 4 features, but has 3", () -> model.predict(new float[3]));
    refused("rows of 4 features cannot be 7 numbers", () -> model.predictAll(new float[7]));
    refused(
        "the rows need 8 features, but have 4",
        () -> model.predictAll(new float[4], new float[2], new float[6]));
    Path missing = folder.resolve("nothing");
    refused(missing + ": no such file", () -> FrostModel.load(missing));
    String other = assertThrows(FrostException.class, () -> FrostModel.load(folder)).getMessage();
    assertTrue(other.startsWith(folder + ": cannot be read: "), other);
    Path text = Files.writeString(folder.resolve("text"), "no model");
    String bad = assertThrows(FrostException.class, () -> FrostModel.load(text)).getMessage();
    assertTrue(bad.startsWith(text.toString()), bad);
  }

  private static void refused(String message, Runnable call) {
    assertEquals(message, assertThrows(FrostException.class, call::run).getMessage());
  }
}
