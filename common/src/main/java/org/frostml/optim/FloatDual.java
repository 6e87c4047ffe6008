package org.frostml.optim;

import org.frostml.sparse.Block;

/**
 * v as floats.
 *
 * @param values one for every parameter; none where a rule keeps nothing off the support
 */
public record FloatDual(float[] values) implements Dual {
  /** Of a rule that keeps nothing. */
  static final FloatDual NONE = new FloatDual(new float[0]);

  @Override
  public int size() {
    return values.length;
  }

  @Override
  public float get(Block block, int coordinate) {
    return values[coordinate];
  }

  @Override
  public Dual copy(Dual retired) {
    if (retired instanceof FloatDual other && other.values.length == values.length) {
      System.arraycopy(values, 0, other.values, 0, values.length);
      return other;
    }
    return new FloatDual(values.clone());
  }

  /** What has moved is in the array already. */
  @Override
  public Evidence evidence(OptimState state, Regularizer regularizer, Move move) {
    move.now(state);
    state.support().prolong(state.active.dual, values);
    return new FloatEvidence(state, regularizer, values);
  }
}
