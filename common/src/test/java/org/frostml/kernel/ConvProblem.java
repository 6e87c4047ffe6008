package org.frostml.kernel;

import java.util.Arrays;
import java.util.Random;

/** A random convolution for the kernels: its positions start after others', its bias after them. */
final class ConvProblem {
  private static final int START = 3;

  final ConvShape shape;
  final MapLayout in;
  final MapLayout out;
  final int examples;
  final int tiles;
  final int[] ptr;
  final int[] column;
  final float[] values;
  final int biasAt;
  final Taps taps;
  final float[] turned;
  final float[] t;
  final int x = 5;
  final int y;
  final int dy;
  final int dx;

  ConvProblem(ConvShape shape, int examples, double density) {
    this.shape = shape;
    this.examples = examples;
    in = shape.in();
    out = shape.out();
    tiles = MapLayout.tiles(examples);
    Random random = new Random(shape.columns() * 31L + out.channels() * 17L + out.width());
    ptr = new int[out.channels() + 1];
    ptr[0] = START;
    int[] columns = new int[START + out.channels() * shape.columns()];
    int at = START;
    for (int r = 0; r < out.channels(); r++) {
      // Every 7th row is empty.
      for (int c = 0; c < shape.columns() && (r % 7 != 3 || density == 1); c++) {
        if (random.nextDouble() < density) {
          columns[at++] = c;
        }
      }
      ptr[r + 1] = at;
    }
    column = Arrays.copyOf(columns, at + out.channels());
    biasAt = at;
    values = KernelProblem.random(random, at + out.channels());
    taps = Taps.of(shape, ptr, column);
    turned = new float[taps.size()];
    taps.turn(values, turned);
    y = x + (int) in.floats(tiles);
    dy = y + (int) out.floats(tiles);
    dx = dy + (int) out.floats(tiles);
    t = new float[dx + (int) in.floats(tiles) + 3];
    fill(random, in, x, tiles * Kernels.LANES);
    fill(random, out, y, tiles * Kernels.LANES);
    fill(random, out, dy, examples);
    fill(random, in, dx, tiles * Kernels.LANES);
  }

  /** Random numbers in a map, zeros around it. */
  private void fill(Random random, MapLayout map, int at, int examples) {
    for (int i = 0; i < examples; i++) {
      for (int c = 0; c < map.channels(); c++) {
        for (int h = 0; h < map.height(); h++) {
          for (int w = 0; w < map.width(); w++) {
            t[place(map, at, i, c, h, w)] = random.nextFloat() * 2 - 1;
          }
        }
      }
    }
  }

  /** Rounds X and dY, as some kernels do when they gather them. */
  ConvProblem round() {
    round(t, x, y);
    round(t, dy, dx);
    return this;
  }

  static void round(float[] t, int from, int to) {
    for (int i = from; i < to; i++) {
      t[i] = Rounded.of(t[i]);
    }
  }

  static int place(MapLayout map, int at, int example, int channel, int row, int column) {
    return at + map.pixel(example / 16, channel, row, column) + example % 16;
  }

  /** Whether a float of {@code t} is one of a map's pixels of some channels. */
  boolean[] pixels(MapLayout map, int at, int from, int to) {
    boolean[] inside = new boolean[t.length];
    for (int i = 0; i < tiles * Kernels.LANES; i++) {
      for (int c = from; c < to; c++) {
        for (int h = 0; h < map.height(); h++) {
          for (int w = 0; w < map.width(); w++) {
            inside[place(map, at, i, c, h, w)] = true;
          }
        }
      }
    }
    return inside;
  }

  /** The matrix with all its zeros, row-major. */
  float[] dense() {
    float[] w = new float[out.channels() * shape.columns()];
    for (int r = 0; r < out.channels(); r++) {
      for (int p = ptr[r]; p < ptr[r + 1]; p++) {
        w[r * shape.columns() + column[p]] = values[p];
      }
    }
    return w;
  }

  /** A pixel of a map in t, 0 outside. */
  private double at(MapLayout map, int at, int example, int channel, int row, int column) {
    boolean inside = row >= 0 && row < map.height() && column >= 0 && column < map.width();
    return inside ? t[place(map, at, example, channel, row, column)] : 0;
  }

  /** y at a pixel, by the formula. */
  double forward(float[] w, boolean bias, int example, int channel, int row, int column) {
    int k = shape.kernel();
    double sum = bias ? values[biasAt + channel] : 0;
    for (int j = 0; j < shape.columns(); j++) {
      int h = row * shape.stride() + j / k % k - shape.padding();
      int v = column * shape.stride() + j % k - shape.padding();
      sum += w[channel * shape.columns() + j] * at(in, x, example, j / k / k, h, v);
    }
    return sum;
  }

  /** dx at a pixel: what every output that saw it hands back. */
  double backward(float[] w, int example, int channel, int row, int column) {
    int k = shape.kernel();
    double sum = 0;
    for (int o = 0; o < out.channels(); o++) {
      for (int tap = 0; tap < k * k; tap++) {
        int h = row + shape.padding() - tap / k;
        int v = column + shape.padding() - tap % k;
        if (h % shape.stride() == 0 && v % shape.stride() == 0) {
          sum +=
              w[o * shape.columns() + channel * k * k + tap]
                  * at(out, dy, example, o, h / shape.stride(), v / shape.stride());
        }
      }
    }
    return sum;
  }

  /** The gradient of a weight. */
  double gradient(int row, int column) {
    int k = shape.kernel();
    double sum = 0;
    for (int i = 0; i < examples; i++) {
      for (int h = 0; h < out.height(); h++) {
        for (int w = 0; w < out.width(); w++) {
          int from = h * shape.stride() + column / k % k - shape.padding();
          int side = w * shape.stride() + column % k - shape.padding();
          sum += at(out, dy, i, row, h, w) * at(in, x, i, column / k / k, from, side);
        }
      }
    }
    return sum;
  }

  @Override
  public String toString() {
    return shape + ", " + in + " to " + out + ", " + examples + " examples, " + taps.size();
  }
}
