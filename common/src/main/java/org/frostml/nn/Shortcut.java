package org.frostml.nn;

import java.io.Serializable;
import org.frostml.sparse.Support;

/** What a {@link Residual} adds to what its body gives. */
public sealed interface Shortcut extends Serializable {
  /**
   * Takes its place in a network.
   *
   * @param x what the residual is given
   * @param sum what its result is added to
   * @throws IllegalArgumentException if that has another shape
   */
  Bound bind(String name, Value x, Value sum, Plan plan);

  /** As it is spelled after the bar in {@code residual[BODY | SHORTCUT]}; empty for none. */
  String spec();

  /** A shortcut in its place. */
  interface Bound extends Serializable {
    /** The place of what {@link #forward} gives. */
    int place();

    void multiplyAdds(Layer.Cost cost);

    void forward(Pass pass);

    /**
     * Adds its part to the gradient, and to that of x, where the body's part is, if there is one.
     *
     * @param dy place of the gradient of what it gives, which stays
     */
    void backward(Pass pass, int dy);

    Dead dead(Support support, Dead downstream);

    /** As {@link Layer.Bound#constants}. */
    void constants(Liveness live);

    /** As {@link Layer.Bound#uses}. */
    void uses(Liveness live);

    /** As {@link Layer.Bound#shrink}. */
    Shortcut shrink(Liveness live, Remains to);
  }

  /** x itself. */
  record Identity() implements Shortcut {
    @Override
    public Bound bind(String name, Value x, Value sum, Plan plan) {
      requireSame(x, sum, plan);
      return new InPlace(x);
    }

    @Override
    public String spec() {
      return "";
    }

    private record InPlace(Value x) implements Bound {
      @Override
      public int place() {
        return x.place();
      }

      @Override
      public void multiplyAdds(Layer.Cost cost) {}

      @Override
      public void forward(Pass pass) {}

      @Override
      public void backward(Pass pass, int dy) {
        if (x.hasGradient()) {
          Elementwise.add(pass, x.gradient(), dy);
        }
      }

      @Override
      public Dead dead(Support support, Dead downstream) {
        return downstream;
      }

      @Override
      public void constants(Liveness live) {}

      @Override
      public void uses(Liveness live) {}

      @Override
      public Shortcut shrink(Liveness live, Remains to) {
        return new Identity();
      }
    }
  }

  /** Layers of its own, such as a convolution of 1 x 1. */
  record Projection(Chain layers) implements Shortcut {
    @Override
    public Bound bind(String name, Value x, Value sum, Plan plan) {
      // The body's way back writes x's own gradient.
      Value own = x.hasGradient() ? plan.withGradient(x) : x;
      Chain.InPlace bound = layers.bind(name, own, plan);
      requireSame(bound.out(), sum, plan);
      return new InPlace(x, own, bound);
    }

    @Override
    public String spec() {
      return layers.spec();
    }

    private record InPlace(Value x, Value own, Chain.InPlace layers) implements Bound {
      @Override
      public int place() {
        return layers.out().place();
      }

      @Override
      public void multiplyAdds(Layer.Cost cost) {
        layers.multiplyAdds(cost);
      }

      @Override
      public void forward(Pass pass) {
        layers.forward(pass);
      }

      @Override
      public void backward(Pass pass, int dy) {
        if (layers.out().hasGradient()) {
          Elementwise.cut(pass, dy, Elementwise.NOTHING, layers.out().gradient());
          layers.backward(pass);
        }
        if (x.hasGradient()) {
          Elementwise.add(pass, x.gradient(), own.gradient());
        }
      }

      @Override
      public Dead dead(Support support, Dead downstream) {
        return layers.dead(support, downstream);
      }

      @Override
      public void constants(Liveness live) {
        layers.constants(live);
      }

      @Override
      public void uses(Liveness live) {
        layers.uses(live);
      }

      @Override
      public Shortcut shrink(Liveness live, Remains to) {
        return new Projection(layers.shrink(live, to));
      }
    }
  }

  /**
   * Every so many-th pixel of x, among channels of zeros: it has no weights.
   *
   * @param zeros channels before those of x, or {@link #HALF} of those that x has not
   */
  record Padded(int zeros) implements Shortcut {
    static final String NAME = "pad";
    private static final int HALF = -1;

    public Padded() {
      this(HALF);
    }

    /** Channels of zeros before those of x, where x has so many channels and the sum so many. */
    public int before(int channels, int sum) {
      return zeros == HALF ? (sum - channels) / 2 : zeros;
    }

    @Override
    public Bound bind(String name, Value x, Value sum, Plan plan) {
      plan.requireMap(x, NAME, 1);
      Shape from = x.shape();
      Shape to = sum.shape();
      int stride =
          Math.max(
              (from.height() + to.height() - 1) / to.height(),
              (from.width() + to.width() - 1) / to.width());
      boolean fits =
          plan.isMap(sum)
              && from.channels() <= to.channels()
              && before(from.channels(), to.channels()) <= to.channels() - from.channels()
              && (from.height() + stride - 1) / stride == to.height()
              && (from.width() + stride - 1) / stride == to.width();
      if (!fits) {
        throw different(x, sum, plan);
      }
      Value out = plan.map(to).withoutGradient();
      return new Subsample(x, out, stride, before(from.channels(), to.channels()));
    }

    @Override
    public String spec() {
      return zeros == HALF ? NAME : NAME + "(" + zeros + ")";
    }
  }

  private static void requireSame(Value given, Value sum, Plan plan) {
    if (!given.shape().equals(sum.shape()) || plan.isMap(given) != plan.isMap(sum)) {
      throw different(given, sum, plan);
    }
  }

  private static IllegalArgumentException different(Value given, Value sum, Plan plan) {
    return new IllegalArgumentException(
        "a residual adds what is alike, but its body gives "
            + text(sum, plan)
            + ", and its shortcut "
            + text(given, plan)
            + ": give it another, as residual[LAYERS | conv(CHANNELS,1,stride=2) bn] or"
            + " residual[LAYERS | pad]");
  }

  private static String text(Value value, Plan plan) {
    return plan.isMap(value)
        ? "maps of " + Plan.text(value.shape())
        : value.shape().size() + " features";
  }
}
