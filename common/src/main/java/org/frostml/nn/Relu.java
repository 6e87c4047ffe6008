package org.frostml.nn;

import org.frostml.sparse.Layout;

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
    public void forward(Pass pass, float[] x, float[] y) {
      for (int i = 0; i < outputs * pass.width(); i++) {
        y[i] = Math.max(x[i], 0);
      }
    }

    @Override
    public void backward(Pass pass, float[] x, float[] y, float[] dy, float[] dx) {
      if (dx != null) {
        for (int i = 0; i < outputs * pass.width(); i++) {
          dx[i] = y[i] > 0 ? dy[i] : 0;
        }
      }
    }
  }
}
