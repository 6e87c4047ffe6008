package org.frostml.optim;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.frostml.FrostException;
import org.frostml.sparse.Message;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;

/**
 * The numbers of an update rule on the support, in the support's order: what coarse steps move, and
 * all of the state that travels.
 */
public final class Active {
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

  /** Bytes of {@link #write}. */
  public int bytes() {
    return bytes(dual.length, 1 + moments.length);
  }

  /**
   * Bytes of so many coordinates.
   *
   * @param numbers of each
   * @throws FrostException if no message holds them, though it would hold a gradient
   */
  static int bytes(long coordinates, int numbers) {
    long bytes = Long.BYTES + Float.BYTES * (1 + coordinates * numbers);
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

  /** Writes what travels: lambda, steps, dual and moments; theta follows from the dual. */
  public void write(ByteBuffer out) {
    out.putFloat(lambda).putLong(steps);
    Message.write(out, dual);
    for (float[] moment : moments) {
      Message.write(out, moment);
    }
  }

  /**
   * Takes the numbers that {@link #write} wrote; theta is {@link Optimizer#mirror}'s to restore.
   */
  public void read(ByteBuffer in) {
    lambda = in.getFloat();
    steps = in.getLong();
    Message.read(in, dual);
    for (float[] moment : moments) {
      Message.read(in, moment);
    }
  }

  /** Dual and moments += those that {@link #write} wrote. */
  public void add(ByteBuffer in) {
    in.getFloat();
    steps = in.getLong();
    Message.add(in, dual);
    for (float[] moment : moments) {
      Message.add(in, moment);
    }
  }
}
