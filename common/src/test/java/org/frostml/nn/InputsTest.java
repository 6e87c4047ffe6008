package org.frostml.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.frostml.kernel.Kernels;
import org.frostml.random.Rng;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.junit.jupiter.api.Test;

/** A network over some of the features is given whole rows, and takes what it knows of them. */
class InputsTest {
  private static final Inputs SOME = new Inputs.Occurring(9, new int[] {0, 2, 3, 8});
  private static final Network NETWORK =
      Network.parse(Shape.flat(4), "dense(6,relu) dense(3)", new SoftmaxCrossEntropy());
  private static final Scaling SCALING =
      new Scaling.PerFeature(new float[4], new float[] {1, 2, 3, 4});

  private static Predictor predictor(Inputs inputs) {
    float[] theta = new Init(0.5, 1, 1).theta(NETWORK, 7);
    Support support = Support.of(NETWORK.layout(), 0, theta);
    Weights weights = new Weights(support, support.restrict(theta));
    return new Predictor(NETWORK, weights, inputs, SCALING, Kernels.chosen());
  }

  private static float[] rows(int count) {
    Rng rng = new Rng(3);
    float[] rows = new float[9 * count];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = rng.nextInt(3) == 0 ? (float) rng.nextGaussian() : 0;
    }
    return rows;
  }

  private static float[] known(float[] rows) {
    float[] known = new float[rows.length / 9 * 4];
    for (int r = 0; r < rows.length / 9; r++) {
      for (int i = 0; i < 4; i++) {
        known[4 * r + i] = rows[9 * r + SOME.feature(i)];
      }
    }
    return known;
  }

  private static float[] all(Predictor predictor, Rows rows) {
    float[] predictions = new float[3 * rows.examples()];
    predictor.predict(rows, 0, rows.examples(), predictions);
    return predictions;
  }

  private static Rows.Sparse sparse(int width, float[] rows) {
    int count = rows.length / width;
    int[] start = new int[count + 1];
    int[] column = new int[rows.length];
    float[] value = new float[rows.length];
    for (int r = 0; r < count; r++) {
      start[r + 1] = start[r];
      for (int f = 0; f < width; f++) {
        if (rows[r * width + f] != 0) {
          column[start[r + 1]] = f;
          value[start[r + 1]++] = rows[r * width + f];
        }
      }
    }
    return new Rows.Sparse(
        width, start, Arrays.copyOf(column, start[count]), Arrays.copyOf(value, start[count]));
  }

  @Test
  void manyRowsAreTakenByWhatIsKnownOfThem() {
    float[] rows = rows(300);
    Predictor narrow = predictor(new Inputs.All(4));
    Predictor wide = predictor(SOME);
    assertEquals(9, wide.features());
    assertArrayEquals(
        all(narrow, new Rows.Floats(4, known(rows))), all(wide, new Rows.Floats(9, rows)));
    assertArrayEquals(all(narrow, sparse(4, known(rows))), all(wide, sparse(9, rows)));
    byte[] grey = new byte[9 * 300];
    float[] values = new float[grey.length];
    for (int i = 0; i < grey.length; i++) {
      grey[i] = (byte) (7 * i);
      values[i] = Rows.Bytes.value(grey[i]);
    }
    byte[] few = new byte[4 * 300];
    float[] some = known(values);
    for (int i = 0; i < few.length; i++) {
      few[i] = Rows.Bytes.of(some[i]);
    }
    assertArrayEquals(all(narrow, new Rows.Bytes(4, few)), all(wide, new Rows.Bytes(9, grey)));
  }

  @Test
  void soIsOne() {
    float[] row = {1, 5, 0, -2, 7, 7, 7, 7, 3};
    float[] expected = new float[3];
    float[] found = new float[3];
    predictor(new Inputs.All(4)).predict(new float[] {1, 0, -2, 3}, expected);
    predictor(SOME).predict(row, found);
    assertArrayEquals(expected, found);
    predictor(SOME).predict(new int[] {0, 1, 3, 5, 8}, new float[] {1, 5, -2, Float.NaN, 3}, found);
    assertArrayEquals(expected, found, 1e-6f, "what is not known is not looked at");
    assertEquals(
        "feature 9 is not in 9 .. 8",
        assertThrows(
                IllegalArgumentException.class,
                () -> predictor(SOME).predict(new int[] {8, 9}, new float[2], found))
            .getMessage());
    assertEquals(
        "a row needs 9 features, but has 4",
        assertThrows(
                IllegalArgumentException.class, () -> predictor(SOME).predict(new float[4], found))
            .getMessage());
  }

  @Test
  void featuresThatCannotBeAreRefused() {
    for (int[] bad : new int[][] {{-1}, {0, 9}, {3, 3}, {4, 2}}) {
      assertThrows(IllegalArgumentException.class, () -> new Inputs.Occurring(9, bad));
    }
  }
}
