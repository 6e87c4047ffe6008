package org.frostml.nn;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.frostml.kernel.Kernels;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Score;
import org.frostml.sparse.Weights;

/** A chain of layers bound to one flat parameter vector; the last one's outputs are the logits. */
public final class Network implements Serializable {
  private final int inputs;
  private final List<Layer> layers;
  private final List<Layer.Bound> bound = new ArrayList<>();
  private final Layout layout;

  /** Blocks are named {@code net.<place of the layer>.weight} and {@code .bias}. */
  public Network(int inputs, List<Layer> layers) {
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("a network needs at least 1 layer");
    }
    this.inputs = inputs;
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
  public static Network mlp(int inputs, List<Integer> hidden, int classes) {
    List<Layer> layers = new ArrayList<>();
    for (int width : hidden) {
      layers.add(new Dense(width));
      layers.add(new Relu());
    }
    layers.add(new Dense(classes));
    return new Network(inputs, layers);
  }

  public int inputs() {
    return inputs;
  }

  public int classes() {
    return bound.get(bound.size() - 1).outputs();
  }

  public List<Layer> layers() {
    return layers;
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
  public static Network parse(int inputs, String spec) {
    return new Network(inputs, Arrays.stream(spec.split(" ")).map(Layer::parse).toList());
  }

  /**
   * FLOPs that dense SGD spends on one example: forward, backward-data and weight gradient, two a
   * multiply-add, without the backward-data pass of the first layer, whose input gradient nobody
   * needs.
   */
  public long denseFlops() {
    long flops = 0;
    for (int i = 0; i < bound.size(); i++) {
      flops += 2 * (i == 0 ? 2 : 3) * bound.get(i).multiplyAdds();
    }
    return flops;
  }

  /** Loss and hits of a batch. */
  public Score score(Kernels kernels, Weights w, Batch batch, Tape tape) {
    forward(pass(kernels, w, batch, tape, null), batch, tape);
    return SoftmaxCrossEntropy.score(classes(), tape.y(batch, bound.size() - 1), null, batch);
  }

  /** Adds a batch's loss, hits, gradient and executed FLOPs to g. */
  public void gradient(Kernels kernels, Weights w, Batch batch, Tape tape, Gradient g) {
    Pass pass = pass(kernels, w, batch, tape, g);
    forward(pass, batch, tape);
    int last = bound.size() - 1;
    g.addScore(SoftmaxCrossEntropy.score(classes(), tape.y(batch, last), tape.dy(last), batch));
    for (int i = last; i >= 0; i--) {
      float[] dx = i == 0 ? null : tape.dy(i - 1);
      bound.get(i).backward(pass, tape.y(batch, i - 1), tape.y(batch, i), tape.dy(i), dx);
    }
  }

  private static Pass pass(Kernels kernels, Weights w, Batch batch, Tape tape, Gradient g) {
    float[] scratch = tape.scratch(w.values().length);
    return new Pass(kernels, w, batch.width(), batch.examples(), g, scratch);
  }

  private void forward(Pass pass, Batch batch, Tape tape) {
    for (int i = 0; i < bound.size(); i++) {
      bound.get(i).forward(pass, tape.y(batch, i - 1), tape.y(batch, i));
    }
  }
}
