package org.frostml.nn;

import java.io.Serializable;
import java.util.Arrays;
import org.frostml.kernel.SparseBatch;
import org.frostml.kernel.Transpose;

/** The features of examples as they were read, a row each. */
public sealed interface Rows extends Serializable {
  int features();

  int examples();

  /**
   * Loads the rows {@code which[0]} to {@code which[count - 1]}, scaled, as the columns of a
   * features x width matrix from {@code t[at]}. Columns from {@code count} on may be spoilt.
   */
  void load(Scaling scaling, int[] which, int count, float[] t, int at, int width);

  /** Of the rows {@code from} to {@code from + count - 1} the features that are inputs. */
  Rows select(Inputs inputs, int from, int count);

  /** Any numbers, row-major. */
  record Floats(int features, float[] x) implements Rows {
    public Floats {
      requireWhole(features, x.length);
    }

    @Override
    public int examples() {
      return x.length / features;
    }

    @Override
    public void load(Scaling scaling, int[] which, int count, float[] t, int at, int width) {
      Transpose.gather(x, features, which, count, t, at, width);
      scaling.apply(t, at, features, width);
    }

    @Override
    public Floats select(Inputs inputs, int from, int count) {
      float[] selected = new float[count * inputs.count()];
      for (int r = 0; r < count; r++) {
        inputs.gather(x, (from + r) * features, selected, r * inputs.count());
      }
      return new Floats(inputs.count(), selected);
    }
  }

  /** Numbers k / 255 with k in 0 .. 255, such as grey values: a quarter of the memory. */
  record Bytes(int features, byte[] x) implements Rows {
    private static final int VALUES = 256;

    public Bytes {
      requireWhole(features, x.length);
    }

    /** The number that a byte stands for. */
    public static float value(byte k) {
      return (k & 0xff) / 255f;
    }

    /** The byte of such a number. */
    public static byte of(float value) {
      int k = Math.round(255 * value);
      assert value == (k & 0xff) / 255f : value + " is no byte / 255";
      return (byte) k;
    }

    @Override
    public int examples() {
      return x.length / features;
    }

    @Override
    public void load(Scaling scaling, int[] which, int count, float[] t, int at, int width) {
      float[] values = new float[VALUES];
      // Where all features are scaled alike, 256 values are all there are to scale.
      boolean alike = scaling instanceof Scaling.Whole || scaling instanceof Scaling.None;
      for (int k = 0; k < VALUES; k++) {
        values[k] = alike ? scaling.apply(0, value((byte) k)) : value((byte) k);
      }
      Transpose.gather(x, values, features, which, count, t, at, width);
      if (!alike) {
        scaling.apply(t, at, features, width);
      }
    }

    @Override
    public Bytes select(Inputs inputs, int from, int count) {
      byte[] selected = new byte[count * inputs.count()];
      for (int r = 0; r < count; r++) {
        for (int i = 0; i < inputs.count(); i++) {
          selected[r * inputs.count() + i] = x[(from + r) * features + inputs.feature(i)];
        }
      }
      return new Bytes(inputs.count(), selected);
    }
  }

  /**
   * Numbers of which most are 0: of row r the features {@code column[p]} with {@code value[p]} for
   * p from {@code start[r]} to {@code start[r + 1] - 1}, ascending. Scaled, never centred.
   */
  record Sparse(int features, int[] start, int[] column, float[] value) implements Rows {
    public Sparse {
      int last = start.length == 0 ? -1 : start[start.length - 1];
      if (start.length == 0 || start[0] != 0 || last != column.length || last != value.length) {
        throw new IllegalArgumentException(
            "rows do not begin at 0 and end at " + column.length + " = " + value.length);
      }
      for (int r = 0; r < start.length - 1; r++) {
        if (start[r] > start[r + 1]) {
          throw new IllegalArgumentException("row " + r + " ends before it begins");
        }
        for (int p = start[r]; p < start[r + 1]; p++) {
          int least = p == start[r] ? 0 : column[p - 1] + 1;
          if (column[p] < least || column[p] >= features) {
            throw new IllegalArgumentException(
                "feature "
                    + column[p]
                    + " in row "
                    + r
                    + " is not in "
                    + least
                    + " .. "
                    + (features - 1));
          }
        }
      }
    }

    @Override
    public int examples() {
      return start.length - 1;
    }

    @Override
    public void load(Scaling scaling, int[] which, int count, float[] t, int at, int width) {
      Arrays.fill(t, at, at + features * width, 0f);
      for (int i = 0; i < count; i++) {
        for (int p = start[which[i]]; p < start[which[i] + 1]; p++) {
          t[at + column[p] * width + i] = scaling.apply(column[p], value[p]);
        }
      }
    }

    @Override
    public Sparse select(Inputs inputs, int from, int count) {
      int[] begin = new int[count + 1];
      int[] selected = new int[start[from + count] - start[from]];
      float[] values = new float[selected.length];
      int at = 0;
      for (int r = 0; r < count; r++) {
        for (int p = start[from + r]; p < start[from + r + 1]; p++) {
          int input = inputs.input(column[p]);
          if (input >= 0) {
            selected[at] = input;
            values[at++] = value[p];
          }
        }
        begin[r + 1] = at;
      }
      return new Sparse(
          inputs.count(), begin, Arrays.copyOf(selected, at), Arrays.copyOf(values, at));
    }

    /** The same without the zeros. */
    void load(Scaling scaling, int[] which, int count, SparseBatch batch) {
      batch.clear();
      for (int i = 0; i < count; i++) {
        for (int p = start[which[i]]; p < start[which[i] + 1]; p++) {
          batch.add(column[p], scaling.apply(column[p], value[p]));
        }
        batch.end();
      }
    }
  }

  private static void requireWhole(int features, int elements) {
    if (features < 1 || elements % features != 0) {
      throw new IllegalArgumentException(elements + " numbers are no rows of " + features);
    }
  }
}
