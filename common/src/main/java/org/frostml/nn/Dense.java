package org.frostml.nn;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.frostml.kernel.FusedProducts;
import org.frostml.kernel.Kernels;
import org.frostml.kernel.PackedRows;
import org.frostml.kernel.SparseBatch;
import org.frostml.kernel.Transpose;
import org.frostml.sparse.Csr;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.MatrixProduct;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;

/** A fully connected layer, y = activation(W x + b), with W sparse. */
public record Dense(int outputs, Activation activation) implements Layer {
  static final String NAME = "dense";

  public Dense {
    if (outputs < 1) {
      throw new IllegalArgumentException("a dense layer needs at least 1 output: " + outputs);
    }
  }

  @Override
  public Bound bind(String name, Value x, Plan plan) {
    plan.requireMatrix(x, NAME);
    int inputs = x.shape().size();
    // The weight gradient wants its input transposed; that of sparse features, its output.
    plan.scratch(inputs, plan.isFirst() ? outputs : inputs);
    int weight = plan.weight(name + ".weight", outputs, x, new Fill.Kaiming(inputs));
    int bias = plan.vector(name + ".bias", outputs, new Fill.Bias(inputs));
    return new InPlace(x, plan.matrix(outputs), activation, weight, bias);
  }

  @Override
  public Optional<Layer> withRelu() {
    return activation == Activation.RELU
        ? Optional.empty()
        : Optional.of(new Dense(outputs, Activation.RELU));
  }

  @Override
  public String spec() {
    return activation == Activation.IDENTITY
        ? "dense(" + outputs + ")"
        : "dense(" + outputs + "," + activation.name().toLowerCase(Locale.ROOT) + ")";
  }

  /** W is block {@code weight}, outputs x inputs; b is block {@code bias}. */
  record InPlace(Value x, Value out, Activation activation, int weight, int bias) implements Bound {
    int inputs() {
      return x.shape().size();
    }

    int outputs() {
      return out.shape().size();
    }

    private boolean relu() {
      return activation == Activation.RELU;
    }

    @Override
    public void multiplyAdds(Cost cost) {
      cost.accept(weight, (x.hasGradient() ? 3L : 2L) * inputs() * outputs());
    }

    @Override
    public Dead dead(Support support, Dead downstream) {
      return downstream.before(support, weight);
    }

    private WeightRows rows() {
      return new WeightRows(x, out, activation, weight, bias, column -> true);
    }

    @Override
    public void constants(Liveness live) {
      rows().constants(live);
    }

    @Override
    public void uses(Liveness live) {
      rows().uses(live);
    }

    @Override
    public Layer shrink(Liveness live, Remains to) {
      rows().shrink(live, to);
      return new Dense(live.kept(out.place()).length, activation);
    }

    @Override
    public boolean isSingle() {
      return true;
    }

    @Override
    public Single single(Weights weights, Single.Slots slots) {
      Support s = weights.support();
      PackedRows rows =
          new PackedRows(
              outputs(),
              inputs(),
              s.csr().rowPtr(weight),
              s.csr().column(),
              weights.values(),
              s.from(bias),
              relu());
      int slot = slots.add(outputs());
      return (in, scratch) -> {
        rows.multiply(in, scratch[slot]);
        return scratch[slot];
      };
    }

    @Override
    public boolean takesSparse() {
      return true;
    }

    @Override
    public Single.OfSparse ofSparse(Weights weights, Single.Slots slots) {
      Support s = weights.support();
      int[] ptr = s.csr().colPtr(weight);
      int[] row = s.csr().row(weight);
      int[] source = s.csr().source(weight);
      float[] values = weights.values();
      int rows = outputs();
      int slot = slots.add(rows);
      return (in, scratch) -> {
        float[] y = scratch[slot];
        System.arraycopy(values, s.from(bias), y, 0, rows);
        FusedProducts.rows(0, 1, in, ptr, row, source, values, y, 0, rows);
        for (int r = 0; relu() && r < rows; r++) {
          y[r] = Math.max(y[r], 0);
        }
        return y;
      };
    }

    @Override
    public void forward(Pass pass) {
      SparseBatch batch = pass.tape().sparse(x.place());
      if (batch != null) {
        forward(pass, batch);
        return;
      }
      int in = pass.tape().at(x.place());
      int y = pass.tape().at(out.place());
      if (pass.runsDense(weight)) {
        forwardDense(pass, in, y);
      } else {
        forwardSparse(pass, in, y);
      }
      pass.count(pass.weights().support().count(weight));
    }

