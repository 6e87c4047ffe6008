package org.frostml.nn;

import org.frostml.sparse.Block;
import org.frostml.sparse.Csr;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Support;

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
    public void forward(Pass pass, float[] x, float[] y) {
      Support s = pass.weights().support();
      Csr csr = s.csr();
      float[] values = pass.weights().values();
      pass.kernels()
          .spmm(
              outputs, csr.rowPtr(weight), csr.column(), values, s.from(bias), x, y, pass.width());
      pass.count(active(s));
    }

    @Override
    public void backward(Pass pass, float[] x, float[] y, float[] dy, float[] dx) {
      pass.gradient().addOuter(pass.kernels(), weight, dy, x, pass.width(), pass.examples());
      pass.gradient().addRowSums(bias, dy, pass.width());
      if (dx != null) {
        Support s = pass.weights().support();
        Csr csr = s.csr();
        float[] values = pass.scratch();
        csr.transpose(weight, pass.weights().values(), values);
        pass.kernels()
            .spmm(inputs, csr.colPtr(weight), csr.row(), values, -1, dy, dx, pass.width());
        pass.count(active(s));
      }
    }

    private int active(Support s) {
      return s.from(weight + 1) - s.from(weight);
    }
  }
}
