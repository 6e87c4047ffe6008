package org.frostml.kernel;

import static org.frostml.kernel.Kernels.LANES;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A convolution between two maps: y[o][h][w] = sum of W[o][c][i][j] x[c][h s + i - p][w s + j - p]
 * over channels c and the k x k pixels (i, j), with stride s and padding p.
 *
 * <p>Of W, a matrix of a row per output channel and a column per (c, i, j), a column is one
 * distance in the array of activations, from the pixel (h s, w s) of channel 0: a convolution is a
 * product with a matrix whose columns are shifted.
 */
public final class ConvShape {
  private final MapLayout in;
  private final MapLayout out;
  private final int kernel;
  private final int stride;
  private final int padding;
  private final int[] offsets;
  private final int[] inOrder;
  private final int[] inputs;
  private final List<Phase> phases;
  private final int[] inputPixels;
  private final int[] outputPixels;

  public ConvShape(MapLayout in, MapLayout out, int kernel, int stride, int padding) {
    this.in = in;
    this.out = out;
    this.kernel = kernel;
    this.stride = stride;
    this.padding = padding;
    require();
    offsets = new int[columns()];
    inOrder = IntStream.range(0, offsets.length).toArray();
    inputs = new int[offsets.length];
    for (int column = 0; column < offsets.length; column++) {
      inputs[column] = column / (kernel * kernel);
      int row = column / kernel % kernel - padding;
      offsets[column] =
          inputs[column] * in.plane() + row * in.pitch() + (column % kernel - padding) * LANES;
    }
    List<Phase> all = new ArrayList<>();
    for (int row = 0; row < Math.min(stride, in.height()); row++) {
      for (int column = 0; column < Math.min(stride, in.width()); column++) {
        all.add(new Phase(row, column));
      }
    }
    phases = List.copyOf(all);
    int image = out.height() * out.width();
    inputPixels = new int[ConvKernels.group(out) * image];
    outputPixels = new int[inputPixels.length];
    for (int q = 0; q < inputPixels.length; q++) {
      int tile = q / image;
      int row = q % image / out.width();
      int column = q % out.width();
      inputPixels[q] = tile * in.tile() + row * stride * in.pitch() + column * stride * LANES;
      outputPixels[q] = tile * out.tile() + row * out.pitch() + column * LANES;
    }
  }

  private void require() {
    if (kernel < 1 || stride < 1 || padding < 0 || padding >= kernel) {
      throw new IllegalArgumentException(
          this + " needs a kernel and a stride of at least 1, and a padding below the kernel");
    }
    int height = outputs(in.height(), kernel, stride, padding);
    int width = outputs(in.width(), kernel, stride, padding);
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          this + " finds no room on a map of " + in.height() + " x " + in.width());
    }
    if (height != out.height() || width != out.width()) {
      throw new IllegalArgumentException(
          this
              + " gives a map of "
              + height
              + " x "
              + width
              + ", not "
              + out.height()
              + " x "
              + out.width());
    }
    if (in.pad() < padding) {
      throw new IllegalArgumentException(
          this + " needs " + padding + " zeros around its input, not " + in.pad());
    }
    if (out.pad() < outputPad(kernel, stride, padding)) {
      throw new IllegalArgumentException(
          this
              + " needs "
              + outputPad(kernel, stride, padding)
              + " zeros around its output, for the way back, not "
              + out.pad());
    }
  }

  /** The rows, or columns, that a convolution gives from so many. */
  public static int outputs(int inputs, int kernel, int stride, int padding) {
    return Math.floorDiv(inputs + 2 * padding - kernel, stride) + 1;
  }

  /** The zeros that {@link ConvKernels#backwardData} wants around dY. */
  public static int outputPad(int kernel, int stride, int padding) {
    return (kernel - 1 - padding + stride - 1) / stride;
  }

  public MapLayout in() {
    return in;
  }

  public MapLayout out() {
    return out;
  }

  public int kernel() {
    return kernel;
  }

  public int stride() {
    return stride;
  }

  public int padding() {
    return padding;
  }

  /** Columns of the matrix of weights; its rows are the output's channels. */
  public int columns() {
    return in.channels() * kernel * kernel;
  }

  /** For every column of W its input channel. */
  int[] inputs() {
    return inputs;
  }

  /** For every column of W the distance, in floats, of its pixel from that of channel 0. */
  int[] offsets() {
    return offsets;
  }

  /** 0, 1, 2, ...: forward, a column's place in a row of W. */
  int[] columnsInOrder() {
    return inOrder;
  }

  /**
   * Pixels of an image row that the weight gradient takes where it goes by so many: one more than
   * there are, of the zeros after them, if that leaves no rest. What that one is multiplied by is a
   * pixel too, or a zero.
   */
  int dotWidth(int pixels) {
    boolean zero = stride == 1 && in.pad() > 0 && out.pad() > 0;
    return out.width() + (zero && (out.width() + 1) % pixels == 0 ? 1 : 0);
  }

  /** For every output pixel of {@link ConvKernels#group} tiles, row by row, its pixel in X. */
  int[] inputPixels() {
    return inputPixels;
  }

  /** The same pixel in Y. */
  int[] outputPixels() {
    return outputPixels;
  }

  /** The parts of {@link ConvKernels#backwardData}, by row and then column. */
  List<Phase> phases() {
    return phases;
  }

  @Override
  public String toString() {
    return "a convolution of "
        + kernel
        + " x "
        + kernel
        + " pixels, stride "
        + stride
        + ", padding "
        + padding;
  }

  /**
   * The input pixels (row + i s, column + j s): which of a kernel's pixels reach them is the same
   * for all, and they reach them from the output pixel (i, j) at fixed distances.
   */
  final class Phase {
    /** No distance: a column that takes no output to this phase's inputs. */
    static final int UNREACHED = Integer.MIN_VALUE;

    final int row;
    final int column;
    final int height;
    final int width;

    /** For output channel 0, then 1, ...: distances in dY, and places in a row-major W. */
    final int[] offsets;

    final int[] weights;

    /**
     * For every column of W the distance in dY, from the pixel (i, j) of channel 0, of what reaches
     * it from that channel; or {@link #UNREACHED}.
     */
    final int[] distances;

    private Phase(int row, int column) {
      this.row = row;
      this.column = column;
      height = (in.height() - row + stride - 1) / stride;
      width = (in.width() - column + stride - 1) / stride;
      int area = kernel * kernel;
      distances = new int[columns()];
      Arrays.setAll(distances, c -> distance(c % area));
      int[] taps = IntStream.range(0, area).filter(tap -> distances[tap] != UNREACHED).toArray();
      offsets = new int[taps.length * out.channels()];
      weights = new int[offsets.length];
      int at = 0;
      for (int channel = 0; channel < out.channels(); channel++) {
        for (int tap : taps) {
          offsets[at] = channel * out.plane() + distances[tap];
          weights[at++] = channel * columns() + tap;
        }
      }
    }

    /** Of the kernel's pixel (tap / k, tap % k). */
    private int distance(int tap) {
      int down = row + padding - tap / kernel;
      int right = column + padding - tap % kernel;
      if (Math.floorMod(down, stride) != 0 || Math.floorMod(right, stride) != 0) {
        return UNREACHED;
      }
      return Math.floorDiv(down, stride) * out.pitch() + Math.floorDiv(right, stride) * LANES;
    }
  }
}
