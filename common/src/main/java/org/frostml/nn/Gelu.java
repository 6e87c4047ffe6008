package org.frostml.nn;

import org.frostml.sparse.Weights;

/**
 * y = x (1 + tanh(u)) / 2 with u = sqrt(2 / pi) (x + 0.044715 x^3): the Gaussian error linear unit
 * in its authors' own approximation (Hendrycks and Gimpel, 2016).
 */
public record Gelu() implements Layer {
  static final String NAME = "gelu";

  private static final float ROOT = 0.7978845608f;
  private static final float CUBE = 0.044715f;

  /** Beyond it, tanh is 1 to a float. */
  private static final float FLAT = 7.90531110763549805f;

  private static final float STEEP = 20;

  @Override
  public Bound bind(String name, Value x, Plan plan) {
    return new InPlace(x, plan.after(x));
  }

  @Override
  public String spec() {
    return NAME;
  }

  /** y of x. */
  static float of(float x) {
    return 0.5f * x * (1 + tanh(ROOT * (x + CUBE * x * x * x)));
  }

  /** dy / dx at x. */
  static float slope(float at) {
    // Beyond it the slope is 0 or 1 to a float, but the square of what is far beyond is infinite.
    float x = Math.max(-STEEP, Math.min(at, STEEP));
    float t = tanh(ROOT * (x + CUBE * x * x * x));
    return 0.5f * (1 + t) + 0.5f * x * (1 - t * t) * ROOT * (1 + 3 * CUBE * x * x);
  }

  /**
   * A quotient of polynomials, within a few units in the last place (as Eigen has it): without a
   * branch, so that loops of it run in vectors, and the same bits on every machine, which {@code
   * Math.tanh} does not promise.
   */
  private static float tanh(float of) {
    float x = Math.max(-FLAT, Math.min(of, FLAT));
    float z = x * x;
    float p = -2.76076847742355e-16f;
    p = p * z + 2.00018790482477e-13f;
    p = p * z - 8.60467152213735e-11f;
    p = p * z + 5.12229709037114e-08f;
    p = p * z + 1.48572235717979e-05f;
    p = p * z + 6.37261928875436e-04f;
    p = p * z + 4.89352455891786e-03f;
    float q = 1.19825839466702e-06f;
    q = q * z + 1.18534705686654e-04f;
    q = q * z + 2.26843463243900e-03f;
    q = q * z + 4.89352518554385e-03f;
    return x * p / q;
  }

  record InPlace(Value x, Value out) implements Channelwise {
    @Override
    public Layer layer() {
      return new Gelu();
    }

    @Override
    public float constant(float always) {
      return of(always);
    }

    @Override
    public boolean isSingle() {
      return true;
    }

    @Override
    public Single single(Weights weights, Single.Slots slots) {
      int size = x.shape().size();
      int slot = slots.add(size);
      return (in, scratch) -> {
        for (int f = 0; f < size; f++) {
          scratch[slot][f] = of(in[f]);
        }
        return scratch[slot];
      };
    }

    @Override
    public void forward(Pass pass) {
      float[] t = pass.tape().array();
      Elementwise.rows(
          pass,
          x.place(),
          out.place(),
          (from, to, count) -> {
            // In place, because of two places in one array no loop becomes one of vectors.
            System.arraycopy(t, from, t, to, count);
            for (int i = to; i < to + count; i++) {
              t[i] = of(t[i]);
            }
          });
    }

    /** The gradients have one place; y has been used for the last time, and gives way to slopes. */
    @Override
    public void backward(Pass pass) {
      if (!x.hasGradient()) {
        return;
      }
      float[] t = pass.tape().array();
      Elementwise.rows(
          pass,
          x.place(),
          out.place(),
          (from, to, count) -> {
            System.arraycopy(t, from, t, to, count);
            for (int i = to; i < to + count; i++) {
              t[i] = slope(t[i]);
            }
          });
      Elementwise.rows(
          pass,
          out.place(),
          out.gradient(),
          (from, to, count) -> {
            for (int i = 0; i < count; i++) {
              t[to + i] *= t[from + i];
            }
          });
    }
  }
}
