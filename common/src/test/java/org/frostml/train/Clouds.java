package org.frostml.train;

import java.util.ArrayList;
import java.util.List;
import org.frostml.nn.Network;
import org.frostml.nn.Rows;
import org.frostml.nn.Scaling;
import org.frostml.nn.Shard;
import org.frostml.nn.Targets;
import org.frostml.random.Rng;

/** Four Gaussian clouds, cut into shards, and a network for them. */
final class Clouds {
  static final Network NETWORK = Network.mlp(12, List.of(17, 9), 4);

  private Clouds() {}

  static List<Shard> shards(int shards, int perShard) {
    List<Shard> all = new ArrayList<>();
    for (int s = 0; s < shards; s++) {
      Rng rng = new Rng(9, s);
      float[] x = new float[perShard * 12];
      int[] labels = new int[perShard];
      for (int i = 0; i < perShard; i++) {
        labels[i] = rng.nextInt(4);
        for (int f = 0; f < 12; f++) {
          x[i * 12 + f] = (float) (rng.nextGaussian() + (f % 4 == labels[i] ? 1.5 : 0));
        }
      }
      all.add(
          new Shard.Packed(
              s, new Rows.Floats(12, x), new Targets.Classes(labels), new Scaling.None()));
    }
    return all;
  }
}
