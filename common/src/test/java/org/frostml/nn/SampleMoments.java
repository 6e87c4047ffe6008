package org.frostml.nn;

import java.util.Arrays;
import org.frostml.kernel.Kernels;
import org.frostml.kernel.Team;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;

/** What a network whose weights are drawn is told of a sample of examples. */
final class SampleMoments {
  private SampleMoments() {}

  /**
   * Of some of the examples.
   *
   * @param x features, row by row
   */
  static MomentSums of(Network network, String kernels, float[] x, int from, int to) {
    int examples = x.length / network.inputs();
    int[] rows = new int[examples];
    Arrays.setAll(rows, i -> i);
    Tape tape = new Tape(network, examples);
    tape.load(
        new Shard.Packed(
            0,
            new Rows.Floats(network.inputs(), x),
            new Targets.Classes(new int[examples]),
            new Scaling.None()),
        rows,
        from,
        to);
    float[] theta = new Init(1, 1, 1).theta(network, 3);
    Weights weights = new Weights(Support.full(network.layout(), 0), theta);
    MomentSums sums = MomentSums.none(network);
    try (Team team = new Team(1)) {
      network.moments(Kernels.named(kernels), team, weights, tape, sums);
    }
    return sums;
  }
}
