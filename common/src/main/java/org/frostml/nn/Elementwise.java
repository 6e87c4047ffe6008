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
    Tape tape = pass.tape();
    Field of = Field.of(tape, y);
    int row = of.map.width() * Kernels.LANES;
    int tiles = MapLayout.tiles(of.examples);
    pass.team()
        .share(
            of.map.channels(),
            (a, b) -> {
              for (int tile = 0; tile < tiles; tile++) {
                for (int h = 0; h < of.map.height(); h++) {
                  for (int c = a; c < b; c++) {
                    int at = of.at + of.map.pixel(tile, c, h, 0);
                    Arrays.fill(tape.array(), at, at + row, 0);
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
