package org.frostml.optim;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.frostml.FrostException;
import org.frostml.random.Rng;
import org.frostml.sparse.FloatFormat;
import org.frostml.sparse.Message;
import org.frostml.sparse.MessageSlices;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;

/**
 * The numbers of an update rule on the support, in the support's order: what coarse steps move, and
 * all of the state that travels.
 */
public final class Active {
  /** Bytes before the numbers of a message: lambda and steps. */
  private static final int HEAD = Float.BYTES + Long.BYTES;

  final Weights weights;
  final float[] dual;
  final float[][] moments;
  float lambda;
  long steps;

  /**
   * @param dual v on the support; theta's own array where the rule knows no other
   * @param moments on the support, as many arrays as the rule has moments
   */
  private Active(Weights weights, float[] dual, float[][] moments) {
    this.weights = weights;
    this.dual = dual;
    this.moments = moments;
  }

  /** Zeros, for a rule that knows a dual. */
  static Active withDual(Support support, int moments) {
    float[] theta = new float[support.size()];
    return new Active(
        new Weights(support, theta), new float[support.size()], new float[moments][support.size()]);
  }

  /** Zeros, for a rule that moves theta itself. */
  static Active ofTheta(Support support, int moments) {
    float[] theta = new float[support.size()];
    return new Active(new Weights(support, theta), theta, new float[moments][support.size()]);
  }

  /**
   * Takes over counts and, of the coordinates that both have, the moments: a weight that stays
   * keeps them, one that is born has none.
   */
  void inherit(Active before) {
    lambda = before.lambda;
    steps = before.steps;
    for (int i = 0; i < moments.length; i++) {
      inherit(before.moments[i], before.support(), moments[i]);
    }
  }

  /** Takes over theta likewise. */
  void inheritTheta(Active before) {
    inherit(before.weights.values(), before.support(), weights.values());
  }

  private void inherit(float[] theirs, Support before, float[] mine) {
    int i = 0;
    for (int k = 0; k < mine.length; k++) {
      int j = support().coordinate(k);
      while (i < theirs.length && before.coordinate(i) < j) {
        i++;
      }
      if (i < theirs.length && before.coordinate(i) == j) {
        mine[k] = theirs[i];
      }
    }
  }

  /** theta on the support. */
  public Weights weights() {
    return weights;
  }

  public Support support() {
    return weights.support();
  }

  /** Takes the numbers of another on the same support. */
  public void set(Active other) {
    System.arraycopy(other.weights.values(), 0, weights.values(), 0, support().size());
    System.arraycopy(other.dual, 0, dual, 0, dual.length);
    for (int i = 0; i < moments.length; i++) {
      System.arraycopy(other.moments[i], 0, moments[i], 0, moments[i].length);
    }
    lambda = other.lambda;
    steps = other.steps;
  }

  /** Dual and moments = 0, to add those of shards to. */
  public void clear() {
    Arrays.fill(dual, 0);
    for (float[] moment : moments) {
      Arrays.fill(moment, 0);
    }
  }

  /** Dual and moments += another's on the same support. */
  public void add(Active other) {
    add(dual, other.dual);
    for (int i = 0; i < moments.length; i++) {
      add(moments[i], other.moments[i]);
    }
    steps = other.steps;
  }

  private static void add(float[] mine, float[] theirs) {
    for (int k = 0; k < mine.length; k++) {
      mine[k] += theirs[k];
    }
  }

  /** Dual and moments *= factor, for a mean in place of a sum. */
  public void scale(float factor) {
    scale(dual, factor);
    for (float[] moment : moments) {
      scale(moment, factor);
    }
  }

  private static void scale(float[] mine, float factor) {
    for (int k = 0; k < mine.length; k++) {
      mine[k] *= factor;
    }
  }

  /**
   * Makes a sum of what {@link #writeBack} wrote the mean: where duals came as what they moved by,
   * they moved from where these are. What is fixed is where it was, which a mean of equal numbers
   * is but for rounding.
   */
  public void toMean(Active start, int shards, FloatFormat format) {
    scale(1f / shards);
    if (!format.isExact()) {
      add(dual, start.dual);
    }
    for (int b = 0; b < support().layout().blocks().size(); b++) {
      if (support().layout().blocks().get(b).isFixed()) {
        System.arraycopy(
            start.dual, support().from(b), dual, support().from(b), support().count(b));
      }
    }
  }

