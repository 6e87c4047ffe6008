package org.frostml.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;

/**
 * What remains of a network's parameters when it is shrunk: block after block, in the order in
 * which the smaller layers will ask for theirs.
 */
final class Remains {
  private int[] coordinates = new int[16];
  private float[] values = new float[16];
  private int count;
  private int offset;
  private float[] moments = {};
  private final List<Shrink.Units> hidden = new ArrayList<>();

  /** Adds an element of the block that is being written; they ascend. */
  void put(int place, float value) {
    if (count == values.length) {
      coordinates = Arrays.copyOf(coordinates, 2 * count);
      values = Arrays.copyOf(values, 2 * count);
    }
    coordinates[count] = offset + place;
    values[count++] = value;
  }

  /** Ends a block of so many elements, those that were not put among them. */
  void end(int size) {
    offset += size;
  }

  /** Adds a block that is always whole. */
  void vector(float[] elements) {
    for (int k = 0; k < elements.length; k++) {
      put(k, elements[k]);
    }
    end(elements.length);
  }

  /** Adds the means and then the variances of a batch norm. */
  void moments(float[] of) {
    moments = Arrays.copyOf(moments, moments.length + of.length);
    System.arraycopy(of, 0, moments, moments.length - of.length, of.length);
  }

  /** Adds what became of a hidden layer's units. */
  void hidden(Shrink.Units units) {
    hidden.add(units);
  }

  List<Shrink.Units> hidden() {
    return List.copyOf(hidden);
  }

  /** The parameters of the smaller network. */
  Weights weights(Layout layout) {
    Support support = Support.at(layout, 0, Arrays.copyOf(coordinates, count));
    return new Weights(support, Arrays.copyOf(values, count), moments);
  }
}
