package org.frostml.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.GradientCollector;
import ai.djl.training.loss.Loss;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.frostml.nn.Activation;
import org.frostml.nn.BatchNorm;
import org.frostml.nn.Chain;
import org.frostml.nn.Conv2d;
import org.frostml.nn.Dense;
import org.frostml.nn.GlobalPool;
import org.frostml.nn.Layer;
import org.frostml.nn.Network;
import org.frostml.nn.Relu;
import org.frostml.nn.Residual;
import org.frostml.nn.Shortcut;
import org.frostml.sparse.Block;

/** A network of Frost's, dense, by libtorch: the same layers, weights by the names of blocks. */
final class TorchNetwork implements AutoCloseable {
  private final NDManager manager = TorchMaps.manager();
  private final Network network;
  private final float[] theta;
  private final TorchMaps maps;
  private final DataType type;
  private final List<Batch> batches = new ArrayList<>();
  private final Optimizer rule;
  private int steps;

  /** The weights with shifts moved, while {@link #clearOfKinks} goes through the network. */
  private float[] moved;

  private final Map<String, NDArray> parameters = new HashMap<>();
  private final Map<String, NDArray> statistics = new HashMap<>();
  private final Loss loss = new SoftmaxCrossEntropyLoss();

  /** Examples in libtorch's memory. */
  private record Batch(NDArray images, NDArray labels) {}

  /** That learns as {@link StepProblem}'s dense steps do. */
  TorchNetwork(
      Network network, float[] theta, TorchExamples examples, TorchMaps maps, DataType type) {
    this(network, theta, examples, maps, type, sgd(StepProblem.RATE, 0));
  }

  /**
   * @param theta the weights it begins with
   * @param examples the first batch
   * @param type of all numbers
   * @param rule of its steps, of no other network's
   */
  TorchNetwork(
      Network network,
      float[] theta,
      TorchExamples examples,
      TorchMaps maps,
      DataType type,
      Optimizer rule) {
    this.network = network;
    this.theta = theta;
    this.maps = maps;
    this.type = type;
    this.rule = rule;
    add(examples);
  }

  static Optimizer sgd(float rate, float momentum) {
    return Optimizer.sgd()
        .setLearningRateTracker(Tracker.fixed(rate))
        .optMomentum(momentum)
        .optWeightDecays(StepProblem.DECAY)
        .build();
  }

  TorchMaps maps() {
    return maps;
  }

  /** Another batch: steps take one after the other, and begin again. */
  void add(TorchExamples examples) {
    int n = examples.labels().length;
    int channels = network.in().channels();
    int height = network.in().height();
    int width = network.in().width();
    NDArray images = typed(maps.create(manager, examples.x(), n, channels, height, width));
    long[] classes = new long[n];
    for (int i = 0; i < n; i++) {
      classes[i] = examples.labels()[i];
    }
    batches.add(new Batch(images, manager.create(classes)));
  }

  /** One step of SGD; the mean loss before it. */
  double step() {
    try (NDManager scratch = manager.newSubManager()) {
      double before = gradients(scratch, batches.get(steps++ % batches.size()));
      parameters.forEach(
          (name, parameter) -> {
            try (NDArray gradient = parameter.getGradient()) {
              rule.update(name, parameter, gradient);
            }
          });
      return before;
    }
  }

  /** Makes the first batch's gradients at the weights as they are; the mean loss. */
  double gradients() {
    try (NDManager scratch = manager.newSubManager()) {
      return gradients(scratch, batches.get(0));
    }
  }

  private double gradients(NDManager scratch, Batch batch) {
    try (GradientCollector gradients = TorchMaps.gradients()) {
      NDArray x = batch.images.duplicate();
      x.attach(scratch);
      NDArray y = forward(network.body(), "net", x);
      NDArray mean = loss.evaluate(new NDList(batch.labels), new NDList(y));
      gradients.backward(mean);
      return type == DataType.FLOAT64 ? mean.getDouble() : mean.getFloat();
    }
  }

  /** The gradient of a block, by output, channel, row and column. */
  double[] gradient(String block) {
    try (NDArray gradient = parameters.get(block).getGradient();
        NDArray doubles = gradient.toType(DataType.FLOAT64, true)) {
      return doubles.toDoubleArray();
    }
  }

  /**
   * The weights that it began with, with the shifts of batch norms moved a little where a ReLU
   * follows: no input of it is near 0, see {@link Kinks}.
   */
  float[] clearOfKinks() {
    moved = theta.clone();
    try (NDManager scratch = manager.newSubManager()) {
      NDArray x = batches.get(0).images.duplicate();
      x.attach(scratch);
      forward(network.body(), "net", x);
      return moved;
    } finally {
      moved = null;
    }
  }

