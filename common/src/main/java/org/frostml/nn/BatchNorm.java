package org.frostml.nn;

import java.util.Optional;
import org.frostml.kernel.MapKernels;
import org.frostml.kernel.MapLayout;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.Support;

/**
 * y = activation(scale (x - mean) / sqrt(variance + epsilon) + shift), channel by channel (Ioffe
 * and Szegedy, ICML 2015).
 *
 * <p>Weights with {@link org.frostml.sparse.Weights#moments} normalise by those: so a model does.
 * Weights without, as in training, normalise by the moments of the batch on the tape: a part of a
 * shard's part of the mini-batch (ghost batches, Hoffer et al., NeurIPS 2017). So nothing but
 * gradients is exchanged, and no bit depends on the cluster. The moments of a model are means over
 * such batches of training examples, see {@link MomentSums}.
 */
public record BatchNorm(Activation activation) implements Layer {
  static final String NAME = "bn";

  /** Added to variances. */
  private static final double EPSILON = 1e-5;

  @Override
  public InPlace bind(String name, Value x, Plan plan) {
    requireMap(x, plan);
    Value y = plan.after(x);
    return bind(name, x, Value.NONE, y.hasGradient() ? y : plan.withGradient(y), plan);
  }

  /**
   * The same at the end of a residual, whose shortcut is added before the activation.
   *
   * @param added the shortcut's
   * @param out with a gradient of its own, which {@link InPlace#backward} leaves as it is
   */
  InPlace bind(String name, Value x, int added, Value out, Plan plan) {
    int channels = x.shape().channels();
    int scale = plan.vector(name + ".scale", channels, new Fill.Constant(1));
    int shift = plan.vector(name + ".shift", channels, new Fill.Constant(0));
    return new InPlace(activation, x, added, out, scale, shift, plan.moments(name, x.shape()));
  }

  static void requireMap(Value x, Plan plan) {
    plan.requireMap(x, NAME, 1);
  }

  @Override
  public Optional<Layer> withRelu() {
    return activation == Activation.RELU
        ? Optional.empty()
        : Optional.of(new BatchNorm(Activation.RELU));
  }

  @Override
  public String spec() {
    return activation == Activation.RELU ? NAME + "(relu)" : NAME;
  }

