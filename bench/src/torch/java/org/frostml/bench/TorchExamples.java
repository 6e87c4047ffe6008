package org.frostml.bench;

import org.frostml.nn.Network;
import org.frostml.nn.Rows;
import org.frostml.nn.Scaling;
import org.frostml.nn.Shard;
import org.frostml.nn.Targets;
import org.frostml.random.Rng;

/**
 * A batch for libtorch and for Frost.
 *
 * @param x images, as rows of Frost's
 */
record TorchExamples(float[] x, int[] labels) {
  static TorchExamples random(Network network, int examples) {
    Rng rng = new Rng(7, 0);
    float[] x = new float[examples * network.inputs()];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) rng.nextGaussian();
    }
    int[] labels = new int[examples];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = rng.nextInt(network.outputs());
    }
    return new TorchExamples(x, labels);
  }

  /** All of them as Frost's only shard. */
  Shard shard(Network network) {
    return new Shard.Packed(
        0, new Rows.Floats(network.inputs(), x), new Targets.Classes(labels), new Scaling.None());
  }
}
