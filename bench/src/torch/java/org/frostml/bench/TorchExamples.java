package org.frostml.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.frostml.data.Examples;
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

  /** The first batches of some examples, scaled. */
  static List<TorchExamples> first(Examples examples, Scaling scaling, int batch, int batches)
      throws IOException {
    int features = examples.features();
    List<TorchExamples> read = new ArrayList<>();
    examples.read(
        i -> i < batch * batches,
        (i, x, label) -> {
          int at = i % batch;
          if (at == 0) {
            read.add(new TorchExamples(new float[batch * features], new int[batch]));
          }
          TorchExamples last = read.get(read.size() - 1);
          for (int f = 0; f < features; f++) {
            last.x[at * features + f] = scaling.apply(f, x[f]);
          }
          last.labels[at] = label;
        });
    return read;
  }

  /** All of them as Frost's only shard. */
  Shard shard(Network network) {
    return new Shard.Packed(
        0, new Rows.Floats(network.inputs(), x), new Targets.Classes(labels), new Scaling.None());
  }
}
