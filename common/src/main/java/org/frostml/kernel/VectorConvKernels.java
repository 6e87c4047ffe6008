package org.frostml.kernel;

import static org.frostml.kernel.Kernels.LANES;

import java.util.List;

/**
 * The convolutions in the Vector API: tile by tile and image row by image row, so that what a row
 * reads, a few image rows of all channels, is in the second-level cache. Where channels are too
 * many for that they are read panel by panel, see {@link Taps}.
 */
final class VectorConvKernels implements ConvKernels {
  /** Columns from which on image rows are read ahead; narrower ones stay in the caches anyway. */
  private static final int WIDE_ENOUGH = 16;

  /** Keeps the compiler from dropping loads whose result nobody wants. */
  private static float sink;

  private final boolean rounded;

  /**
   * @param rounded whether sparse products round what they gather
   */
  VectorConvKernels(boolean rounded) {
    this.rounded = rounded;
  }

  @Override
  public void forward(
      int from, int to, Taps taps, float[] values, int biasAt, int tiles, float[] t, int x, int y) {
    if (rounded && ConvKernels.rounds(taps.shape())) {
      PairConvolutions.forward(from, to, taps, values, biasAt, tiles, t, x, y);
      return;
    }
    ConvShape shape = taps.shape();
    MapLayout in = shape.in();
    MapLayout out = shape.out();
    int[][] cuts = taps.rowCuts();
    VectorConvRows[] panels = new VectorConvRows[cuts.length - 1];
    for (int k = 0; k < panels.length; k++) {
      panels[k] = new VectorConvRows(ConvRows.forward(from, to, taps, values, biasAt, k), t);
    }
    boolean ahead = readsAhead(shape, in);
    float read = 0;
    for (int tile = 0; tile < tiles; tile++) {
      int input = x + in.pixel(tile, 0, 0, 0);
      int output = y + out.pixel(tile, 0, 0, 0);
      for (VectorConvRows rows : panels) {
        for (int h = 0; h < out.height(); h++) {
          if (ahead) {
            read += readAhead(shape, t, input, h, 1);
          }
          rows.row(input, output, h);
        }
      }
    }
    if (ahead) {
      sink = read;
    }
  }

  @Override
  public void backwardData(
      int from, int to, Taps taps, float[] turned, int tiles, float[] t, int dy, int dx) {
    if (rounded && ConvKernels.rounds(taps.shape())) {
      PairConvolutions.backwardData(from, to, taps, turned, tiles, t, dy, dx);
      return;
    }
    ConvShape shape = taps.shape();
    MapLayout in = shape.in();
    MapLayout out = shape.out();
    int stride = shape.stride();
    List<ConvShape.Phase> phases = shape.phases();
    VectorConvRows[][] panels = new VectorConvRows[taps.phaseCuts(0).length - 1][phases.size()];
    for (int k = 0; k < panels.length; k++) {
      for (int f = 0; f < phases.size(); f++) {
        panels[k][f] = new VectorConvRows(ConvRows.backward(from, to, taps, turned, f, k), t);
      }
    }
    boolean ahead = readsAhead(shape, out);
    float read = 0;
    for (int tile = 0; tile < tiles; tile++) {
      int input = dy + out.pixel(tile, 0, 0, 0);
      for (VectorConvRows[] rows : panels) {
        for (int h = 0; h < rows[0].height(); h++) {
          if (ahead) {
            int last = h + ConvShape.outputPad(shape.kernel(), stride, shape.padding());
            read += rows(t, input, out, h == 0 ? 0 : last, last);
          }
          for (int f = 0; f < rows.length; f++) {
            if (h < rows[f].height()) {
              int output = dx + in.pixel(tile, 0, phases.get(f).row, phases.get(f).column);
              rows[f].row(input, output, h);
            }
          }
        }
      }
    }
    if (ahead) {
      sink = read;
    }
  }

  @Override
  public void weightGradient(
      int from, int to, Taps taps, int tiles, float[] t, int dy, int x, float[] g) {
    if (rounded && ConvKernels.rounds(taps.shape())) {
      PairConvolutions.weightGradient(from, to, taps, tiles, t, dy, x, g);
      return;
    }
    ConvShape shape = taps.shape();
    MapLayout in = shape.in();
    MapLayout out = shape.out();
    DotSums sums = new DotSums(from, to, taps.rowCuts());
    VectorConvDots dots = new VectorConvDots(taps, t, sums);
    boolean kept = taps.size() <= KEPT;
    boolean ahead = readsAhead(shape, in);
    int band = !kept ? ConvKernels.band(out) : ahead ? 1 : out.height();
    float read = 0;
    if (kept) {
      sums.begin();
    }
    for (int tile = 0; tile < tiles; tile++) {
      int input = x + in.pixel(tile, 0, 0, 0);
      int output = dy + out.pixel(tile, 0, 0, 0);
      for (int h = 0; h < out.height(); h += band) {
        int rows = Math.min(band, out.height() - h);
        if (ahead) {
          read += readAhead(shape, t, input, h, rows);
        }
        if (kept) {
          dots.rows(input, output, h, rows);
        } else {
          sums.chunks(dots, input, output, h, rows, g);
        }
      }
    }
    if (kept) {
      sums.end(g);
    }
    if (ahead) {
      sink = read;
    }
  }

  @Override
  public void denseForward(
      int from,
      int to,
      ConvShape shape,
      float[] w,
      int wAt,
      float[] bias,
      int biasAt,
      int tiles,
      float[] t,
      int x,
      int y) {
    new VectorConvDense(t, w, tiles).forward(from, to, shape, wAt, bias, biasAt, x, y);
  }

  @Override
  public void denseBackwardData(
      int from, int to, ConvShape shape, float[] w, int wAt, int tiles, float[] t, int dy, int dx) {
    new VectorConvDense(t, w, tiles).backwardData(from, to, shape, wAt, dy, dx);
  }

  @Override
  public void denseWeightGradient(
      int from, int to, ConvShape shape, int tiles, float[] t, int dy, int x, float[] g, int at) {
    VectorConvOuter.weightGradient(from, to, shape, tiles, t, dy, x, g, at);
  }

  /** Kernels of one pixel read every row once. */
  private static boolean readsAhead(ConvShape shape, MapLayout read) {
    return read.width() >= WIDE_ENOUGH && shape.kernel() > 1;
  }

  /** Reads the image rows of X that rows of the output, from h on, are the first to see. */
  private static float readAhead(ConvShape shape, float[] t, int x, int h, int rows) {
    int below = shape.kernel() - shape.padding();
    int last = (h + rows - 1) * shape.stride() + below - 1;
    return rows(t, x, shape.in(), h == 0 ? 0 : (h - 1) * shape.stride() + below, last);
  }

  /**
   * Reads whole image rows in order, a float a cache line, so that the hardware has them near when
   * the kernels want pieces of them here and there: Java knows no prefetch. On wide maps kernels
   * become up to twice as fast.
   */
  private static float rows(float[] t, int x, MapLayout map, int first, int last) {
    int end = x + (Math.min(last, map.height() - 1) + 1) * map.pitch();
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    for (int i = x + first * map.pitch(); i < end - 3 * LANES; i += 4 * LANES) {
      a += t[i];
      b += t[i + LANES];
      c += t[i + 2 * LANES];
      d += t[i + 3 * LANES];
    }
    return a + b + c + d;
  }
}
