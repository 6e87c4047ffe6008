package org.frostml.nn;

import java.util.BitSet;
import org.frostml.sparse.Support;

/** A map as features in the order of its {@link Shape}, for layers that take no maps. */
public record Flatten() implements Layer {
  static final String NAME = "flatten";

  @Override
  public Bound bind(String name, Value x, Plan plan) {
    plan.requireMap(x, NAME, 1);
    Value out = plan.matrix(x.shape().size()).madeOf(x);
    return new InPlace(x, x.hasGradient() ? out : out.withoutGradient());
  }

  @Override
  public String spec() {
    return NAME;
  }

  record InPlace(Value x, Value out) implements Channelwise {
    @Override
    public Layer layer() {
      return new Flatten();
    }

    @Override
    public void forward(Pass pass) {
      Tape tape = pass.tape();
      MapCopy.toMatrix(
          tape.array(),
          tape.map(x.place()),
          tape.at(x.place()),
          tape.at(out.place()),
          tape.width());
    }

    @Override
    public void backward(Pass pass) {
      if (x.hasGradient()) {
        Tape tape = pass.tape();
        MapCopy.toMap(
            tape.array(),
            tape.map(x.gradient()),
            tape.at(x.gradient()),
            tape.at(out.gradient()),
            tape.width());
      }
    }

    /** A channel is used if one of its pixels is. */
    @Override
    public Dead dead(Support support, Dead downstream) {
      int pixels = x.shape().height() * x.shape().width();
      return downstream.through(
          used -> {
            BitSet channels = new BitSet(x.shape().channels());
            used.stream().forEach(feature -> channels.set(feature / pixels));
            return channels;
          });
    }
  }
}
