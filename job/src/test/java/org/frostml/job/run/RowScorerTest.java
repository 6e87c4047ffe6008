package org.frostml.job.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.frostml.FrostException;
import org.frostml.io.ModelFile;
import org.frostml.nn.Init;
import org.frostml.nn.Inputs;
import org.frostml.nn.Labels;
import org.frostml.nn.Network;
import org.frostml.nn.Scaling;
import org.frostml.nn.Shape;
import org.frostml.nn.SoftmaxCrossEntropy;
import org.frostml.random.Rng;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.frostml.train.Model;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Vectors, dense and sparse ones, are scored to the same bits one by one and together. */
class RowScorerTest {
  private static final int FEATURES = 48;

  private static RowScorer scorer(Shape in, String layers) throws IOException {
    Network network = Network.parse(in, layers, new SoftmaxCrossEntropy());
    float[] theta = new Init(0.5, 1, 1).theta(network, 7);
    Support support = Support.of(network.layout(), 0, theta);
    return RowScorer.of(
        ModelFile.bytes(
            new Model(
                network,
                new Weights(support, support.restrict(theta)),
                new Inputs.All(network.inputs()),
                new Scaling.None(),
                List.of(),
                new Labels(true, List.of("a", "b", "c")),
                Map.of())));
  }

  private static List<Vector> rows() {
    Rng rng = new Rng(3);
    List<Vector> rows = new ArrayList<>();
    for (int i = 0; i < 70; i++) {
      double[] x = IntStream.range(0, FEATURES).mapToDouble(f -> rng.nextGaussian()).toArray();
      rows.add(
          i % 3 > 0
              ? Vectors.dense(x)
              : Vectors.sparse(FEATURES, new int[] {2, 40}, new double[] {x[2], x[40]}));
    }
    return rows;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3x4x4 | conv(8,3) relu pool dense(3) | 64",
        "48 | residual[dense(48)] relu dense(3) | 128",
        "48 | dropout(0.5) dense(8) relu dense(3) | 1",
        "48 | dense(8) relu dense(3) | 1"
      })
  void togetherAsOneByOne(String in, String layers, int batch) throws IOException {
    RowScorer scorer = scorer(Shape.parse(in), layers);
    assertEquals(batch, scorer.batch());
    List<Vector> rows = rows();
    float[] expected = new float[rows.size() * 3];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(scorer.predict(rows.get(i)), 0, expected, i * 3, 3);
    }
    List<float[]> together = new ArrayList<>();
    Iterator<float[]> batches =
        new InBatches<>(rows.iterator(), 64, some -> List.of(scorer.predict(some)));
    batches.forEachRemaining(together::add);
    assertEquals(List.of(64 * 3, 6 * 3), together.stream().map(some -> some.length).toList());
    for (int i = 0; i < 2; i++) {
      float[] some = together.get(i);
      assertArrayEquals(Arrays.copyOfRange(expected, i * 192, i * 192 + some.length), some);
    }
  }

  /** As they are, where all of a batch are sparse. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "3x4x4 | conv(8,3) relu pool dense(3)",
        "48 | residual[dense(48)] relu dense(3)",
        "48 | dense(8) relu residual[dense(8)] dense(3)"
      })
  void sparseRowsAsWholeOnes(String in, String layers) throws IOException {
    RowScorer scorer = scorer(Shape.parse(in), layers);
    List<Vector> sparse = rows().stream().<Vector>map(Vector::toSparse).toList();
    List<Vector> whole = rows().stream().<Vector>map(Vector::toDense).toList();
    assertArrayEquals(scorer.predict(whole), scorer.predict(sparse));
    assertArrayEquals(scorer.outputs(whole), scorer.outputs(sparse));
  }

  /** Rows of many pixels come a few at a time. */
  @Test
  void aBatchIsNotMuchMemory() throws IOException {
    assertEquals(27, scorer(new Shape(3, 224, 224), "maxpool(224) flatten dense(3)").batch());
  }

  @Test
  void aRowOfAnotherWidthIsNamed() throws IOException {
    RowScorer scorer = scorer(new Shape(3, 4, 4), "conv(8,3) pool dense(3)");
    String message = "a row has 3 features, but the model was trained on 48";
    for (Vector narrow : List.of(Vectors.dense(1, 2, 3), Vectors.zeros(3).toSparse())) {
      List<Vector> two = List.of(rows().get(1), narrow);
      assertEquals(
          message, assertThrows(FrostException.class, () -> scorer.predict(narrow)).getMessage());
      assertEquals(
          message, assertThrows(FrostException.class, () -> scorer.predict(two)).getMessage());
    }
  }
}
