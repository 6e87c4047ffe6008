package org.frostml.sparse;

import java.nio.ByteBuffer;
import org.frostml.random.Rng;

/**
 * A row as one float, the unit s = max |x| / 127, and of every number a byte q: x is between q s
 * and (q + 1) s, and floor(x / s + u), u uniform in [0, 1), is the upper one with the probability
 * that the mean asks for. So E q s = x, and |q s - x| < s.
 *
 * <p>A row of zeros has the unit 0 and comes as zeros. One with a number that is none, or infinite,
 * has such a unit and comes as NaN, all of it: a run that diverges is not to be hidden.
 */
public record Int8() implements Precision {
  private static final int MOST = Byte.MAX_VALUE;
  private static final int MAGNITUDE = Integer.MAX_VALUE;

  @Override
  public boolean byRows() {
    return true;
  }

  @Override
  public long bytes(long rows, long numbers) {
    return Float.BYTES * rows + numbers;
  }

  @Override
  public void write(ByteBuffer out, float[] values, int from, int to, Rng draws) {
    float largest = largest(values, from, to);
    out.putFloat(largest / MOST);
    double inverse = MOST / (double) largest;
    for (int k = from; k < to; k++) {
      // What is no number becomes 0, of whatever unit. Of the largest rounding could make 128.
      int q = (int) Math.floor(values[k] * inverse + draws.nextDouble());
      out.put((byte) Math.min(MOST, q));
    }
  }

  /** As integers the magnitudes of floats are in order, with the infinite and NaN at the end. */
  private static float largest(float[] values, int from, int to) {
    int largest = 0;
    for (int k = from; k < to; k++) {
      largest = Math.max(largest, Float.floatToRawIntBits(values[k]) & MAGNITUDE);
    }
    return Float.intBitsToFloat(largest);
  }

  @Override
  public void add(ByteBuffer in, float[] values, int from, int to) {
    float unit = in.getFloat();
    for (int k = from; k < to; k++) {
      values[k] += unit * in.get();
    }
  }
}
