package org.frostml.nn;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.frostml.kernel.Kernels;
import org.frostml.kernel.Team;
import org.frostml.sparse.Block;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Score;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.frostml.sparse.Work;

/** Layers bound to one flat parameter vector; the outputs of the last one go into the loss. */
public final class Network implements Serializable {
  private final Shape in;
  private final Layer body;
  private final Layer.Bound bound;
  private final Layout layout;
  private final Loss loss;
  private final List<Fill> fills;
  private final List<Moments> moments;
  private final Places places;
  private final int dropouts;
  private final MicroBatches microBatches;

  /**
   * Blocks are named {@code net.<place of the layer>.weight} and {@code .bias}.
   *
   * @throws IllegalArgumentException if a layer cannot take what the one before it gives, or the
   *     loss what the last one gives; or if maps are larger than a tape can hold
   */
  public Network(Shape in, Layer body, Loss loss) {
    this.in = in;
    this.loss = loss;
    this.body = body;
    Plan plan = new Plan();
    bound = body.bind("net", plan.input(in), plan);
    requireFeatures(bound.out(), plan);
    layout = plan.layout();
    fills = plan.fills();
    moments = plan.moments();
    places = plan.places();
    dropouts = plan.dropouts();
    microBatches = MicroBatches.of(in, places, bound.takesSparse(), normalises());
  }

  /** The loss reads a matrix: an output each, whatever lies around a map's pixels. */
  private static void requireFeatures(Value out, Plan plan) {
    if (plan.isMap(out)) {
      throw new IllegalArgumentException(
          "the loss takes features, but the last layer gives a map of "
              + Plan.text(out.shape())
              + ": put flatten or pool after it");
    }
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

  /** How many examples pass through the network at once. */
  public MicroBatches microBatches() {
    return microBatches;
  }

  /** Whether the first layer takes sparse features as they are. */
  public boolean takesSparse() {
    return bound.takesSparse();
  }

  /** Whether there are batch norms. */
  public boolean normalises() {
    return !moments.isEmpty();
  }

  /** The batch norms, in order. */
  public List<Moments> moments() {
    return moments;
  }

  /** Floats of all their means and variances, {@link Weights#moments}. */
  public int momentFloats() {
    return moments.isEmpty() ? 0 : moments.get(moments.size() - 1).end();
  }

  /** Whether the first layer whitens: {@link #whiten} then makes its weights. */
  public boolean whitens() {
    return first().isFixed();
  }

  /** Pixels of a patch that the first layer whitens, all channels together; 0 where none does. */
  int patchPixels() {
    return whitens() ? first().cols() : 0;
  }

  private Block first() {
    return layout.blocks().get(0);
  }

  /**
   * Writes the weights of a first layer that whitens.
   *
   * @param sums of a sample of the training examples
   * @param theta all parameters
   */
  public void whiten(MomentSums sums, float[] theta) {
    Whiten.weights(sums.patches(), first(), theta);
  }

  /** Fails unless weights are those of a model: batch norms need moments to predict by. */
  public void requireMoments(Weights weights) {
    if (weights.moments().length != momentFloats()) {
      throw new IllegalArgumentException(
          "the network's batch norms have "
              + momentFloats()
              + " means and variances, but the weights come with "
              + weights.moments().length);
    }
  }

  /** Whether gradients are of the loss that is scored: nothing is dropped, no label smoothed. */
  public boolean learnsWhatIsScored() {
    return dropouts == 0 && loss.equals(loss.scored());
  }

  /** How many dropouts there are; a tape to learn from needs draws for them. */
  public int dropouts() {
    return dropouts;
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

  /** The outputs for the same, before the loss reads them as predictions. */
  void outputs(Pass pass, float[] outputs, int from) {
    write(pass.tape(), forward(pass), outputs, from);
  }

  private void predict(Tape tape, int z, float[] predictions, int from) {
    loss.predict(outputs(), tape.examples(), tape.array(), z, tape.width());
    write(tape, z, predictions, from);
  }

  /** Copies what lies from z on, example by example. */
  private void write(Tape tape, int z, float[] to, int from) {
    int outputs = outputs();
    for (int k = 0; k < outputs; k++) {
      for (int i = 0; i < tape.examples(); i++) {
        to[from + i * outputs + k] = tape.array()[z + k * tape.width() + i];
      }
    }
  }

  /** Loss and quality of the batch on the tape. */
  public Score score(Kernels kernels, Team team, Weights w, Tape tape) {
    int z = forward(Pass.forward(kernels, team, w, tape));
    return loss.score(outputs(), tape, z, -1);
  }

  /** The same, and what is predicted for it, {@link #outputs} numbers per example. */
  public Score score(Kernels kernels, Team team, Weights w, Tape tape, float[] predictions) {
    int z = forward(Pass.forward(kernels, team, w, tape));
    Score score = loss.score(outputs(), tape, z, -1);
    predict(tape, z, predictions, 0);
    return score;
  }

  /** Adds the loss, quality, gradient and executed FLOPs of the batch on the tape to g. */
  public void gradient(Kernels kernels, Team team, Weights w, Tape tape, Gradient g) {
    Pass pass = new Pass(kernels, team, w, tape, g, null);
    int z = forward(pass);
    g.add(new Work(loss.score(outputs(), tape, z, tape.at(bound.out().gradient())), 0));
    bound.backward(pass);
  }

  /** Adds the moments of the batch on the tape, which weights without any normalise it by. */
  public void moments(Kernels kernels, Team team, Weights w, Tape tape, MomentSums sums) {
    forward(new Pass(kernels, team, w, tape, null, sums));
    sums.count(tape.examples());
  }
}