  /** Bytes of {@link #write}, and of {@link #writeBack}. */
  public int bytes(FloatFormat format) {
    return bytes(dual.length, 1 + moments.length, format);
  }

  /**
   * Bytes of so many coordinates.
   *
   * @param numbers of each
   * @throws FrostException if no message holds them, though it would hold a gradient
   */
  static int bytes(long coordinates, int numbers, FloatFormat format) {
    long bytes = HEAD + format.bytes(coordinates * numbers);
    if (bytes > Message.MOST) {
      throw new FrostException(
          "freeze.localSteps: "
              + coordinates
              + " active parameters with "
              + numbers
              + " numbers each have "
              + bytes
              + " bytes, and a message may have "
              + Message.MOST
              + ": set freeze.localSteps = 1, or aim at a lower density");
    }
    return (int) bytes;
  }

  /** Writes what a round begins with: lambda, steps, dual and moments; theta follows from these. */
  public void write(ByteBuffer out, FloatFormat format) {
    out.putFloat(lambda).putLong(steps);
    format.writeNearest(out, dual);
    for (float[] moment : moments) {
      format.writeNearest(out, moment);
    }
  }

  /**
   * Takes the numbers that {@link #write} wrote; theta is {@link Optimizer#mirror}'s to restore.
   */
  public void read(ByteBuffer in, FloatFormat format) {
    lambda = in.getFloat();
    steps = in.getLong();
    format.read(in, dual);
    for (float[] moment : moments) {
      format.read(in, moment);
    }
  }

  /**
   * Writes where a round led. Rounded numbers would take the place of the driver's, round by round,
   * and small steps would be lost in them: where numbers are rounded, of the dual goes back what it
   * moved by, and the driver's own is never rounded. Moments are means that forget, and with them
   * their errors.
   *
   * @param start what {@link #write} wrote
   * @param draws what is rounded is rounded by
   */
  public void writeBack(ByteBuffer out, ByteBuffer start, FloatFormat format, Rng draws) {
    out.putFloat(lambda).putLong(steps);
    float[] back = format.isExact() ? dual : moved(start, format);
    format.write(out, back, 0, back.length, draws);
    for (float[] moment : moments) {
      format.write(out, moment, 0, moment.length, draws);
    }
  }

  private float[] moved(ByteBuffer start, FloatFormat format) {
    float[] moved = new float[dual.length];
    start.getFloat();
    start.getLong();
    format.read(start, moved);
    for (int k = 0; k < moved.length; k++) {
      moved[k] = dual[k] - moved[k];
    }
    return moved;
  }

  /** How messages are cut of which {@link #writeBack} wrote the end, after so many bytes. */
  public static MessageSlices slices(
      int before, Optimizer optimizer, Support support, FloatFormat format, int count) {
    int numbers = Math.multiplyExact(support.size(), 1 + optimizer.descent().moments());
    return MessageSlices.of(format, before + HEAD, numbers, count);
  }

  /** Takes the counts that {@link #writeBack} wrote. */
  public void readHead(ByteBuffer in) {
    in.getFloat();
    steps = in.getLong();
  }

  /**
   * Takes the sum of a slice.
   *
   * @param from its first number, of the dual's and then of each moment's
   */
  public void set(int from, int count, ByteBuffer in) {
    int at = from;
    while (at < from + count) {
      int part = at / dual.length;
      int begin = at % dual.length;
      int end = Math.min(dual.length, begin + from + count - at);
      Message.read(in, part == 0 ? dual : moments[part - 1], begin, end);
      at += end - begin;
    }
  }

  /** Dual, or what it moved by, and moments += those that {@link #writeBack} wrote. */
  public void addBack(ByteBuffer in, FloatFormat format) {
    readHead(in);
    format.add(in, dual, 0, dual.length);
    for (float[] moment : moments) {
      format.add(in, moment, 0, moment.length);
    }
  }
}
