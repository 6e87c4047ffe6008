package org.frostml.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.frostml.kernel.ConvKernels;
import org.frostml.kernel.ConvShape;
import org.frostml.kernel.MapKernels;
import org.frostml.kernel.MapLayout;
import org.frostml.kernel.Taps;
import org.frostml.sparse.Block;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.Support;

/**
 * A convolution of maps, y = activation(W * x + b), with W sparse: a row per output channel, a
 * column per (input channel, row, column) of its square kernel.
 *
 * @param padding zeros around the input, each way
 * @param bias whether there is a b; before a batch norm it would do nothing
 */
public record Conv2d(
    int outputs, int kernel, int stride, int padding, boolean bias, Activation activation)
    implements Layer {
  static final String NAME = "conv";

  public Conv2d {
    if (outputs < 1 || kernel < 1 || stride < 1 || padding < 0 || padding >= kernel) {
      throw new IllegalArgumentException(
          "a convolution needs at least 1 output, a kernel and a stride of at least 1, and a padding"
              + " below the kernel: "
              + outputs
              + " outputs, kernel "
              + kernel
              + ", stride "
              + stride
              + ", padding "
              + padding);
    }
  }

  /** The padding that keeps a map's size at stride 1. */
  static int padding(int kernel) {
    return (kernel - 1) / 2;
  }

  @Override
  public Bound bind(String name, Value x, Plan plan) {
    plan.requireMap(x, spec(), Math.max(1, kernel - 2 * padding));
    return bind(name, x, plan, Block.Kind.KERNEL);
  }

  /** The same with weights that do not move. */
  InPlace fixed(String name, Value x, Plan plan) {
    return bind(name, x, plan, Block.Kind.FIXED);
  }

  private InPlace bind(String name, Value x, Plan plan, Block.Kind kind) {
    Shape in = x.shape();
    if ((double) in.channels() * kernel * kernel > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          spec() + " of " + in.channels() + " channels has too many weights for one output");
    }
    int window = kernel * kernel;
    int columns = in.channels() * window;
    int weight =
        plan.kernels(name + ".weight", kind, outputs, columns, window, new Fill.Kaiming(columns));
    int b =
        bias ? plan.vector(name + ".bias", outputs, new Fill.Bias(columns)) : WeightRows.NO_BIAS;
    Value out =
        plan.map(
            new Shape(
                outputs,
                ConvShape.outputs(in.height(), kernel, stride, padding),
                ConvShape.outputs(in.width(), kernel, stride, padding)));
    plan.pad(x, padding);
    plan.pad(out, ConvShape.outputPad(kernel, stride, padding));
    return new InPlace(this, x, out, weight, b);
  }

  @Override
  public Optional<Layer> withRelu() {
    return activation == Activation.RELU
        ? Optional.empty()
        : Optional.of(new Conv2d(outputs, kernel, stride, padding, bias, Activation.RELU));
  }

  @Override
  public String spec() {
    List<String> arguments = new ArrayList<>();
    arguments.add(Integer.toString(outputs));
    arguments.add(Integer.toString(kernel));
    if (stride > 1) {
      arguments.add("stride=" + stride);
    }
    if (padding != padding(kernel)) {
      arguments.add("padding=" + padding);
    }
    if (bias) {
      arguments.add("bias");
    }
    if (activation == Activation.RELU) {
      arguments.add("relu");
    }
    return NAME + "(" + String.join(",", arguments) + ")";
  }

  /** W is block {@code weight}; b is block {@code bias}, if there is one. */
  record InPlace(Conv2d layer, Value x, Value out, int weight, int bias) implements Bound {
    private boolean relu() {
      return layer.activation == Activation.RELU;
    }

    private int outputs() {
      return layer.outputs;
    }

    private int inputs() {
      return x.shape().channels();
    }

    /** Output pixels, at each of which every weight is used. */
    private long pixels() {
      return (long) out.shape().height() * out.shape().width();
    }

    @Override
    public void multiplyAdds(Cost cost) {
      cost.accept(weight, (x.hasGradient() ? 3 : 2) * passMultiplyAdds());
    }

    /** Multiply-adds of one pass with all weights, an example. */
    long passMultiplyAdds() {
      return (long) outputs() * inputs() * layer.kernel * layer.kernel * pixels();
    }

    @Override
    public Dead dead(Support support, Dead downstream) {
      return downstream.before(support, weight);
    }

    private WeightRows rows() {
      return new WeightRows(x, out, layer.activation, weight, bias, this::isInside);
    }

    /** Whether a column of the kernel meets pixels of the map at every output pixel. */
    private boolean isInside(int column) {
      int row = column / layer.kernel - layer.padding;
      int col = column % layer.kernel - layer.padding;
      return row >= 0
          && row + (out.shape().height() - 1) * layer.stride < x.shape().height()
          && col >= 0
          && col + (out.shape().width() - 1) * layer.stride < x.shape().width();
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
      boolean biased = rows().shrink(live, to);
      return new Conv2d(
          live.kept(out.place()).length,
          layer.kernel,
          layer.stride,
          layer.padding,
          biased,
          layer.activation);
    }

    private ConvShape shape(Tape tape) {
      return tape.shape(
          weight,
          () ->
              new ConvShape(
                  tape.map(x.place()),
                  tape.map(out.place()),
                  layer.kernel,
                  layer.stride,
                  layer.padding));
    }

    private Taps taps(Pass pass) {
      return pass.tape().taps(weight, shape(pass.tape()), pass.weights().support());
    }

    @Override
    public void forward(Pass pass) {
      Tape tape = pass.tape();
      ConvKernels kernels = pass.kernels().convolutions();
      Support support = pass.weights().support();
      float[] values = pass.weights().values();
      float[] t = tape.array();
      int in = tape.at(x.place());
      int y = tape.at(out.place());
      int biasAt = bias == WeightRows.NO_BIAS ? -1 : support.from(bias);
      if (pass.runsDense(weight)) {
        ConvShape shape = shape(tape);
        Tape.Matrix w = tape.matrix(weight, pass.weights());
        pass.team()
            .share(
                outputs(),
                (from, to) -> {
                  kernels.denseForward(
                      from, to, shape, w.array(), w.at(), values, biasAt, tape.tiles(), t, in, y);
                  cut(pass, from, to);
                });
      } else {
        Taps taps = taps(pass);
        pass.team()
            .share(
                taps.rowPtr(),
                outputs(),
                (from, to) -> {
                  kernels.forward(from, to, taps, values, biasAt, tape.tiles(), t, in, y);
                  cut(pass, from, to);
                });
      }
      pass.count(pixels() * support.count(weight));
    }

    /** The ReLU of some channels, while they are in the caches. */
    private void cut(Pass pass, int from, int to) {
      if (relu()) {
        Tape tape = pass.tape();
        MapLayout map = tape.map(out.place());
        int y = tape.at(out.place());
        pass.kernels()
            .maps()
            .normalise(
                from,
                to,
                tape.examples(),
                tape.array(),
                map,
                y,
                tape.ones(outputs()),
                tape.zeros(outputs()),
                null,
                0,
                Elementwise.ZERO,
                map,
                y);
      }
    }

    @Override
    public void backward(Pass pass) {
      Gradient g = pass.gradient();
      Tape tape = pass.tape();
      if (relu()) {
        Elementwise.gate(pass, out.place(), out.gradient());
      }
      if (bias != WeightRows.NO_BIAS) {
        biasGradient(pass);
      }
      int in = tape.at(x.place());
      int dy = tape.at(out.gradient());
      g.addOuter(pass.team(), weight, new ConvProduct(pass, shape(tape), () -> taps(pass), in, dy));
      pass.count(pixels() * g.outerMultiplyAdds(weight));
      if (x.hasGradient()) {
        backwardData(pass, dy, tape.at(x.gradient()));
        pass.count(pixels() * pass.weights().support().count(weight));
      }
    }

    /** Of every bias, the sum of its channel's gradients. */
    void biasGradient(Pass pass) {
      Tape tape = pass.tape();
      MapKernels maps = pass.kernels().maps();
      MapLayout map = tape.map(out.gradient());
      float[] t = tape.array();
      int dy = tape.at(out.gradient());
      pass.gradient()
          .addVector(
              pass.team(),
              bias,
              (from, to, sums, at) ->
                  maps.biasGradient(from, to, tape.examples(), t, map, dy, sums, at));
    }

    private void backwardData(Pass pass, int dy, int dx) {
      Tape tape = pass.tape();
      ConvKernels kernels = pass.kernels().convolutions();
      float[] t = tape.array();
      if (pass.runsDense(weight)) {
        ConvShape shape = shape(tape);
        Tape.Matrix w = tape.matrix(weight, pass.weights());
        pass.team()
            .share(
                inputs(),
                (from, to) ->
                    kernels.denseBackwardData(
                        from, to, shape, w.array(), w.at(), tape.tiles(), t, dy, dx));
      } else {
        Taps taps = taps(pass);
        float[] turned = tape.turned(weight, taps, pass.weights());
        pass.team()
            .share(
                taps.columnPtr(),
                inputs(),
                (from, to) ->
                    kernels.backwardData(from, to, taps, turned, tape.tiles(), t, dy, dx));
      }
    }
  }
}
