package org.frostml.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;
import org.frostml.kernel.ConvShape;
import org.frostml.random.Rng;

/** A dense convolution by libtorch on random numbers. */
final class TorchConvolution implements AutoCloseable {
  private final NDManager manager = TorchMaps.manager();
  private final ConvolutionSize size;
  private final NDArray x;
  private final NDArray w;
  private final NDArray y;
  private final NDArray dy;

  TorchConvolution(ConvolutionSize size, int batch, TorchMaps maps) {
    this.size = size;
    ConvShape shape = size.shape();
    Rng rng = new Rng(1);
    int side = size.side();
    int kernel = size.kernel();
    x = random(rng, maps, batch, size.inputs(), side);
    w = random(rng, maps, size.outputs(), size.inputs(), kernel);
    dy = random(rng, maps, batch, size.outputs(), shape.out().width());
    x.setRequiresGradient(true);
    w.setRequiresGradient(true);
    try (GradientCollector gradients = TorchMaps.gradients()) {
      y = convolve();
    }
  }

  private NDArray random(Rng rng, TorchMaps maps, int n, int channels, int side) {
    float[] numbers = new float[n * channels * side * side];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = (float) rng.nextDouble() - 0.5f;
    }
    return maps.create(manager, numbers, n, channels, side, side);
  }

  private NDArray convolve() {
    return TorchMaps.convolve(x, w, size.stride(), size.padding());
  }

  void forward() {
    convolve().close();
  }

  /** The gradients of x and of w, each added to that of the call before, as libtorch does. */
  void backward() {
    JniUtils.backward((PtNDArray) y, (PtNDArray) dy, true, false);
  }

  @Override
  public void close() {
    manager.close();
  }
}
