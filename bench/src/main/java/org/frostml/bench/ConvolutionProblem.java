package org.frostml.bench;

import org.frostml.kernel.Aligned;
import org.frostml.kernel.ConvKernels;
import org.frostml.kernel.ConvShape;
import org.frostml.kernel.Kernels;
import org.frostml.kernel.MapLayout;
import org.frostml.kernel.Taps;
import org.frostml.random.Rng;
import org.frostml.sparse.Block;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Support;

/** The products of one convolution on random numbers: sparse at a density, and dense. */
public final class ConvolutionProblem {
  private final ConvKernels kernels;
  private final ConvShape shape;
  private final int inputs;
  private final int outputs;
  private final int tiles;
  private final double flops;
  private final Taps taps;
  private final float[] values;
  private final float[] turned;
  private final float[] gradient;
  private final float[] matrix;
  private final float[] matrixGradient;
  private final float[] t;
  private final int x = Aligned.START;
  private final int y;
  private final int dy;
  private final int dx;

  public ConvolutionProblem(Kernels kernels, ConvolutionSize size, int batch, double density) {
    this.kernels = kernels.convolutions();
    shape = size.shape();
    inputs = size.inputs();
    outputs = size.outputs();
    tiles = MapLayout.tiles(batch);
    flops = 2.0 * size.pixels() * batch;
    Layout.Builder builder = new Layout.Builder();
    builder.add("weight", Block.Kind.WEIGHT, outputs, shape.columns());
    Layout layout = builder.build();
    Rng rng = new Rng(1);
    matrix = new float[layout.size()];
    float[] theta = new float[layout.size()];
    for (int j = 0; j < matrix.length; j++) {
      matrix[j] = (float) rng.nextGaussian();
      theta[j] = rng.nextDouble() < density ? matrix[j] : 0;
    }
    Support support = Support.of(layout, 0, theta);
    values = support.restrict(theta);
    taps = Taps.of(shape, support.csr().rowPtr(0), support.csr().column());
    turned = new float[taps.size()];
    taps.turn(values, turned);
    gradient = new float[values.length];
    matrixGradient = new float[matrix.length];
    MapLayout in = shape.in();
    MapLayout out = shape.out();
    y = end(in, x);
    dy = end(out, y);
    dx = end(out, dy);
    t = Aligned.allocate(end(in, dx) - x);
    fill(in, x, batch, rng);
    fill(out, dy, batch, rng);
  }

  /** Where the map after a map may begin, on a cache line. */
  private int end(MapLayout map, int at) {
    return Math.toIntExact(
        at + (map.floats(tiles) + Kernels.LANES - 1) / Kernels.LANES * Kernels.LANES);
  }

  /** Random numbers in a map, zeros around it and in place of examples that are not there. */
  private void fill(MapLayout map, int at, int batch, Rng rng) {
    for (int i = 0; i < batch; i++) {
      for (int h = 0; h < map.height(); h++) {
        for (int c = 0; c < map.channels(); c++) {
          for (int w = 0; w < map.width(); w++) {
            int pixel = map.pixel(i / Kernels.LANES, c, h, w) + i % Kernels.LANES;
            t[at + pixel] = (float) rng.nextDouble() - 0.5f;
          }
        }
      }
    }
  }

  /** Floating-point operations of a sparse product: two a non-zero, output pixel and example. */
  public double sparseFlops() {
    return flops * values.length;
  }

  /** Floating-point operations of a dense product. */
  public double denseFlops() {
    return flops * matrix.length;
  }

  public void forward() {
    kernels.forward(0, outputs, taps, values, -1, tiles, t, x, y);
  }

  /** With the values put into the order of the way back, as every step must. */
  public void backwardData() {
    taps.turn(values, turned);
    kernels.backwardData(0, inputs, taps, turned, tiles, t, dy, dx);
  }

  public void weightGradient() {
    kernels.weightGradient(0, outputs, taps, tiles, t, dy, x, gradient);
  }

  public void denseForward() {
    kernels.denseForward(0, outputs, shape, matrix, 0, null, -1, tiles, t, x, y);
  }

  public void denseBackwardData() {
    kernels.denseBackwardData(0, inputs, shape, matrix, 0, tiles, t, dy, dx);
  }

  public void denseWeightGradient() {
    kernels.denseWeightGradient(0, outputs, shape, tiles, t, dy, x, matrixGradient, 0);
  }
}
