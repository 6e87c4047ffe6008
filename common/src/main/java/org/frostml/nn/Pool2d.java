package org.frostml.nn;

import org.frostml.kernel.PoolKernels;
import org.frostml.kernel.PoolShape;

/**
 * Takes the largest or the mean of size x size pixels of a channel, at every {@code stride}-th row
 * and column; pixels at the right and lower edge that fill no window are left out.
 */
public record Pool2d(Kind kind, int size, int stride) implements Layer {
  /** What is taken. */
  enum Kind {
    MAX("maxpool"),
    AVERAGE("avgpool");

    /** As it is spelled. */
    final String name;

    Kind(String name) {
      this.name = name;
    }
  }

  public Pool2d {
    if (size < 1 || stride < 1) {
      throw new IllegalArgumentException(
          kind.name + " needs a size and a stride of at least 1: " + size + ", " + stride);
    }
  }

  @Override
  public Bound bind(String name, Value x, Plan plan) {
    plan.requireMap(x, spec(), size);
    Shape in = x.shape();
    Shape shape =
        new Shape(
            in.channels(), (in.height() - size) / stride + 1, (in.width() - size) / stride + 1);
    Value out = plan.map(shape);
    return new InPlace(this, x, x.hasGradient() ? out : out.withoutGradient());
  }

  @Override
  public String spec() {
    return kind.name + "(" + size + (stride == size ? "" : ",stride=" + stride) + ")";
  }

  record InPlace(Pool2d layer, Value x, Value out) implements Channelwise {
    @Override
    public void forward(Pass pass) {
      Tape tape = pass.tape();
      PoolKernels pools = pass.kernels().pools();
      PoolShape shape = shape(tape);
      float[] t = tape.array();
      int tiles = tape.tiles();
      int from = tape.at(x.place());
      int to = tape.at(out.place());
      pass.team()
          .share(
              shape.out().channels(),
              layer.kind == Kind.MAX
                  ? (a, b) -> pools.largest(a, b, tiles, shape, t, from, to)
                  : (a, b) -> pools.mean(a, b, tiles, shape, t, from, to));
    }

    @Override
    public void backward(Pass pass) {
      if (!x.hasGradient()) {
        return;
      }
      Elementwise.clear(pass, x.gradient());
      Tape tape = pass.tape();
      PoolKernels pools = pass.kernels().pools();
      PoolShape shape = shape(tape);
      float[] t = tape.array();
      int tiles = tape.tiles();
      int from = tape.at(x.place());
      int y = tape.at(out.place());
      int dy = tape.at(out.gradient());
      int dx = tape.at(x.gradient());
      pass.team()
          .share(
              shape.out().channels(),
              layer.kind == Kind.MAX
                  ? (a, b) -> pools.largestBackward(a, b, tiles, shape, t, from, y, dy, dx)
                  : (a, b) -> pools.meanBackward(a, b, tiles, shape, t, dy, dx));
    }

    private PoolShape shape(Tape tape) {
      return new PoolShape(tape.map(x.place()), tape.map(out.place()), layer.size, layer.stride);
    }
  }
}