    /**
     * Of sparse features: every example adds the columns of those it has up, which a last turn
     * makes rows of.
     */
    private void forward(Pass pass, SparseBatch batch) {
      Kernels kernels = pass.kernels();
      Support s = pass.weights().support();
      Csr csr = s.csr();
      float[] values = pass.weights().values();
      float[] t = pass.tape().array();
      int width = pass.tape().width();
      int sums = pass.tape().scratch();
      int rows = outputs();
      int[] ptr = csr.colPtr(weight);
      int[] row = csr.row(weight);
      int[] source = csr.source(weight);
      for (int i = 0; i < width; i++) {
        System.arraycopy(values, s.from(bias), t, sums + i * rows, rows);
      }
      pass.team()
          .share(
              batch.examples(),
              (from, to) ->
                  kernels.spspmm(from, to, batch, ptr, row, source, values, t, sums, rows));
      for (int i = sums; relu() && i < sums + width * rows; i++) {
        t[i] = Math.max(t[i], 0);
      }
      Transpose.matrix(t, sums, width, rows, pass.tape().at(out.place()));
      pass.countAll(batch.sizes(ptr));
    }

    private void forwardSparse(Pass pass, int in, int y) {
      Kernels kernels = pass.kernels();
      Support s = pass.weights().support();
      float[] values = pass.weights().values();
      float[] t = pass.tape().array();
      int width = pass.tape().width();
      int[] ptr = s.csr().rowPtr(weight);
      int[] idx = s.csr().column();
      int biasAt = s.from(bias);
      pass.team()
          .share(
              ptr,
              outputs(),
              (from, to) ->
                  kernels.spmm(from, to, ptr, idx, values, biasAt, relu(), t, in, y, width));
    }

    private void forwardDense(Pass pass, int in, int y) {
      Kernels kernels = pass.kernels();
      Tape.Matrix w = pass.tape().matrix(weight, pass.weights());
      int cols = inputs();
      float[] values = pass.weights().values();
      int biasAt = pass.weights().support().from(bias);
      float[] t = pass.tape().array();
      int width = pass.tape().width();
      pass.team()
          .share(
              outputs(),
              (from, to) -> {
                for (int r = from; r < to; r++) {
                  Arrays.fill(t, y + r * width, y + (r + 1) * width, values[biasAt + r]);
                }
                kernels.gemm(from, to, cols, width, w.array(), w.at(), cols, 1, t, in, t, y);
                for (int i = y + from * width; relu() && i < y + to * width; i++) {
                  t[i] = Math.max(t[i], 0);
                }
              });
    }

    @Override
    public void backward(Pass pass) {
      Kernels kernels = pass.kernels();
      Gradient g = pass.gradient();
      Tape tape = pass.tape();
      float[] t = tape.array();
      int width = tape.width();
      int y = tape.at(out.place());
      int dy = tape.at(out.gradient());
      g.addVector(
          pass.team(),
          bias,
          (from, to, sums, at) ->
              kernels.biasGradient(from, to, relu(), t, y, dy, sums, at, width));
      SparseBatch batch = tape.sparse(x.place());
      if (batch != null) {
        Transpose.matrix(t, dy, outputs(), width, tape.scratch());
        g.addOuter(kernels, pass.team(), batch, t, tape.scratch());
        pass.countAll(g.outerMultiplyAdds(batch));
        return;
      }
      int in = tape.at(x.place());
      g.addOuter(
          pass.team(),
          weight,
          new MatrixProduct(kernels, inputs(), t, dy, in, tape.scratch(), width));
      pass.count(g.outerMultiplyAdds(weight));
      if (x.hasGradient()) {
        int dx = tape.at(x.gradient());
        if (pass.runsDense(weight)) {
          backwardDense(pass, dy, dx);
        } else {
          backwardSparse(pass, dy, dx);
        }
        pass.count(pass.weights().support().count(weight));
      }
    }

    /** dX = W^T dY by the transpose's rows. */
    private void backwardSparse(Pass pass, int dy, int dx) {
      Kernels kernels = pass.kernels();
      Csr csr = pass.weights().support().csr();
      float[] values = pass.tape().transposed(weight, pass.weights());
      float[] t = pass.tape().array();
      int width = pass.tape().width();
      int[] ptr = csr.colPtr(weight);
      int[] idx = csr.row(weight);
      pass.team()
          .share(
              ptr,
              inputs(),
              (from, to) -> kernels.spmm(from, to, ptr, idx, values, -1, false, t, dy, dx, width));
    }

    private void backwardDense(Pass pass, int dy, int dx) {
      Kernels kernels = pass.kernels();
      Tape.Matrix w = pass.tape().matrix(weight, pass.weights());
      int cols = inputs();
      float[] t = pass.tape().array();
      int width = pass.tape().width();
      pass.team()
          .share(
              cols,
              (from, to) -> {
                Arrays.fill(t, dx + from * width, dx + to * width, 0f);
                kernels.gemm(from, to, outputs(), width, w.array(), w.at(), 1, cols, t, dy, t, dx);
              });
    }
  }
}
