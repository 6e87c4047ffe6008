package org.frostml.kernel;

import static org.frostml.kernel.Kernels.LANES;

import java.util.Arrays;
import java.util.List;

/** The convolutions as one would write them on paper, in the order that all of them have. */
final class ScalarConvKernels implements ConvKernels {
  private final boolean rounded;

  /**
   * @param rounded whether sparse products round what they gather
   */
  ScalarConvKernels(boolean rounded) {
    this.rounded = rounded;
  }

  @Override
  public void forward(
      int from, int to, Taps taps, float[] values, int biasAt, int tiles, float[] t, int x, int y) {
    MapLayout in = taps.shape().in();
    MapLayout out = taps.shape().out();
    int stride = taps.shape().stride();
    int[] ptr = taps.rowPtr();
    int[] offsets = taps.offsets();
    boolean rounds = rounds(taps);
    eachPixel(
        tiles,
        out.height(),
        out.width(),
        (tile, h, w) -> {
          int input = x + in.pixel(tile, 0, h * stride, w * stride);
          for (int r = from; r < to; r++) {
            int output = y + out.pixel(tile, r, h, w);
            Arrays.fill(t, output, output + LANES, biasAt < 0 ? 0 : values[biasAt + r]);
            for (int p = ptr[r]; p < ptr[r + 1]; p++) {
              multiplyAdd(rounds, values[p], t, input + offsets[p - ptr[0]], output);
            }
          }
        });
  }

  @Override
  public void backwardData(
      int from, int to, Taps taps, float[] turned, int tiles, float[] t, int dy, int dx) {
    MapLayout in = taps.shape().in();
    MapLayout out = taps.shape().out();
    int stride = taps.shape().stride();
    int[] offsets = taps.turnedOffsets();
    boolean rounds = rounds(taps);
    List<ConvShape.Phase> phases = taps.shape().phases();
    for (int f = 0; f < phases.size(); f++) {
      ConvShape.Phase phase = phases.get(f);
      int[] ptr = taps.phasePtr(f);
      eachPixel(
          tiles,
          phase.height,
          phase.width,
          (tile, h, w) -> {
            int input = dy + out.pixel(tile, 0, h, w);
            for (int c = from; c < to; c++) {
              int row = phase.row + h * stride;
              int output = dx + in.pixel(tile, c, row, phase.column + w * stride);
              Arrays.fill(t, output, output + LANES, 0);
              for (int q = ptr[c]; q < ptr[c + 1]; q++) {
                multiplyAdd(rounds, turned[q], t, input + offsets[q], output);
              }
            }
          });
    }
  }

