package org.frostml.nn;

import java.io.Serializable;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;

/** What a layer is: its hyperparameters. Bound to a place in a network it can run. */
public sealed interface Layer extends Serializable permits Dense, Chain {
  /**
   * Takes its place in a network.
   *
   * @param name of the layer; its blocks are called this, a dot, and what they are
   * @param in what it is given
   * @param plan what it takes its blocks and places from
   * @throws IllegalArgumentException if it cannot take such an input
   */
  Bound bind(String name, Shape in, Plan plan);

  /**
   * The layer as the model file spells it, for instance {@code dense(300,relu)}; see {@link Specs}.
   */
  String spec();

  /** The layers of a {@link #spec}. */
  static Layer parse(String spec) {
    return Specs.read(spec);
  }

  /**
   * A layer in its place. It keeps two places on the {@link Tape}: its output, and the gradient of
   * it.
   */
  interface Bound extends Serializable {
    /** No place, because the gradient is not needed. */
    int NONE = -1;

    /** The complaint of a layer that has no use for a {@link Tape#sparse} input. */
    String NOT_SPARSE = "sparse features are never made whole: the first layer must be a dense one";

    Shape out();

    /** The place of what {@link #forward} gives. */
    int y();

    /** The place of the gradient of that, which the next layer writes. */
    int dy();

    /**
     * Hands on, for every block of weights, the multiply-adds that a step of dense training spends
     * on it, an example.
     *
     * @param dx whether the gradient of the input is needed
     */
    void multiplyAdds(boolean dx, Cost cost);

    /** y = f(x). */
    void forward(Pass pass, int x);

    /**
     * Adds this layer's part to the gradient and, unless {@code dx} is {@link #NONE}, writes dx;
     * spoils dy.
     *
     * @param x what {@link #forward} was given
     */
    void backward(Pass pass, int x, int dx);

    /** The layer with these weights, for one example at a time. */
    Single single(Weights weights, Single.Slots slots);

    /**
     * The same as a network's first layer, for one sparse example at a time.
     *
     * @throws IllegalArgumentException if it cannot take one
     */
    default Single.OfSparse ofSparse(Weights weights, Single.Slots slots) {
      throw new IllegalArgumentException(NOT_SPARSE);
    }

    /** Passes over the layer from its outputs to its inputs, counting units that are dead. */
    Dead dead(Support support, Dead downstream);
  }

  /** Takes what a block of weights costs. */
  interface Cost {
    void accept(int block, long multiplyAdds);
  }
}
