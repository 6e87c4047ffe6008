package org.frostml.nn;

import java.io.Serializable;
import java.util.Arrays;

/**
 * Which features of a row are a network's inputs. Of whole rows all are. Of sparse rows those are
 * that some row has which was trained on: the gradient of any other is 0 at every step, so that
 * nothing is learnt of it. A first layer over them costs what occurs in the data, however wide its
 * rows are; other features of a row are ignored.
 */
public sealed interface Inputs extends Serializable {
  /** Features of a row. */
  int width();

  /** How many of them are inputs. */
  int count();

  /** Whether rows are sparse. */
  boolean areSparse();

  /** The feature that an input is; ascending. */
  int feature(int input);

  /** The input that a feature is, negative if it is none. */
  int input(int feature);

  /** Every feature. */
  record All(int width) implements Inputs {
    @Override
    public int count() {
      return width;
    }

    @Override
    public boolean areSparse() {
      return false;
    }

    @Override
    public int feature(int input) {
      return input;
    }

    @Override
    public int input(int feature) {
      return feature;
    }

    @Override
    public void gather(float[] row, int from, float[] inputs, int at) {
      System.arraycopy(row, from, inputs, at, width);
    }
  }

  /**
   * Those that occur.
   *
   * @param features ascending
   */
  record Occurring(int width, int[] features) implements Inputs {
    public Occurring {
      for (int i = 0; i < features.length; i++) {
        int least = i == 0 ? 0 : features[i - 1] + 1;
        if (features[i] < least || features[i] >= width) {
          throw new IllegalArgumentException(
              "input "
                  + i
                  + ", feature "
                  + features[i]
                  + ", is not in "
                  + least
                  + " .. "
                  + (width - 1));
        }
      }
    }

    @Override
    public int count() {
      return features.length;
    }

    @Override
    public boolean areSparse() {
      return true;
    }

    @Override
    public int feature(int input) {
      return features[input];
    }

    @Override
    public int input(int feature) {
      return Arrays.binarySearch(features, feature);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Occurring that
          && width == that.width
          && Arrays.equals(features, that.features);
    }

    @Override
    public int hashCode() {
      return 31 * width + Arrays.hashCode(features);
    }
  }

  /** Takes the inputs out of a row's features. */
  default void gather(float[] row, int from, float[] inputs, int at) {
    for (int i = 0; i < count(); i++) {
      inputs[at + i] = row[from + feature(i)];
    }
  }
}
