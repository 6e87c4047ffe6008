package org.frostml.nn;

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

  record InPlace(Value x, Value out) implements Channelwise {
    @Override
    public Layer layer() {
      return new Relu();
    }

    @Override
    public float constant(float always) {
      return Math.max(always, 0);
    }

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
  }
}
