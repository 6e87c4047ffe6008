package org.frostml.bench;

import ai.djl.engine.Engine;
import ai.djl.engine.StandardCapabilities;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.GradientCollector;

/** Libtorch's arrays of four dimensions in one of its two layouts, and what is done to them. */
enum TorchMaps {
  /** Example, channel, row, column. */
  NCHW,

  /** Example, row, column, channel, which is named as the other. */
  CHANNELS_LAST;

  private static final Engine ENGINE = Engine.getEngine("PyTorch");

  /** For instance {@code libtorch 2.7.1 with oneDNN}. */
  static String version() {
    boolean dnn = ENGINE.hasCapability(StandardCapabilities.MKLDNN);
    return "libtorch " + ENGINE.getVersion() + (dnn ? " with oneDNN" : " without oneDNN");
  }

  static void threads(int threads) {
    JniUtils.setNumThreads(threads);
  }

  static NDManager manager() {
    return ENGINE.newBaseManager();
  }

  /** What is done until it is closed has gradients. */
  static GradientCollector gradients() {
    return ENGINE.newGradientCollector();
  }

  /**
   * An array of numbers that stand by example (or output), channel, row and column. It is in memory
   * of libtorch's own, which begins cache lines; Java's need not.
   */
  NDArray create(NDManager manager, float[] x, int n, int channels, int height, int width) {
    if (this == NCHW) {
      try (NDArray java = manager.create(x, new Shape(n, channels, height, width))) {
        return java.duplicate();
      }
    }
    int pixels = height * width;
    float[] turned = new float[x.length];
    for (int i = 0; i < n; i++) {
      for (int c = 0; c < channels; c++) {
        for (int p = 0; p < pixels; p++) {
          turned[(i * pixels + p) * channels + c] = x[(i * channels + c) * pixels + p];
        }
      }
    }
    try (NDArray java = manager.create(turned, new Shape(n, height, width, channels));
        NDArray view = java.transpose(0, 3, 1, 2)) {
      return view.duplicate();
    }
  }

  static NDArray convolve(NDArray x, NDArray w, int stride, int padding) {
    return Conv2d.conv2d(x, w, null, new Shape(stride, stride), new Shape(padding, padding))
        .singletonOrThrow();
  }

  @Override
  public String toString() {
    return this == NCHW ? "libtorch" : "libtorch, channels last";
  }
}
