package org.frostml.nn;

import org.frostml.sparse.Support;

/** y = max(x, 0), where no layer before it does that last. */
public record Relu() implements Layer {
  static final String NAME = "relu";

  @Override
  public Bound bind(String name, Value x, Plan plan) {
    return new InPlace(x, plan.after(x));
  }

  @Override
  public String spec() {
    return NAME;
  }

  record InPlace(Value x, Value out) implements Bound {
    @Override
    public void multiplyAdds(Cost cost) {}

    @Override
    public void forward(Pass pass) {
      Elementwise.cut(pass, x.place(), Elementwise.ZERO, out.place());
    }

    /** The gradients have one place. */
    @Override
    public void backward(Pass pass) {
      if (x.hasGradient()) {
        Elementwise.gate(pass, out.place(), out.gradient());
      }
    }

    @Override
    public Dead dead(Support support, Dead downstream) {
      return downstream;
    }
  }
}
