package org.frostml.nn;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.frostml.kernel.Kernels;
import org.frostml.kernel.Team;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Score;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.frostml.sparse.Work;

/** Layers bound to one flat parameter vector; the outputs of the last one go into the loss. */
public final class Network implements Serializable {
  /** The place of a batch's features on its tape. */
  static final int INPUT = 0;

  private final Shape in;
  private final Layer body;
  private final Layer.Bound bound;
  private final Layout layout;
  private final Loss loss;
  private final List<Fill> fills;
  private final Places places;
  private final int scratch;
  private final int sparseScratch;

  /** Blocks are named {@code net.<place of the layer>.weight} and {@code .bias}. */
  public Network(Shape in, Layer body, Loss loss) {
    this.in = in;
    this.loss = loss;
    this.body = body;
    Plan plan = new Plan();
    bound = body.bind("net", new Value(in, plan.matrix(in.size()), Value.NONE), plan);
    layout = plan.layout();
    fills = plan.fills();
    places = plan.places();
    scratch = plan.scratch();
    sparseScratch = plan.sparseScratch();
  }

  /** Dense layers of these widths with ReLU between them. */
  public static Network mlp(int inputs, List<Integer> hidden, int outputs, Loss loss) {
    return mlp(Shape.flat(inputs), hidden, outputs, loss);
  }

  /** The same, to tell classes apart. */
  public static Network mlp(int inputs, List<Integer> hidden, int classes) {
    return mlp(inputs, hidden, classes, new SoftmaxCrossEntropy());
  }

  /** Dense layers of these widths with ReLU between them. */
  public static Network mlp(Shape in, List<Integer> hidden, int outputs, Loss loss) {
    List<Layer> layers = new ArrayList<>();
    for (int width : hidden) {
      layers.add(new Dense(width, Activation.RELU));
    }
    layers.add(new Dense(outputs, Activation.IDENTITY));
    return new Network(in, new Chain(layers), loss);
  }

  public Shape in() {
    return in;
  }

  /** Features of an example. */
  public int inputs() {
    return in.size();
  }

  /** What goes into the loss, an output each. */
  public int outputs() {
    return bound.out().shape().size();
  }

  public Layer body() {
    return body;
  }

  Layer.Bound bound() {
    return bound;
  }

  public Loss loss() {
    return loss;
  }

  public Layout layout() {
    return layout;
  }

  /** What blocks begin with, one for each. */
  List<Fill> fills() {
    return fills;
  }

  Places places() {
    return places;
  }

  /** Floats per example of the scratch. */
  int scratch(boolean sparse) {
    return sparse ? sparseScratch : scratch;
  }

  /** The layers as the model file spells them. */
  public String spec() {
    return body.spec();
  }

  /** The network of a {@link #spec}. */
  public static Network parse(Shape in, String spec, Loss loss) {
    return new Network(in, Layer.parse(spec), loss);
  }

  /**
   * FLOPs that dense SGD spends on one example: forward, backward-data and weight gradient, two a
   * multiply-add, without the backward-data pass of the first layer, whose input gradient is not
   * needed. Of sparse features too it is what dense rows would cost.
   */
  public long denseFlops() {
    long flops = 0;
    for (long multiplyAdds : multiplyAdds()) {
      flops += 2 * multiplyAdds;
    }
    return flops;
  }

  /** Multiply-adds that a step of dense training spends on every block, an example. */
  long[] multiplyAdds() {
    long[] spent = new long[layout.blocks().size()];
    bound.multiplyAdds((block, multiplyAdds) -> spent[block] += multiplyAdds);
    return spent;
  }

  /** Hidden units without incoming or without outgoing weights. */
  public int deadUnits(Support support) {
    return bound.dead(support, Dead.NONE).units();
  }

  /** Computes the outputs of the batch on the tape; returns their place. */
  int forward(Pass pass) {
    bound.forward(pass);
    return pass.tape().at(bound.out().place());
  }

  /** What is predicted for the batch on the tape, {@link #outputs} numbers per example. */
  void predict(Pass pass, float[] predictions, int from) {
    predict(pass.tape(), forward(pass), predictions, from);
  }

  private void predict(Tape tape, int z, float[] predictions, int from) {
    float[] t = tape.array();
    int outputs = outputs();
    loss.predict(outputs, tape.examples(), t, z, tape.width());
    for (int k = 0; k < outputs; k++) {
      for (int i = 0; i < tape.examples(); i++) {
        predictions[from + i * outputs + k] = t[z + k * tape.width() + i];
      }
    }
  }

  /** Loss and quality of the batch on the tape. */
  public Score score(Kernels kernels, Team team, Weights w, Tape tape) {
    int z = forward(new Pass(kernels, team, w, tape, null));
    return loss.score(outputs(), tape, z, -1);
  }

  /** The same, and what is predicted for it, {@link #outputs} numbers per example. */
  public Score score(Kernels kernels, Team team, Weights w, Tape tape, float[] predictions) {
    int z = forward(new Pass(kernels, team, w, tape, null));
    Score score = loss.score(outputs(), tape, z, -1);
    predict(tape, z, predictions, 0);
    return score;
  }

  /** Adds the loss, quality, gradient and executed FLOPs of the batch on the tape to g. */
  public void gradient(Kernels kernels, Team team, Weights w, Tape tape, Gradient g) {
    Pass pass = new Pass(kernels, team, w, tape, g);
    int z = forward(pass);
    g.add(new Work(loss.score(outputs(), tape, z, tape.at(bound.out().gradient())), 0));
    bound.backward(pass);
  }
}
