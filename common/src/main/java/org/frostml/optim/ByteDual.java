package org.frostml.optim;

import org.frostml.random.Rng;
import org.frostml.sparse.Block;
import org.frostml.sparse.Layout;

/**
 * v as a byte a parameter, in units of the box [-lambda, lambda] that v has where a weight is zero:
 * q units, times the block's penalty. What moves is rounded up or down at random, so that its mean
 * is the number itself: evidence gathers over many steps, each far smaller than a unit.
 */
public final class ByteDual implements Dual {
  private static final int MOST = Byte.MAX_VALUE;

  /** What the random streams begin with, so that no other of the seed's is the same. */
  private static final long ROUNDING = 0x6475616c73L;

  /**
   * Room above lambda that a new unit has, and the part of the box that lambda may fall to: a unit
   * is kept while it is good, because numbers in other units are rounded anew.
   */
  private static final float ROOM = 1.25f;

  private static final float LEAST = 0.5f;

  private final byte[] q;
  private float unit;

  private ByteDual(byte[] q, float unit) {
    this.q = q;
    this.unit = unit;
  }

  /** Zeros. */
  static ByteDual zero(Layout layout) {
    return new ByteDual(new byte[layout.size()], 0);
  }

  /** Of bytes that were {@link #bytes}. */
  public static ByteDual of(byte[] bytes, float unit) {
    return new ByteDual(bytes, unit);
  }

  /** A byte for every parameter. */
  public byte[] bytes() {
    return q;
  }

  /** What a byte counts by, where the penalty is 1. */
  public float unit() {
    return unit;
  }

  @Override
  public int size() {
    return q.length;
  }

  @Override
  public float get(Block block, int coordinate) {
    return q[coordinate] * unit(block);
  }

  float unit(Block block) {
    return unit * block.penalty();
  }

  @Override
  public Dual copy(Dual retired) {
    if (retired instanceof ByteDual other && other.q.length == q.length) {
      System.arraycopy(q, 0, other.q, 0, q.length);
      other.unit = unit;
      return other;
    }
    return new ByteDual(q.clone(), unit);
  }

  @Override
  public Evidence evidence(OptimState state, Regularizer regularizer, Move move) {
    return new ByteEvidence(state, regularizer, this, move);
  }

  /** The unit for a box of lambda: the present one if that is good. */
  float unitFor(float lambda) {
    float box = MOST * unit;
    return lambda <= box && lambda >= LEAST * box ? unit : ROOM * lambda / MOST;
  }

  /** What the numbers of a step are rounded by. */
  static long key(long seed, long step) {
    return Rng.key(ROUNDING, seed, step);
  }

  /** Sets a number, in a unit that will be the dual's. */
  void set(int coordinate, float v, float unit, long key) {
    if (unit == 0) {
      q[coordinate] = 0;
      return;
    }
    double at = Math.floor(v / (double) unit + Rng.doubleAt(key, coordinate));
    q[coordinate] = (byte) Math.max(-MOST, Math.min(MOST, at));
  }

  void setUnit(float unit) {
    this.unit = unit;
  }
}
