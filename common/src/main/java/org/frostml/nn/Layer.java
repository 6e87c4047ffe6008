package org.frostml.nn;

import java.io.Serializable;
import java.util.Optional;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;

/** What a layer is: its hyperparameters. Bound to a place in a network it can run. */
public sealed interface Layer extends Serializable
    permits Dense,
        Chain,
        Conv2d,
        Whiten,
        BatchNorm,
        Relu,
        Gelu,
        Dropout,
        Pool2d,
        GlobalPool,
        Flatten,
        Residual {
  /**
   * Takes its place in a network.
   *
   * @param name of the layer; its blocks are called this, a dot, and what they are
   * @param x what it is given
   * @param plan what it takes its blocks and places from
   * @throws IllegalArgumentException if it cannot take such an input
   */
  Bound bind(String name, Value x, Plan plan);

  /** The same layer with a ReLU as the last it does; none where it ends in one, or cannot. */
  default Optional<Layer> withRelu() {
    return Optional.empty();
  }

  /**
   * The layer as the model file spells it, for instance {@code dense(300,relu)}; see {@link Specs}.
   */
  String spec();

  /** The layers of a {@link #spec}. */
  static Layer parse(String spec) {
    return Specs.read(spec);
  }

  /** A layer in its place: it knows where on the {@link Tape} its input and its output are. */
  interface Bound extends Serializable {
    /** What {@link #forward} gives; its gradient is what {@link #backward} begins with. */
    Value out();

    /**
     * Hands on, for every block of weights, the multiply-adds that a step of dense training spends
     * on it, an example.
     */
    void multiplyAdds(Cost cost);

    /** y = f(x). */
    void forward(Pass pass);

    /**
     * Adds this layer's part to the gradient and, where the input has a gradient, writes that;
     * spoils the output's.
     */
    void backward(Pass pass);

    /** Whether {@link #single} is how one example passes, and not a tape of its own. */
    default boolean isSingle() {
      return false;
    }

    /** The layer with these weights, for one example at a time. */
    default Single single(Weights weights, Single.Slots slots) {
      throw new IllegalStateException("one example passes on a tape");
    }

    /**
     * Whether it has a use for a {@link Tape#sparse} input, where it is a network's first layer;
     * all others are given whole ones.
     */
    default boolean takesSparse() {
      return false;
    }

    /** The layer, if it {@link #takesSparse}, for one sparse example at a time. */
    default Single.OfSparse ofSparse(Weights weights, Single.Slots slots) {
      throw new IllegalStateException("the layer takes whole examples");
    }

    /** Passes over the layer from its outputs to its inputs, counting units that are dead. */
    Dead dead(Support support, Dead downstream);

    /**
     * Passes over the layer from its inputs to its outputs, while a network is {@link Shrink
     * shrunk}: notes which outputs are constant, and ties channels that stay or go together.
     */
    void constants(Liveness live);

    /** Passes back: notes which inputs are needed for the outputs that are used. */
    void uses(Liveness live);

    /**
     * The layer with the channels that stay; adds their parameters in the order in which it asks a
     * {@link Plan} for them.
     */
    Layer shrink(Liveness live, Remains to);
  }

  /** Takes what a block of weights costs. */
  interface Cost {
    void accept(int block, long multiplyAdds);
  }
}
