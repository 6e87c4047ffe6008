package org.frostml.nn;

import java.util.Arrays;
import org.frostml.kernel.Kernels;
import org.frostml.random.Rng;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;

/**
 * In training y is 0 for a share of the values and x / (1 - share) for the others; else y = x
 * (Srivastava et al., JMLR 15, 2014). What is dropped follows from seed, epoch, shard, example and
 * the value's place in the network alone: whoever computes it, and in whatever batch.
 *
 * @param share of the values that are dropped, in (0, 1)
 */
public record Dropout(float share) implements Layer {
  static final String NAME = "dropout";

  public Dropout {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException("the share that is dropped must be in (0, 1): " + share);
    }
  }

  @Override
  public Bound bind(String name, Value x, Plan plan) {
    return new InPlace(this, x, plan.after(x), plan.dropout());
  }

  @Override
  public String spec() {
    return NAME + "(" + share + ")";
  }

  /**
   * What a value is multiplied by in training.
   *
   * @param key of the example's draws here, {@link Tape#draws}
   * @param feature the value's place in its {@link Shape}
   */
  float factor(long key, int feature) {
    return Rng.doubleAt(key, feature) < share ? 0 : 1 / (1 - share);
  }

  /**
   * @param index among the network's dropouts
   */
  record InPlace(Dropout layer, Value x, Value out, int index) implements Bound {
    @Override
    public void multiplyAdds(Cost cost) {}

    @Override
    public Dead dead(Support support, Dead downstream) {
      return downstream;
    }

    @Override
    public boolean isSingle() {
      return true;
    }

    @Override
    public Single single(Weights weights, Single.Slots slots) {
      return (in, scratch) -> in;
    }

    @Override
    public void forward(Pass pass) {
      if (pass.gradient() == null) {
        Elementwise.cut(pass, x.place(), Elementwise.NOTHING, out.place());
      } else {
        multiply(pass, x.place(), out.place());
      }
    }

    /** The gradients have one place. */
    @Override
    public void backward(Pass pass) {
      if (x.hasGradient()) {
        multiply(pass, out.gradient(), out.gradient());
      }
    }

    /** Multiplies a value by its factors; surplus examples are 0. */
    private void multiply(Pass pass, int from, int to) {
      Tape tape = pass.tape();
      float[] t = tape.array();
      long[] keys = tape.draws(index);
      Elementwise.features(
          pass,
          from,
          to,
          (feature, first, a, b) -> {
            int some = Math.max(0, Math.min(Kernels.LANES, tape.examples() - first));
            for (int i = 0; i < some; i++) {
              t[b + i] = layer.factor(keys[first + i], feature) * t[a + i];
            }
            Arrays.fill(t, b + some, b + Kernels.LANES, 0);
          });
    }
  }
}
