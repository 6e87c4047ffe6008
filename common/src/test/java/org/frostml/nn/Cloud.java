package org.frostml.nn;

import java.util.Arrays;
import org.frostml.kernel.Kernels;
import org.frostml.kernel.Team;
import org.frostml.random.Rng;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;

/** Random examples, and a network's gradient on them. */
record Cloud(Shard shard) {
  static Cloud of(int examples, int features, int classes) {
    Rng rng = new Rng(examples);
    float[] x = new float[examples * features];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) rng.nextGaussian();
    }
    int[] labels = new int[examples];
    Arrays.setAll(labels, i -> rng.nextInt(classes));
    return new Cloud(
        new Shard.Packed(
            0, new Rows.Floats(features, x), new Targets.Classes(labels), new Scaling.None()));
  }

  /** Loads the first examples. */
  void load(Tape tape, int examples) {
    int[] rows = new int[examples];
    Arrays.setAll(rows, i -> i);
    tape.load(shard, rows, 0, examples);
  }

  /** The gradient on all examples, by a fresh tape. */
  Gradient gradient(Network network, Kernels kernels, float[] theta, GradientScope scope) {
    Tape tape = new Tape(network, shard.examples());
    load(tape, shard.examples());
    return gradient(network, kernels, theta, scope, tape);
  }

  static Gradient gradient(
      Network network, Kernels kernels, float[] theta, GradientScope scope, Tape tape) {
    Support support = Support.of(network.layout(), 0, theta);
    Gradient gradient = Gradient.zero(scope, support);
    try (Team team = new Team(1)) {
      Weights weights = new Weights(support, support.restrict(theta));
      network.gradient(kernels, team, weights, tape, gradient);
    }
    return gradient;
  }
}