  @Override
  public void weightGradient(
      int from, int to, Taps taps, int tiles, float[] t, int dy, int x, float[] g) {
    ConvShape shape = taps.shape();
    int[] ptr = taps.rowPtr();
    boolean kept = taps.size() <= KEPT;
    int height = shape.out().height();
    int band = kept ? height : ConvKernels.band(shape.out());
    boolean rounds = rounds(taps);
    int group = rounds ? 2 : 1;
    float[] partial = new float[LANES];
    for (int r = from; r < to; r++) {
      for (int p = ptr[r]; p < ptr[r + 1]; p++) {
        int offset = taps.offsets()[p - ptr[0]];
        for (int tile = 0; tile < tiles; tile += group) {
          int endTile = Math.min(tiles, tile + group);
          for (int h = 0; h < height; h += band) {
            int end = Math.min(height, h + band);
            dots(shape, tile, endTile, h, end, r, offset, t, dy, x, rounds, partial);
            if (!kept) {
              g[p] += take(partial);
            }
          }
        }
        if (kept) {
          g[p] += take(partial);
        }
      }
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
    MapLayout in = shape.in();
    MapLayout out = shape.out();
    int[] offsets = shape.offsets();
    eachPixel(
        tiles,
        out.height(),
        out.width(),
        (tile, row, column) -> {
          int input = x + in.pixel(tile, 0, row * shape.stride(), column * shape.stride());
          for (int r = from; r < to; r++) {
            int output = y + out.pixel(tile, r, row, column);
            Arrays.fill(t, output, output + LANES, biasAt < 0 ? 0 : bias[biasAt + r]);
            for (int k = 0; k < offsets.length; k++) {
              multiplyAdd(false, w[wAt + r * offsets.length + k], t, input + offsets[k], output);
            }
          }
        });
  }

  @Override
  public void denseBackwardData(
      int from, int to, ConvShape shape, float[] w, int wAt, int tiles, float[] t, int dy, int dx) {
    MapLayout in = shape.in();
    int stride = shape.stride();
    int area = shape.kernel() * shape.kernel();
    for (ConvShape.Phase phase : shape.phases()) {
      eachPixel(
          tiles,
          phase.height,
          phase.width,
          (tile, h, column) -> {
            int input = dy + shape.out().pixel(tile, 0, h, column);
            for (int c = from; c < to; c++) {
              int row = phase.row + h * stride;
              int output = dx + in.pixel(tile, c, row, phase.column + column * stride);
              Arrays.fill(t, output, output + LANES, 0);
              for (int k = 0; k < phase.offsets.length; k++) {
                float weight = w[wAt + c * area + phase.weights[k]];
                multiplyAdd(false, weight, t, input + phase.offsets[k], output);
              }
            }
          });
    }
  }

  @Override
  public void denseWeightGradient(
      int from, int to, ConvShape shape, int tiles, float[] t, int dy, int x, float[] g, int at) {
    int height = shape.out().height();
    int group = ConvKernels.group(shape.out());
    float[] partial = new float[LANES];
    for (int r = from; r < to; r++) {
      for (int k = 0; k < shape.columns(); k++) {
        for (int first = 0; first < tiles; first += group) {
          for (int tile = first; tile < Math.min(tiles, first + group); tile++) {
            dots(shape, tile, tile + 1, 0, height, r, shape.offsets()[k], t, dy, x, false, partial);
          }
          g[at + r * shape.columns() + k] += take(partial);
        }
      }
    }
  }

  private interface Pixel {
    void at(int tile, int row, int column);
  }

  private static void eachPixel(int tiles, int height, int width, Pixel work) {
    for (int tile = 0; tile < tiles; tile++) {
      for (int row = 0; row < height; row++) {
        for (int column = 0; column < width; column++) {
          work.at(tile, row, column);
        }
      }
    }
  }

  private boolean rounds(Taps taps) {
    return rounded && ConvKernels.rounds(taps.shape());
  }

  /** A pixel of all examples of a tile: t[to] += v t[from]. */
  private static void multiplyAdd(boolean rounds, float v, float[] t, int from, int to) {
    for (int i = 0; i < LANES; i++) {
      t[to + i] = Math.fma(v, Rounded.read(t[from + i], rounds), t[to + i]);
    }
  }

  /** Adds to partial sums the image rows {@code h} to {@code end - 1} of some tiles. */
  private static void dots(
      ConvShape shape,
      int tile,
      int endTile,
      int h,
      int end,
      int r,
      int offset,
      float[] t,
      int dy,
      int x,
      boolean rounds,
      float[] partial) {
    int stride = shape.stride();
    for (int row = h; row < end; row++) {
      for (int column = 0; column < shape.out().width(); column++) {
        for (int k = tile; k < endTile; k++) {
          int d = dy + shape.out().pixel(k, r, row, column);
          int input = x + offset + shape.in().pixel(k, 0, row * stride, column * stride);
          for (int i = 0; i < LANES; i++) {
            partial[i] = Math.fma(t[d + i], Rounded.read(t[input + i], rounds), partial[i]);
          }
        }
      }
    }
  }

  /** Adds partial sums 8 apart, 4 apart, 2 apart, neighbours, and leaves zeros. */
  private static float take(float[] partial) {
    for (int half = LANES / 2; half > 0; half /= 2) {
      for (int i = 0; i < half; i++) {
        partial[i] += partial[i + half];
      }
    }
    float sum = partial[0];
    Arrays.fill(partial, 0);
    return sum;
  }
}
