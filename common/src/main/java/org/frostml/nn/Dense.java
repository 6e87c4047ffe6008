package org.frostml.nn;

import org.frostml.kernel.Kernels;
import org.frostml.sparse.Block;
import org.frostml.sparse.Csr;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;

/** A fully connected layer, y = W x + b, with W sparse. */
public record Dense(int outputs) implements Layer {
  public Dense {
    if (outputs < 1) {
      throw new IllegalArgumentException("a dense layer needs at least 1 output: " + outputs);
    }
  }

  @Override
  public Bound bind(String name, int inputs, Layout.Builder layout) {
    int weight = layout.add(name + ".weight", Block.Kind.WEIGHT, outputs, inputs);
    int bias = layout.add(name + ".bias", Block.Kind.BIAS, outputs, 1);
    return new InPlace(inputs, outputs, weight, bias);
  }

  @Override
  public String spec() {
    return "dense(" + outputs + ")";
  }

  /** W is block {@code weight}, outputs x inputs; b is block {@code bias}. */
  private record InPlace(int inputs, int outputs, int weight, int bias) implements Bound {
    @Override
    public long multiplyAdds() {
      return (long) inputs * outputs;
    }

    @Override
    public void forward(Kernels kernels, Weights w, float[] x, float[] y, int width) {
      Support s = w.support();
      kernels.spmm(
          outputs, s.csr().rowPtr(weight), s.csr().column(), w.values(), s.from(bias), x, y, width);
    }

    @Override
    public void countForward(Weights w, Gradient g, int examples) {
      g.addFlops(active(w.support()), examples);
    }

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
      g.addOuter(kernels, weight, dy, x, width, examples);
      g.addRowSums(bias, dy, width);
      if (dx != null) {
        Csr csr = w.support().csr();
        csr.transpose(weight, w.values(), scratch);
        kernels.spmm(inputs, csr.colPtr(weight), csr.row(), scratch, -1, dy, dx, width);
        g.addFlops(active(w.support()), examples);
      }
    }

    private int active(Support s) {
      return s.from(weight + 1) - s.from(weight);
    }
  }
}
