package org.frostml.optim;

import java.nio.ByteBuffer;
import java.util.Arrays;
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
  final float[] momentum;
  float lambda;

  /**
   * @param dual v on the support; theta's own array where the rule knows no other
   * @param momentum b on the support; empty for rules without one
   */
  Active(Weights weights, float[] dual, float[] momentum, float lambda) {
    this.weights = weights;
    this.dual = dual;
    this.momentum = momentum;
    this.lambda = lambda;
  }

  /** theta on the support. */
  public Weights weights() {
    return weights;
  }

  /** b on the support; empty for rules without one. */
  public float[] momentum() {
    return momentum;
  }

  public Support support() {
    return weights.support();
  }

  /** Takes the numbers of another on the same support. */
  public void set(Active other) {
    System.arraycopy(other.weights.values(), 0, weights.values(), 0, support().size());
    System.arraycopy(other.dual, 0, dual, 0, dual.length);
    System.arraycopy(other.momentum, 0, momentum, 0, momentum.length);
    lambda = other.lambda;
  }

  /** Dual and momentum = 0, to add those of shards to. */
  public void clear() {
    Arrays.fill(dual, 0);
    Arrays.fill(momentum, 0);
  }

  /** Dual and momentum += another's on the same support. */
  public void add(Active other) {
    for (int k = 0; k < dual.length; k++) {
      dual[k] += other.dual[k];
    }
    for (int k = 0; k < momentum.length; k++) {
      momentum[k] += other.momentum[k];
    }
  }

  /** Dual and momentum *= factor, for a mean in place of a sum. */
  public void scale(float factor) {
    for (int k = 0; k < dual.length; k++) {
      dual[k] *= factor;
    }
    for (int k = 0; k < momentum.length; k++) {
      momentum[k] *= factor;
    }
  }

  /** Bytes of {@link #write}. */
  public int bytes() {
    return Float.BYTES * (1 + dual.length + momentum.length);
  }

  /** Writes what travels: lambda, dual and momentum; theta follows from the dual. */
  public void write(ByteBuffer out) {
    out.putFloat(lambda);
    Message.write(out, dual);
    Message.write(out, momentum);
  }

  /**
   * Takes the numbers that {@link #write} wrote; theta is {@link Optimizer#mirror}'s to restore.
   */
  public void read(ByteBuffer in) {
    lambda = in.getFloat();
    Message.read(in, dual);
    Message.read(in, momentum);
  }

  /** Dual and momentum += those that {@link #write} wrote. */
  public void add(ByteBuffer in) {
    in.getFloat();
    Message.add(in, dual);
    Message.add(in, momentum);
  }
}
