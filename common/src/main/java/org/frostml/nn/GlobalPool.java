package org.frostml.nn;

import static org.frostml.kernel.Kernels.LANES;

import org.frostml.kernel.MapLayout;

/** The mean of every channel: a map as features. */
public record GlobalPool() implements Layer {
  static final String NAME = "pool";

  @Override
  public Bound bind(String name, Value x, Plan plan) {
    plan.requireMap(x, NAME, 1);
    Value out = plan.matrix(x.shape().channels());
    return new InPlace(x, x.hasGradient() ? out : out.withoutGradient());
  }

  @Override
  public String spec() {
    return NAME;
  }

  record InPlace(Value x, Value out) implements Channelwise {
    @Override
    public Layer layer() {
      return new GlobalPool();
    }

    private float share() {
      return 1f / (x.shape().height() * x.shape().width());
    }

    /** Takes the places of 16 examples of a channel's mean, and of one of its pixels. */
    private interface Pixel {
      void at(int y, int x);
    }

    private static void each(Pass pass, MapLayout map, int x, int y, Pixel work) {
      Tape tape = pass.tape();
      pass.team()
          .share(
              map.channels(),
              (a, b) -> {
                for (int tile = 0; tile < tape.tiles(); tile++) {
                  for (int c = a; c < b; c++) {
                    for (int h = 0; h < map.height(); h++) {
                      int row = x + map.pixel(tile, c, h, 0);
                      for (int w = 0; w < map.width(); w++) {
                        work.at(y + c * tape.width() + tile * LANES, row + w * LANES);
                      }
                    }
                  }
                }
              });
    }

    @Override
    public void forward(Pass pass) {
      Tape tape = pass.tape();
      float[] t = tape.array();
      float share = share();
      Elementwise.clear(pass, out.place());
      each(
          pass,
          tape.map(x.place()),
          tape.at(x.place()),
          tape.at(out.place()),
          (y, pixel) -> {
            for (int i = 0; i < LANES; i++) {
              t[y + i] += share * t[pixel + i];
            }
          });
    }

    @Override
    public void backward(Pass pass) {
      if (!x.hasGradient()) {
        return;
      }
      Tape tape = pass.tape();
      float[] t = tape.array();
      float share = share();
      each(
          pass,
          tape.map(x.gradient()),
          tape.at(x.gradient()),
          tape.at(out.gradient()),
          (dy, pixel) -> {
            for (int i = 0; i < LANES; i++) {
              t[pixel + i] = share * t[dy + i];
            }
          });
    }
  }
}
