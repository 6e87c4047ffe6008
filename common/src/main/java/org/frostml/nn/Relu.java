package org.frostml.nn;

import org.frostml.kernel.Kernels;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Weights;

/** y = max(x, 0), with slope 0 at 0. */
public record Relu() implements Layer {
  @Override
  public Bound bind(String name, int inputs, Layout.Builder layout) {
    return new InPlace(inputs);
  }

  @Override
  public String spec() {
    return "relu";
  }

  private record InPlace(int outputs) implements Bound {
    @Override
    public long multiplyAdds() {
      return 0;
    }

    @Override
    public void forward(Kernels kernels, Weights w, float[] x, float[] y, int width) {
      for (int i = 0; i < outputs * width; i++) {
        y[i] = Math.max(x[i], 0);
      }
    }

    @Override
    public void countForward(Weights w, Gradient g, int examples) {}

    @Override
    public void backward(
        Kernels kernels,
        Weights w,
        float[] x,
        float[] y,
        float[] dy,
        float[] dx,
        float[] scratch,
        Gradient g,
        int width,
        int examples) {
      if (dx != null) {
        for (int i = 0; i < outputs * width; i++) {
          dx[i] = y[i] > 0 ? dy[i] : 0;
        }
      }
    }
  }
}