  /**
   * @param added place of what is added before the activation, or {@link Value#NONE}; then the
   *     gradient of y comes with the activation's slope in it
   * @param scale block of the scales
   * @param shift block of the shifts
   */
  record InPlace(
      Activation activation, Value x, int added, Value out, int scale, int shift, Moments moments)
      implements Bound {
    private int channels() {
      return x.shape().channels();
    }

    /** Where the gradient's own ReLU cuts off. */
    private float floor() {
      return added == Value.NONE ? Elementwise.floor(activation) : Elementwise.NOTHING;
    }

    @Override
    public void multiplyAdds(Cost cost) {}

    @Override
    public Dead dead(Support support, Dead downstream) {
      return downstream;
    }

    @Override
    public void constants(Liveness live) {
      Channels c = new Channels(channels());
      c.take(0, channels(), live.weights().moments(), moments);
      c.fold(0, channels(), live.weights(), scale, shift, EPSILON);
      for (int k = 0; k < channels(); k++) {
        float y = Math.fma(live.constant(x.place(), k), c.scale[k], c.shift[k]);
        float sum = added == Value.NONE ? y : y + live.constant(added, k);
        live.constant(out.place(), k, Math.max(sum, Elementwise.floor(activation)));
      }
      live.tie(x.place(), out);
    }

    @Override
    public void uses(Liveness live) {
      live.use(x.place(), out);
    }

    @Override
    public Layer shrink(Liveness live, Remains to) {
      int[] kept = live.kept(out.place());
      Support support = live.weights().support();
      to.vector(pick(kept, live.weights().values(), support.from(scale)));
      to.vector(pick(kept, live.weights().values(), support.from(shift)));
      to.moments(pick(kept, live.weights().moments(), moments.at()));
      to.moments(pick(kept, live.weights().moments(), moments.at() + channels()));
      return new BatchNorm(activation);
    }

    private static float[] pick(int[] channels, float[] from, int at) {
      float[] picked = new float[channels.length];
      for (int k = 0; k < picked.length; k++) {
        picked[k] = from[at + channels[k]];
      }
      return picked;
    }

    @Override
    public void forward(Pass pass) {
      Tape tape = pass.tape();
      Channels c = tape.channels(moments);
      float[] known = pass.weights().moments();
      MapKernels maps = pass.kernels().maps();
      MapLayout in = tape.map(x.place());
      MapLayout to = tape.map(out.place());
      MapLayout r = added == Value.NONE ? null : tape.map(added);
      float[] t = tape.array();
      int z = tape.at(x.place());
      int y = tape.at(out.place());
      int plus = added == Value.NONE ? 0 : tape.at(added);
      int examples = tape.examples();
      pass.team()
          .share(
              channels(),
              (a, b) -> {
                if (known.length > 0) {
                  c.take(a, b, known, moments);
                } else {
                  // About a value of the channel's own: about 0 a large mean would drown them.
                  for (int k = a; k < b; k++) {
                    c.mean[k] = t[z + in.pixel(0, k, in.height() / 2, in.width() / 2)];
                  }
                  double n = count(examples);
                  maps.moments(a, b, examples, t, in, z, c.mean, c.sum, c.product);
                  for (int k = a; k < b; k++) {
                    if (c.recentre(k, n)) {
                      maps.moments(k, k + 1, examples, t, in, z, c.mean, c.sum, c.product);
                    }
                  }
                  c.take(a, b, n);
                }
                c.fold(a, b, pass.weights(), scale, shift, EPSILON);
                float floor = Elementwise.floor(activation);
                maps.normalise(a, b, examples, t, in, z, c.scale, c.shift, r, plus, floor, to, y);
              });
      if (pass.moments() != null) {
        pass.moments().add(moments, c.mean, c.variance, examples);
      }
    }

    /** Numbers of a channel in a batch. */
    private double count(int examples) {
      return (double) examples * moments.pixels();
    }

    /**
     * With x^ = (x - mean) / deviation and n numbers in a channel, dx = scale / deviation (dy -
     * sum(dy) / n - x^ sum(dy x^) / n).
     */
    @Override
    public void backward(Pass pass) {
      Tape tape = pass.tape();
      Channels c = tape.channels(moments);
      MapKernels maps = pass.kernels().maps();
      MapLayout in = tape.map(x.place());
      MapLayout of = tape.map(out.gradient());
      float[] t = tape.array();
      int z = tape.at(x.place());
      int dy = tape.at(out.gradient());
      int examples = tape.examples();
      double n = count(examples);
      pass.team()
          .share(
              channels(),
              (a, b) -> {
                maps.backwardSums(
                    a, b, examples, t, of, dy, in, z, c.scale, c.shift, floor(), c.mean, c.sum,
                    c.product);
                if (x.hasGradient()) {
                  c.slopes(a, b, n);
                  MapLayout to = tape.map(x.gradient());
                  int dx = tape.at(x.gradient());
                  maps.backwardApply(
                      a, b, examples, t, of, dy, in, z, c.scale, c.shift, floor(), c.a, c.b, c.e,
                      to, dx);
                }
              });
      Gradient g = pass.gradient();
      g.addVector(
          pass.team(),
          scale,
          (from, to, sums, at) -> {
            for (int k = from; k < to; k++) {
              sums[at + k] += (float) (c.inverse[k] * c.product[k]);
            }
          });
      g.addVector(
          pass.team(),
          shift,
          (from, to, sums, at) -> {
            for (int k = from; k < to; k++) {
              sums[at + k] += (float) c.sum[k];
            }
          });
    }
  }
}
