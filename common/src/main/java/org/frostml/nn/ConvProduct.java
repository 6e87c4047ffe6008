package org.frostml.nn;

import java.util.function.Supplier;
import org.frostml.kernel.ConvShape;
import org.frostml.kernel.Taps;
import org.frostml.sparse.OuterProduct;

/**
 * The weight gradient of a convolution: over examples and pixels, the products of dY and shifted X.
 */
final class ConvProduct implements OuterProduct {
  private final Pass pass;
  private final ConvShape shape;
  private final Supplier<Taps> active;
  private final int in;
  private final int dy;
  private Taps taps;

  /**
   * @param active the taps of active weights; asked for only where they alone are wanted
   * @param in where X is in the tape's array
   * @param dy where dY is
   */
  ConvProduct(Pass pass, ConvShape shape, Supplier<Taps> active, int in, int dy) {
    this.pass = pass;
    this.shape = shape;
    this.active = active;
    this.in = in;
    this.dy = dy;
  }

  @Override
  public void beginSampled() {
    taps = active.get();
  }

  @Override
  public void sampled(int from, int to, int[] ptr, int[] idx, float[] g) {
    Tape tape = pass.tape();
    pass.kernels()
        .convolutions()
        .weightGradient(from, to, taps, tape.tiles(), tape.array(), dy, in, g);
  }

  @Override
  public void whole(int from, int to, float[] g, int at) {
    Tape tape = pass.tape();
    pass.kernels()
        .convolutions()
        .denseWeightGradient(from, to, shape, tape.tiles(), tape.array(), dy, in, g, at);
  }
}