  private NDArray forward(Layer layer, String name, NDArray x) {
    if (layer instanceof Chain chain) {
      NDArray y = x;
      List<Layer> layers = chain.layers();
      for (int i = 0; i < layers.size(); i++) {
        y = forward(layers.get(i), name + "." + i, y);
      }
      return y;
    }
    if (layer instanceof Conv2d conv && !conv.bias()) {
      int channels = (int) x.size(1);
      int kernel = conv.kernel();
      NDArray w =
          parameter(
              name + ".weight",
              values -> maps.create(manager, values, conv.outputs(), channels, kernel, kernel));
      return relu(conv.activation(), TorchMaps.convolve(x, w, conv.stride(), conv.padding()));
    }
    if (layer instanceof BatchNorm norm) {
      return relu(norm.activation(), name, normalise(name, x));
    }
    if (layer instanceof Residual residual) {
      NDArray y = forward(residual.body(), name, x);
      NDArray added = shortcut(residual.shortcut(), name + ".shortcut", x, y);
      y.addi(added);
      if (added != x) {
        added.close();
      }
      int last = residual.body().layers().size() - 1;
      return residual.body().layers().get(last) instanceof BatchNorm
          ? relu(residual.activation(), name + "." + last, y)
          : relu(residual.activation(), y);
    }
    if (layer instanceof Relu) {
      return relu(Activation.RELU, x);
    }
    if (layer instanceof GlobalPool) {
      return Pool.globalAvgPool2d(x);
    }
    if (layer instanceof Dense dense) {
      Shape shape = new Shape(dense.outputs(), x.size(1));
      NDArray w = parameter(name + ".weight", values -> manager.create(values, shape));
      NDArray y = Linear.linear(x, w, vector(name + ".bias")).singletonOrThrow();
      return relu(dense.activation(), y);
    }
    throw new IllegalArgumentException(layer.spec() + " has no counterpart here by libtorch");
  }

  private NDArray normalise(String name, NDArray x) {
    NDArray mean =
        statistics.computeIfAbsent(name + ".mean", n -> manager.zeros(channels(x), type));
    NDArray variance =
        statistics.computeIfAbsent(name + ".var", n -> manager.ones(channels(x), type));
    NDArray scale = vector(name + ".scale");
    NDArray shift = vector(name + ".shift");
    return ai.djl.nn.norm.BatchNorm.batchNorm(x, mean, variance, scale, shift).singletonOrThrow();
  }

  private static Shape channels(NDArray x) {
    return new Shape(x.size(1));
  }

  private NDArray shortcut(Shortcut shortcut, String name, NDArray x, NDArray y) {
    if (shortcut instanceof Shortcut.Projection projection) {
      return forward(projection.layers(), name, x);
    }
    if (shortcut instanceof Shortcut.Padded) {
      long height = x.size(2);
      long stride = (height + y.size(2) - 1) / y.size(2);
      NDIndex pixels =
          new NDIndex()
              .addAllDim(2)
              .addSliceDim(0, height, stride)
              .addSliceDim(0, x.size(3), stride);
      long zeros = (y.size(1) - x.size(1)) / 2;
      return x.get(pixels).pad(new Shape(0, 0, 0, 0, zeros, zeros), 0);
    }
    return x;
  }

  /** Of what a batch norm shifted. */
  private NDArray relu(Activation activation, String norm, NDArray z) {
    if (activation == Activation.RELU && moved != null) {
      move(norm + ".shift", z);
    }
    return relu(activation, z);
  }

  private void move(String shift, NDArray z) {
    Block block = block(shift);
    int pixels = (int) (z.size(2) * z.size(3));
    double[] numbers = z.toDoubleArray();
    double[] by = new double[block.size()];
    for (int c = 0; c < by.length; c++) {
      int at = block.offset() + c;
      moved[at] = (float) (theta[at] - Kinks.gap(numbers, by.length, c, pixels));
      by[c] = (double) moved[at] - theta[at];
    }
    try (NDArray all = manager.create(by, new Shape(1, by.length, 1, 1))) {
      z.addi(all);
    }
  }

  /** Of what nobody else wants: libtorch keeps it only if a gradient needs it. */
  private static NDArray relu(Activation activation, NDArray z) {
    if (activation == Activation.IDENTITY) {
      return z;
    }
    NDArray y = ai.djl.nn.Activation.relu(z);
    z.close();
    return y;
  }

  private NDArray vector(String name) {
    return parameter(name, values -> manager.create(values));
  }

  private NDArray parameter(String name, Function<float[], NDArray> create) {
    return parameters.computeIfAbsent(
        name,
        n -> {
          NDArray parameter = typed(create.apply(values(n)));
          parameter.setRequiresGradient(true);
          return parameter;
        });
  }

  private NDArray typed(NDArray x) {
    if (x.getDataType() == type) {
      return x;
    }
    try (x) {
      return x.toType(type, true);
    }
  }

  /** What a block begins with. */
  private float[] values(String name) {
    Block block = block(name);
    return Arrays.copyOfRange(theta, block.offset(), block.end());
  }

  private Block block(String name) {
    return network.layout().blocks().stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no block " + name));
  }

  @Override
  public void close() {
    manager.close();
  }
}
