package org.frostml.nn;

import java.io.Serializable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.frostml.sparse.Layout;

/** What a layer is: its hyperparameters. Bound to a place in a network it can run. */
public sealed interface Layer extends Serializable permits Dense {
  /** Takes {@code inputs} features; reserves this layer's parameters under {@code name}. */
  Bound bind(String name, int inputs, Layout.Builder layout);

  /** The layer as the model file spells it, for instance {@code dense(300,relu)}. */
  String spec();

  /** The layer of a {@link #spec}. */
  static Layer parse(String spec) {
    Matcher dense = Pattern.compile("dense\\((\\d{1,9})(,relu)?\\)").matcher(spec);
    if (dense.matches()) {
      return new Dense(
          Integer.parseInt(dense.group(1)),
          dense.group(2) == null ? Activation.IDENTITY : Activation.RELU);
    }
    throw new IllegalArgumentException("unknown layer: " + spec);
  }

  /** A layer in its place. Activations are places in the pass's {@link Tape}. */
  interface Bound extends Serializable {
    int outputs();

    /** Multiply-adds one example costs in one dense pass. */
    long multiplyAdds();

    /** y = f(x). */
    void forward(Pass pass, int x, int y);

    /**
     * Adds this layer's part to the gradient and, unless {@code dx} is {@link #NOBODY}, writes dx;
     * spoils dy.
     *
     * @param y what {@link #forward} gave for x
     */
    void backward(Pass pass, int x, int y, int dy, int dx);

    /** No place, because nobody needs the gradient. */
    int NOBODY = -1;
  }
}
