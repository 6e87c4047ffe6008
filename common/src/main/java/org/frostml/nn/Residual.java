package org.frostml.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.frostml.sparse.Support;

/**
 * y = activation(body(x) + shortcut(x)) (He et al., CVPR 2016). Where the body ends in a batch norm
 * the addition is its last step.
 */
public record Residual(Chain body, Shortcut shortcut, Activation activation) implements Layer {
  static final String NAME = "residual";

  @Override
  public Bound bind(String name, Value given, Plan plan) {
    Value x = given.shared();
    int last = body.layers().size() - 1;
    boolean normalises =
        last > 0
            && body.layers().get(last) instanceof BatchNorm norm
            && norm.activation() == Activation.IDENTITY;
    Chain.InPlace front =
        (normalises ? new Chain(body.layers().subList(0, last)) : body).bind(name, x, plan);
    Value z = front.out();
    if (normalises) {
      BatchNorm.requireMap(z, plan);
    }
    Shortcut.Bound added = shortcut.bind(name + ".shortcut", x, z, plan);
    Value out = plan.withGradient(plan.after(z));
    BatchNorm.InPlace norm =
        normalises
            ? new BatchNorm(activation).bind(name + "." + last, z, added.place(), out, plan)
            : null;
    return new InPlace(activation, front, norm, added, out);
  }

  @Override
  public Optional<Layer> withRelu() {
    return activation == Activation.RELU
        ? Optional.empty()
        : Optional.of(new Residual(body, shortcut, Activation.RELU));
  }

  @Override
  public String spec() {
    String other = shortcut.spec().isEmpty() ? "" : " | " + shortcut.spec();
    String relu = activation == Activation.RELU ? " " + Relu.NAME : "";
    return NAME + "[" + body.spec() + other + "]" + relu;
  }

  /**
   * @param front the body, without the batch norm at its end
   * @param norm that batch norm, or null
   */
  record InPlace(
      Activation activation,
      Chain.InPlace front,
      BatchNorm.InPlace norm,
      Shortcut.Bound added,
      Value out)
      implements Bound {
    @Override
    public void multiplyAdds(Cost cost) {
      front.multiplyAdds(cost);
      added.multiplyAdds(cost);
    }

    @Override
    public void forward(Pass pass) {
      front.forward(pass);
      added.forward(pass);
      if (norm != null) {
        norm.forward(pass);
      } else {
        float floor = Elementwise.floor(activation);
        Elementwise.sum(pass, front.out().place(), added.place(), floor, out.place());
      }
    }

    @Override
    public void backward(Pass pass) {
      if (activation == Activation.RELU) {
        Elementwise.gate(pass, out.place(), out.gradient());
      }
      if (norm != null) {
        norm.backward(pass);
      } else if (front.out().hasGradient()) {
        Elementwise.cut(pass, out.gradient(), Elementwise.NOTHING, front.out().gradient());
      }
      front.backward(pass);
      added.backward(pass, out.gradient());
    }

    @Override
    public Dead dead(Support support, Dead downstream) {
      Dead before = front.dead(support, downstream);
      return Dead.either(before, added.dead(support, before.at(downstream)));
    }

    @Override
    public void constants(Liveness live) {
      front.constants(live);
      added.constants(live);
      if (norm != null) {
        norm.constants(live);
      } else {
        for (int k = 0; k < live.channels(out.place()); k++) {
          float sum = live.constant(front.out().place(), k) + live.constant(added.place(), k);
          live.constant(out.place(), k, Math.max(sum, Elementwise.floor(activation)));
        }
      }
      live.tie(front.out().place(), out);
      live.tie(added.place(), out);
    }

    @Override
    public void uses(Liveness live) {
      live.use(front.out().place(), out);
      live.use(added.place(), out);
      front.uses(live);
      added.uses(live);
    }

    @Override
    public Layer shrink(Liveness live, Remains to) {
      List<Layer> body = new ArrayList<>(front.shrink(live, to).layers());
      Shortcut shortcut = added.shrink(live, to);
      if (norm != null) {
        norm.shrink(live, to);
        body.add(new BatchNorm(Activation.IDENTITY));
      }
      return new Residual(new Chain(body), shortcut, activation);
    }
  }
}
