package org.frostml.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Network;
import org.frostml.nn.Rows;
import org.frostml.nn.Scaling;
import org.frostml.nn.Shard;
import org.frostml.nn.Targets;
import org.frostml.optim.DensityControl;
import org.frostml.optim.L1Norm;
import org.frostml.optim.LinBreg;
import org.frostml.optim.MomentumStep;
import org.frostml.optim.OptimState;
import org.frostml.random.Rng;
import org.frostml.sparse.Bfloat16;
import org.frostml.sparse.Float32;
import org.frostml.sparse.FloatFormat;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Int8;
import org.frostml.sparse.Precision;
import org.frostml.sparse.Work;
import org.frostml.train.Exchange;
import org.frostml.train.ExchangePrecision;
import org.frostml.train.LocalObjective;
import org.frostml.train.MiniBatches;
import org.frostml.train.Round;
import org.junit.jupiter.api.Test;

/** What a cycle would ship, by formula. */
class CountingObjectiveTest {
  private static final int SHARDS = 2;
  private static final int H = 19;
  private static final Network NETWORK = Network.mlp(300, List.of(100), 10);
  private static final FloatFormat FLOAT32 = new Float32();
  private static final FloatFormat BFLOAT16 = new Bfloat16();

  private static List<Shard> shards() {
    List<Shard> shards = new ArrayList<>();
    for (int s = 0; s < SHARDS; s++) {
      Rng rng = new Rng(s);
      float[] x = new float[20 * 300];
      int[] labels = new int[20];
      for (int i = 0; i < x.length; i++) {
        x[i] = (float) rng.nextGaussian();
        labels[i / 300] = i % 10;
      }
      shards.add(
          new Shard.Packed(
              s, new Rows.Floats(300, x), new Targets.Classes(labels), new Scaling.None()));
    }
    return shards;
  }

  /** A fine step and a round of H coarse ones at 5 %, without momentum or with it. */
  private static double ratio(Precision fine, FloatFormat active, float momentum) {
    LinBreg rule =
        new LinBreg(
            1, new MomentumStep(momentum, 0), new L1Norm(), new DensityControl.FixedLambda(1));
    float[] theta = new float[NETWORK.layout().size()];
    for (int j = 0; j < NETWORK.layout().size(); j += 20) {
      theta[j] = 0.1f;
    }
    OptimState state = rule.init(NETWORK.layout(), theta);
    MiniBatches batches = new MiniBatches(1, 4, SHARDS, 40);
    try (LocalObjective local =
        new LocalObjective(
            NETWORK,
            Kernels.named("scalar"),
            1,
            batches,
            new ExchangePrecision(fine, active),
            shards())) {
      CountingObjective counting = new CountingObjective(local, active, SHARDS);
      counting.gradient(state.weights(), GradientScope.FINE, 0);
      counting.round(state.active(), rule, new Round(1, new float[H]));
      Exchange exchange = counting.exchange();
      int n = NETWORK.layout().size();
      int a = state.support().size();
      int rows = 100 + 1 + 10 + 1;
      long up = fine instanceof Int8 ? n + 4 * rows : fine instanceof Bfloat16 ? 2L * n : 4L * n;
      long number = active.isExact() ? 4 : 2;
      long round = 12 + number * a * (momentum > 0 ? 2 : 1);
      long bytes = state.support().packedBytes() + number * a + up + 2 * round + 2 * Work.BYTES;
      assertEquals(SHARDS * bytes, exchange.bytes());
      assertEquals(bytes / (8.0 * n * (H + 1)), exchange.ratio(), 1e-12);
      return exchange.ratio();
    }
  }

  @Test
  void aCycleShipsWhatItsPrecisionSays() {
    assertEquals(0.0295, ratio(FLOAT32, FLOAT32, 0), 5e-4);
    assertEquals(0.0173, ratio(BFLOAT16, FLOAT32, 0), 1e-3);
    assertEquals(0.0110, ratio(new Int8(), FLOAT32, 0), 1e-3);
    assertEquals(0.0090, ratio(new Int8(), BFLOAT16, 0), 5e-4);
    assertEquals(0.0098, ratio(new Int8(), BFLOAT16, 0.9f), 7e-4);
  }
}
