package org.frostml.sparse;

/** Takes gradients of neighbouring weights. */
public interface GradientRange {
  /**
   * Takes those of flat coordinates from {@code from} to {@code to - 1}.
   *
   * @param g an array that is good until it returns
   * @param at the place of the first of them in it
   */
  void accept(int from, int to, float[] g, int at);
}
