package org.frostml.nn;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.frostml.kernel.Kernels;
import org.frostml.kernel.Team;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Score;
import org.frostml.sparse.Weights;
import org.frostml.sparse.Work;

/**
 * A chain of layers bound to one flat parameter vector; the last one's outputs go into the loss.
 */
public final class Network implements Serializable {
  private final int inputs;
  private final List<Layer> layers;
  private final List<Layer.Bound> bound = new ArrayList<>();
  private final Layout layout;
  private final Loss loss;

  /** Blocks are named {@code net.<place of the layer>.weight} and {@code .bias}. */
  public Network(int inputs, List<Layer> layers, Loss loss) {
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("a network needs at least 1 layer");
    }
    this.inputs = inputs;
    this.loss = loss;
    this.layers = List.copyOf(layers);
    Layout.Builder builder = new Layout.Builder();
    int features = inputs;
    for (int i = 0; i < layers.size(); i++) {
      bound.add(layers.get(i).bind("net." + i, features, builder));
      features = bound.get(i).outputs();
    }
    layout = builder.build();
  }

  /** Dense layers of these widths with ReLU between them. */
  public static Network mlp(int inputs, List<Integer> hidden, int outputs, Loss loss) {
    List<Layer> layers = new ArrayList<>();
    for (int width : hidden) {
      layers.add(new Dense(width, Activation.RELU));
    }
    layers.add(new Dense(outputs, Activation.IDENTITY));
    return new Network(inputs, layers, loss);
  }

  /** The same, to tell classes apart. */
  public static Network mlp(int inputs, List<Integer> hidden, int classes) {
    return mlp(inputs, hidden, classes, new SoftmaxCrossEntropy());
  }

  public int inputs() {
    return inputs;
  }

  /** What goes into the loss, an output each. */
  public int outputs() {
    return bound.get(bound.size() - 1).outputs();
  }

  public List<Layer> layers() {
    return layers;
  }

  public Loss loss() {
    return loss;
  }

  public Layout layout() {
    return layout;
  }

  /** Features of the activation behind layer i; i = -1 is the input. */
  int features(int i) {
    return i < 0 ? inputs : bound.get(i).outputs();
  }

  /** The layers as the model file spells them, blank-separated. */
  public String spec() {
    return layers.stream().map(Layer::spec).collect(Collectors.joining(" "));
  }

  /** The network of a {@link #spec}. */
  public static Network parse(int inputs, String spec, Loss loss) {
    return new Network(inputs, Arrays.stream(spec.split(" ")).map(Layer::parse).toList(), loss);
  }

  /**
   * FLOPs that dense SGD spends on one example: forward, backward-data and weight gradient, two a
   * multiply-add, without the backward-data pass of the first layer, whose input gradient nobody
   * needs.
   */
  public long denseFlops() {
    long flops = 0;
    for (int i = 0; i < bound.size(); i++) {
      flops += 2 * passes(i) * multiplyAdds(i);
    }
    return flops;
  }

  /** Passes over layer i's weights in a step of dense training. */
  int passes(int i) {
    return i == 0 ? 2 : 3;
  }

  /** Multiply-adds that a dense pass over layer i costs an example. */
  long multiplyAdds(int i) {
    return bound.get(i).multiplyAdds();
  }

  /** Loss and quality of the batch on the tape. */
  public Score score(Kernels kernels, Team team, Weights w, Tape tape) {
    forward(new Pass(kernels, team, w, tape, null));
    return loss.score(outputs(), tape, tape.y(bound.size() - 1), -1);
  }

  /** Adds the loss, quality, gradient and executed FLOPs of the batch on the tape to g. */
  public void gradient(Kernels kernels, Team team, Weights w, Tape tape, Gradient g) {
    Pass pass = new Pass(kernels, team, w, tape, g);
    forward(pass);
    int last = bound.size() - 1;
    g.add(new Work(loss.score(outputs(), tape, tape.y(last), tape.dy(last)), 0));
    for (int i = last; i >= 0; i--) {
      int dx = i == 0 ? Layer.Bound.NOBODY : tape.dy(i - 1);
      bound.get(i).backward(pass, tape.y(i - 1), tape.y(i), tape.dy(i), dx);
    }
  }

  /** What is predicted for the batch on the tape, {@link #outputs} numbers an example. */
  public void predict(Kernels kernels, Team team, Weights w, Tape tape, float[] predictions) {
    forward(new Pass(kernels, team, w, tape, null));
    int z = tape.y(bound.size() - 1);
    loss.predict(outputs(), tape.examples(), tape.array(), z, tape.width());
    for (int k = 0; k < outputs(); k++) {
      for (int b = 0; b < tape.examples(); b++) {
        predictions[b * outputs() + k] = tape.array()[z + k * tape.width() + b];
      }
    }
  }

  private void forward(Pass pass) {
    for (int i = 0; i < bound.size(); i++) {
      bound.get(i).forward(pass, pass.tape().y(i - 1), pass.tape().y(i));
    }
  }
}
