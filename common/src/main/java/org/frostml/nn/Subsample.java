package org.frostml.nn;

import static org.frostml.kernel.Kernels.LANES;

import java.util.Arrays;
import org.frostml.kernel.MapLayout;
import org.frostml.sparse.Support;

/**
 * A {@link Shortcut.Padded} in its place.
 *
 * @param out its other channels are zeros that nobody writes
 * @param stride of pixels
 * @param first the channel of {@code out} that channel 0 of {@code x} is
 */
record Subsample(Value x, Value out, int stride, int first) implements Shortcut.Bound {
  @Override
  public int place() {
    return out.place();
  }

  @Override
  public void multiplyAdds(Layer.Cost cost) {}

  /** Takes the places of 16 examples of a pixel. */
  private interface Pixel {
    void at(int x, int y);
  }

  private void each(Pass pass, MapLayout in, int x, MapLayout to, int y, Pixel work) {
    Tape tape = pass.tape();
    pass.team()
        .share(
            in.channels(),
            (a, b) -> {
              for (int tile = 0; tile < tape.tiles(); tile++) {
                for (int h = 0; h < to.height(); h++) {
                  for (int c = a; c < b; c++) {
                    int from = x + in.pixel(tile, c, h * stride, 0);
                    int at = y + to.pixel(tile, first + c, h, 0);
                    for (int w = 0; w < to.width(); w++) {
                      work.at(from + w * stride * LANES, at + w * LANES);
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
    each(
        pass,
        tape.map(x.place()),
        tape.at(x.place()),
        tape.map(out.place()),
        tape.at(out.place()),
        (from, to) -> System.arraycopy(t, from, t, to, LANES));
  }

  @Override
  public void backward(Pass pass, int dy) {
    if (!x.hasGradient()) {
      return;
    }
    Tape tape = pass.tape();
    float[] t = tape.array();
    each(
        pass,
        tape.map(x.gradient()),
        tape.at(x.gradient()),
        tape.map(dy),
        tape.at(dy),
        (to, from) -> {
          for (int i = 0; i < LANES; i++) {
            t[to + i] += t[from + i];
          }
        });
  }

  @Override
  public Dead dead(Support support, Dead downstream) {
    return downstream.through(used -> used.get(first, first + x.shape().channels()));
  }

  @Override
  public void constants(Liveness live) {
    for (int k = 0; k < live.channels(out.place()); k++) {
      live.constant(out.place(), k, 0);
    }
    for (int k = 0; k < live.channels(x.place()); k++) {
      live.constant(out.place(), first + k, live.constant(x.place(), k));
      live.tie(x.place(), k, out, first + k);
    }
  }

  @Override
  public void uses(Liveness live) {
    for (int k = 0; k < live.channels(x.place()); k++) {
      if (live.isUsed(out.place(), first + k)) {
        live.use(x.place(), k);
      }
    }
  }

  @Override
  public Shortcut shrink(Liveness live, Remains to) {
    int[] sum = live.kept(out.place());
    int zeros = (int) Arrays.stream(sum).filter(k -> k < first).count();
    Shortcut.Padded middle = new Shortcut.Padded();
    boolean isMiddle = zeros == middle.before(live.kept(x.place()).length, sum.length);
    return isMiddle ? middle : new Shortcut.Padded(zeros);
  }
}
