package org.frostml.kernel;

import static org.frostml.kernel.Kernels.LANES;

import java.util.List;

/**
 * The sparse convolutions of {@link VectorConvKernels} on {@link Pairs} of what they gather: two
 * tiles at a time, image row by image row behind a {@link PairWindow}.
 */
final class PairConvolutions {
  private PairConvolutions() {}

  static void forward(
      int from, int to, Taps taps, float[] values, int biasAt, int tiles, float[] t, int x, int y) {
    ConvShape shape = taps.shape();
    MapLayout in = shape.in();
    MapLayout out = shape.out();
    int stride = shape.stride();
    PairWindow window = new PairWindow(t, in, shape.kernel() + stride);
    int[][] cuts = taps.rowCuts();
    PairRows[] panels = new PairRows[cuts.length - 1];
    for (int k = 0; k < panels.length; k++) {
      panels[k] =
          new PairRows(ConvRows.forward(from, to, taps, values, biasAt, k), window.array(), t);
    }
    int band = panels[0].band();
    for (int tile = 0; tile < tiles; tile += 2) {
      int other = Math.min(tile + 1, tiles - 1);
      window.enter(x + in.pixel(tile, 0, 0, 0), x + in.pixel(other, 0, 0, 0));
      int lift = (other - tile) * out.tile();
      for (int h = 0; h < out.height(); h += band) {
        int at = Math.min(h, out.height() - band);
        int first = at * stride - shape.padding();
        window.reach(first, first + (band - 1) * stride + shape.kernel() - 1);
        for (PairRows rows : panels) {
          rows.row(window.pixel(at * stride), y + out.pixel(tile, 0, at, 0), lift);
        }
      }
    }
  }

  static void backwardData(
      int from, int to, Taps taps, float[] turned, int tiles, float[] t, int dy, int dx) {
    ConvShape shape = taps.shape();
    MapLayout in = shape.in();
    MapLayout out = shape.out();
    int stride = shape.stride();
    int above = ConvShape.outputPad(shape.kernel(), stride, shape.padding());
    int below = (shape.padding() + stride - 1) / stride;
    PairWindow window = new PairWindow(t, out, above + below + 3);
    List<ConvShape.Phase> phases = shape.phases();
    PairRows[][] panels = new PairRows[phases.size()][];
    for (int f = 0; f < panels.length; f++) {
      ConvShape.Phase phase = phases.get(f);
      int[][] cuts = taps.phaseCuts(f);
      panels[f] = new PairRows[cuts.length - 1];
      for (int k = 0; k < panels[f].length; k++) {
        panels[f][k] =
            new PairRows(ConvRows.backward(from, to, taps, turned, f, k), window.array(), t);
      }
    }
    for (int tile = 0; tile < tiles; tile += 2) {
      int other = Math.min(tile + 1, tiles - 1);
      window.enter(dy + out.pixel(tile, 0, 0, 0), dy + out.pixel(other, 0, 0, 0));
      int lift = (other - tile) * in.tile();
      for (int h = 0; h < phases.get(0).height; h++) {
        // A band of two image rows may begin one above, or end one below.
        window.reach(h - 1 - above, h + 1 + below);
        for (int f = 0; f < panels.length; f++) {
          ConvShape.Phase phase = phases.get(f);
          int band = panels[f][0].band();
          if (h >= phase.height || h % band > 0) {
            continue;
          }
          int at = Math.min(h, phase.height - band);
          int output = in.pixel(tile, 0, phase.row + at * stride, phase.column);
          for (PairRows rows : panels[f]) {
            rows.row(window.pixel(at), dx + output, lift);
          }
        }
      }
    }
  }

  static void weightGradient(
      int from, int to, Taps taps, int tiles, float[] t, int dy, int x, float[] g) {
    ConvShape shape = taps.shape();
    MapLayout in = shape.in();
    MapLayout out = shape.out();
    int stride = shape.stride();
    boolean kept = taps.size() <= ConvKernels.KEPT;
    // Two image rows of maps that are two pixels wide go together.
    int band = kept ? Math.min(2, out.height()) : ConvKernels.band(out);
    int seen = (band - 1) * stride + shape.kernel();
    PairWindow window = new PairWindow(t, in, seen);
    DotSums sums = new DotSums(from, to, taps.rowCuts());
    PairDots dots =
        new PairDots(
            sums,
            taps.offsets(),
            taps.rowPtr()[0],
            window.array(),
            t,
            shape.dotWidth(VectorConvRows.FOUR),
            stride * LANES,
            stride * in.pitch(),
            out.plane(),
            out.pitch());
    if (kept) {
      sums.begin();
    }
    for (int tile = 0; tile < tiles; tile += 2) {
      boolean two = tile + 1 < tiles;
      window.enter(x + in.pixel(tile, 0, 0, 0), two ? x + in.pixel(tile + 1, 0, 0, 0) : -1);
      dots.enter(two ? out.tile() : 0);
      int output = dy + out.pixel(tile, 0, 0, 0);
      for (int h = 0; h < out.height(); h += band) {
        int rows = Math.min(band, out.height() - h);
        int first = h * stride - shape.padding();
        window.reach(first, first + seen - 1);
        if (kept) {
          dots.rows(window.pixel(0), output, h, rows);
        } else {
          sums.chunks(dots, window.pixel(0), output, h, rows, g);
        }
      }
    }
    if (kept) {
      sums.end(g);
    }
  }
}
