package org.frostml.nn;

import java.io.Serializable;
import org.frostml.kernel.Kernels;
import org.frostml.sparse.Layout;

/** What a layer is: its hyperparameters. Bound to a place in a network it can run. */
public sealed interface Layer extends Serializable permits Dense, Relu {
  /** Takes {@code inputs} features; reserves this layer's parameters under {@code name}. */
  Bound bind(String name, int inputs, Layout.Builder layout);

  /** The layer as the model file spells it, for instance {@code dense(300)}. */
  String spec();

  /** The layer of a {@link #spec}. */
  static Layer parse(String spec) {
    if (spec.equals("relu")) {
      return new Relu();
    }
    if (spec.matches("dense\\(\\d{1,9}\\)")) {
      return new Dense(Integer.parseInt(spec.substring(6, spec.length() - 1)));
    }
    throw new IllegalArgumentException("unknown layer: " + spec);
  }

  /** A layer in its place. Buffers are feature-major, batch innermost; see {@link Kernels}. */
  interface Bound extends Serializable {
    int outputs();

    /** Multiply-adds one example costs in one dense pass. */
    long multiplyAdds();

    /** y = f(x). */
    void forward(Pass pass, float[] x, float[] y);

    /**
     * Adds this layer's part to the gradient and, unless {@code dx} is null because nobody needs
     * it, writes dx.
     *
     * @param y what {@link #forward} gave for x
     */
    void backward(Pass pass, float[] x, float[] y, float[] dy, float[] dx);
  }
}
