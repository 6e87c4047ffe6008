package org.frostml.nn;

import static org.frostml.kernel.Kernels.LANES;

import java.util.Arrays;
import org.frostml.kernel.MapLayout;

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
    /** Takes the places of 16 examples of an output pixel, and of its window's first pixel. */
    private interface Window {
      void at(int y, int x);
    }

    private void each(Pass pass, MapLayout in, int x, MapLayout to, int y, Window work) {
      Tape tape = pass.tape();
      pass.team()
          .share(
              to.channels(),
              (a, b) -> {
                for (int tile = 0; tile < tape.tiles(); tile++) {
                  for (int h = 0; h < to.height(); h++) {
                    for (int c = a; c < b; c++) {
                      int first = x + in.pixel(tile, c, h * layer.stride, 0);
                      int output = y + to.pixel(tile, c, h, 0);
                      for (int w = 0; w < to.width(); w++) {
                        work.at(output + w * LANES, first + w * layer.stride * LANES);
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
      MapLayout in = tape.map(x.place());
      boolean max = layer.kind == Kind.MAX;
      float share = 1f / (layer.size * layer.size);
      each(
          pass,
          in,
          tape.at(x.place()),
          tape.map(out.place()),
          tape.at(out.place()),
          (y, first) -> {
            Arrays.fill(t, y, y + LANES, max ? Float.NEGATIVE_INFINITY : 0);
            for (int h = 0; h < layer.size; h++) {
              for (int w = 0; w < layer.size; w++) {
                int pixel = first + h * in.pitch() + w * LANES;
                if (max) {
                  largest(t, pixel, y);
                } else {
                  add(t, pixel, share, y);
                }
              }
            }
          });
    }

    private static void largest(float[] t, int from, int to) {
      for (int i = 0; i < LANES; i++) {
        t[to + i] = Math.max(t[to + i], t[from + i]);
      }
    }

    private static void add(float[] t, int from, float share, int to) {
      for (int i = 0; i < LANES; i++) {
        t[to + i] += share * t[from + i];
      }
    }

    @Override
    public void backward(Pass pass) {
      if (!x.hasGradient()) {
        return;
      }
      Tape tape = pass.tape();
      float[] t = tape.array();
      MapLayout in = tape.map(x.gradient());
      int from = tape.at(x.place());
      int to = tape.at(x.gradient());
      int dy = tape.at(out.gradient()) - tape.at(out.place());
      float share = 1f / (layer.size * layer.size);
      Elementwise.clear(pass, x.gradient());
      // A value and its gradient lie alike, as do those of the output.
      each(
          pass,
          in,
          to,
          tape.map(out.place()),
          tape.at(out.place()),
          (y, first) -> {
            for (int h = 0; h < layer.size; h++) {
              for (int w = 0; w < layer.size && layer.kind == Kind.AVERAGE; w++) {
                add(t, y + dy, share, first + h * in.pitch() + w * LANES);
              }
            }
            for (int i = 0; i < LANES && layer.kind == Kind.MAX; i++) {
              t[largest(t, first - to + from + i, in.pitch(), t[y + i]) - from + to] +=
                  t[y + dy + i];
            }
          });
    }

    /** The place of the first pixel of a window that has this value. */
    private int largest(float[] t, int first, int pitch, float value) {
      for (int h = 0; h < layer.size; h++) {
        for (int w = 0; w < layer.size; w++) {
          if (t[first + h * pitch + w * LANES] == value) {
            return first + h * pitch + w * LANES;
          }
        }
      }
      // Of what is no number.
      return first;
    }
  }
}
