package org.frostml.sparse;

/**
 * The gradient dY X^T of a layer's weights on one batch, for {@link Gradient} to ask for what its
 * scope covers. Threads work on different rows at once.
 */
public interface OuterProduct {
  /** What {@link #sampled} needs to have been done once. */
  default void beginSampled() {}

  /** What {@link #whole} needs to have been done once. */
  default void beginWhole() {}

  /**
   * g_p += (dY X^T)_{r, idx[p]} for the positions p of the support in the rows {@code from <= r <
   * to}.
   *
   * @param ptr row pointers, {@link Csr#rowPtr}
   * @param idx columns, {@link Csr#column}
   */
  void sampled(int from, int to, int[] ptr, int[] idx, float[] g);

  /**
   * Adds the rows {@code from <= r < to}, whole.
   *
   * @param at the place in g of row 0, which need not be there if it is not among them
   */
  void whole(int from, int to, float[] g, int at);
}
