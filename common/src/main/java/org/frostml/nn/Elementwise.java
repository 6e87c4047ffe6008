package org.frostml.nn;

import java.util.Arrays;
import org.frostml.kernel.Kernels;
import org.frostml.kernel.MapKernels;
import org.frostml.kernel.MapLayout;

/**
 * Passes over all of a place, shared by a team. A matrix is one tile of a map of 1 row, whose
 * pixels are 16 examples each.
 */
final class Elementwise {
  /** What a ReLU cuts off at, and what cuts off nothing. */
  static final float ZERO = 0;

  static final float NOTHING = Float.NEGATIVE_INFINITY;

  private Elementwise() {}

  /** A place as the passes want it; {@code examples} is what they take for them. */
  private record Field(MapLayout map, int at, int examples) {
    static Field of(Tape tape, int place) {
      return tape.isMap(place)
          ? new Field(tape.map(place), tape.at(place), tape.examples())
          : new Field(
              new MapLayout(tape.features(place), 1, tape.width() / Kernels.LANES, 0),
              tape.at(place),
              Kernels.LANES);
    }
  }

  static float floor(Activation activation) {
    return activation == Activation.RELU ? ZERO : NOTHING;
  }

  /** y = max(x, floor). */
  static void cut(Pass pass, int x, float floor, int y) {
    sum(pass, x, Value.NONE, floor, y);
  }

  /** y = max(x + r, floor), where {@code r} may be {@link Value#NONE}. */
  static void sum(Pass pass, int x, int r, float floor, int y) {
    Tape tape = pass.tape();
    float[] t = tape.array();
    Field from = Field.of(tape, x);
    Field added = r == Value.NONE ? new Field(null, 0, 0) : Field.of(tape, r);
    Field to = Field.of(tape, y);
    float[] ones = tape.ones(to.map.channels());
    float[] zeros = tape.zeros(to.map.channels());
    MapKernels maps = pass.kernels().maps();
    pass.team()
        .share(
            to.map.channels(),
            (a, b) ->
                maps.normalise(
                    a,
                    b,
                    to.examples,
                    t,
                    from.map,
                    from.at,
                    ones,
                    zeros,
                    added.map,
                    added.at,
                    floor,
                    to.map,
                    to.at));
  }

  /** y = 0. */
  static void clear(Pass pass, int y) {
    float[] t = pass.tape().array();
    rows(pass, y, y, (at, same, count) -> Arrays.fill(t, at, at + count, 0));
  }

  /** Takes two places of a row's floats, and how many there are. */
  interface Row {
    void of(int a, int b, int count);
  }

  /** Hands on all of two places of one form, a row of a channel's pixels after the other. */
  static void rows(Pass pass, int x, int y, Row work) {
    each(
        pass,
        x,
        y,
        (from, to, tile, c, h) ->
            work.of(
                from.at + from.map.pixel(tile, c, h, 0),
                to.at + to.map.pixel(tile, c, h, 0),
                to.map.width() * Kernels.LANES));
  }

  /** Takes two places of a feature's floats in 16 examples, of which it is given the first. */
  interface Feature {
    void of(int feature, int example, int a, int b);
  }

  /** Hands on all of two places of one form, feature by feature as their {@link Shape} has them. */
  static void features(Pass pass, int x, int y, Feature work) {
    boolean map = pass.tape().isMap(x);
    each(
        pass,
        x,
        y,
        (from, to, tile, c, h) -> {
          for (int w = 0; w < to.map.width(); w++) {
            work.of(
                map ? (c * to.map.height() + h) * to.map.width() + w : c,
                (map ? tile : w) * Kernels.LANES,
                from.at + from.map.pixel(tile, c, h, w),
                to.at + to.map.pixel(tile, c, h, w));
          }
        });
  }

  private interface Part {
    void of(Field from, Field to, int tile, int channel, int row);
  }

  private static void each(Pass pass, int x, int y, Part work) {
    Field from = Field.of(pass.tape(), x);
    Field to = Field.of(pass.tape(), y);
    int tiles = MapLayout.tiles(to.examples);
    pass.team()
        .share(
            to.map.channels(),
            (a, b) -> {
              for (int tile = 0; tile < tiles; tile++) {
                for (int h = 0; h < to.map.height(); h++) {
                  for (int c = a; c < b; c++) {
                    work.of(from, to, tile, c, h);
                  }
                }
              }
            });
  }

  /** dy = 0 where y is not above 0. */
  static void gate(Pass pass, int y, int dy) {
    Tape tape = pass.tape();
    float[] t = tape.array();
    Field of = Field.of(tape, y);
    Field gated = Field.of(tape, dy);
    MapKernels maps = pass.kernels().maps();
    pass.team()
        .share(
            of.map.channels(),
            (a, b) -> maps.gate(a, b, of.examples, t, of.map, of.at, gated.map, gated.at));
  }

  /** a += b. */
  static void add(Pass pass, int a, int b) {
    Tape tape = pass.tape();
    float[] t = tape.array();
    Field sum = Field.of(tape, a);
    Field added = Field.of(tape, b);
    MapKernels maps = pass.kernels().maps();
    pass.team()
        .share(
            sum.map.channels(),
            (from, to) ->
                maps.add(from, to, sum.examples, t, sum.map, sum.at, added.map, added.at));
  }
}
