package org.frostml.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Init;
import org.frostml.nn.Network;
import org.frostml.nn.Scaling;
import org.frostml.nn.Shard;
import org.frostml.optim.DensityControl;
import org.frostml.optim.L1Norm;
import org.frostml.optim.LinBreg;
import org.frostml.optim.LrSchedule;
import org.frostml.optim.MomentumStep;
import org.frostml.optim.OptimState;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.frostml.train.FreezeSchedule;
import org.frostml.train.LocalEvaluator;
import org.frostml.train.LocalObjective;
import org.frostml.train.LocalWorkers;
import org.frostml.train.MiniBatches;
import org.frostml.train.Position;
import org.frostml.train.ShardWorker;
import org.frostml.train.Totals;
import org.frostml.train.Trainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shards that are views of a pool are packed shards to the bit, and share its memory. */
class ViewTest {
  private static final Network NETWORK = Network.mlp(13, List.of(17, 9), 3);
  private static final Kernels KERNELS = Kernels.named("vector");

  /** The source as it is, and both its parts. */
  private static List<Examples> parts(Examples source, long seed) {
    return List.of(source, new Split(source, 0.3, seed, false), new Split(source, 0.3, seed, true));
  }

  private static List<Shard> packed(Examples examples, long seed, int shards) throws IOException {
    Scaling scaling = Survey.of(examples, Scaling.By.WHOLE).scaling();
    List<Shard> all = new ArrayList<>();
    for (int s = 0; s < shards; s++) {
      all.add(new Sharding(seed, examples.size(), shards).pack(examples, s, scaling));
    }
    return all;
  }

  private static List<Shard> views(Examples examples, long seed, int shards) throws IOException {
    Scaling scaling = Survey.of(examples, Scaling.By.WHOLE).scaling();
    List<Shard> all = new ArrayList<>();
    for (int s = 0; s < shards; s++) {
      all.add(new Sharding(seed, examples.size(), shards).view(examples, s, scaling));
    }
    return all;
  }

  @ParameterizedTest
  @CsvSource({"31, 1, 0", "31, 9, 1", "257, 1, 0", "257, 2, 1", "257, 7, 2", "499, 3, 3"})
  void gradientsAndScoresAreThoseOfPackedShards(int size, int shards, long seed)
      throws IOException {
    Examples source = new Noise(size, 13);
    List<Examples> alone = parts(source, seed);
    List<Examples> pooled = parts(Pool.of(source), seed);
    for (int part = 0; part < alone.size(); part++) {
      List<Shard> packed = packed(alone.get(part), seed, shards);
      List<Shard> views = views(pooled.get(part), seed, shards);
      MiniBatches batches = new MiniBatches(seed, shards, shards, alone.get(part).size());
      for (GradientScope scope :
          List.of(GradientScope.COARSE, GradientScope.FINE, new GradientScope(0, 1, 0))) {
        for (int s = 0; s < shards; s++) {
          requireTheSame(packed.get(s), views.get(s), batches, scope);
        }
      }
    }
  }

  private static void requireTheSame(
      Shard packed, Shard view, MiniBatches batches, GradientScope scope) {
    float[] theta = new Init(0.4, 1, 1).theta(NETWORK, 2);
    Support support = Support.of(NETWORK.layout(), 0, theta);
    Weights weights = new Weights(support, support.restrict(theta));
    assertEquals(packed.index(), view.index());
    assertEquals(packed.examples(), view.examples());
    try (ShardWorker one = new ShardWorker(NETWORK, KERNELS, 1);
        ShardWorker other = new ShardWorker(NETWORK, KERNELS, 1)) {
      Gradient a = one.gradient(packed, batches, weights, scope, 3);
      Gradient b = other.gradient(view, batches, weights, scope, 3);
      assertEquals(a.work(), b.work());
      assertArrayEquals(a.values(), b.values());
      assertEquals(one.score(packed, weights), other.score(view, weights));
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "3, 4", "5, 0"})
  void aRunEndsAtTheSameBits(int shards, long seed) throws IOException {
    Examples source = new Noise(257, 13);
    List<Examples> alone = parts(source, seed);
    List<Examples> pooled = parts(Pool.of(source), seed);
    OptimState state = train(packed(alone.get(1), seed, shards), seed);
    OptimState again = train(views(pooled.get(1), seed, shards), seed);
    assertArrayEquals(state.theta(), again.theta());
    assertArrayEquals(state.dual(), again.dual());
    assertFalse(Arrays.equals(start().theta(), state.theta()), "it moved");
    assertEquals(
        new LocalEvaluator(
                new LocalWorkers(NETWORK, KERNELS, 1), packed(alone.get(2), seed, shards))
            .score(state.weights()),
        new LocalEvaluator(
                new LocalWorkers(NETWORK, KERNELS, 1), views(pooled.get(2), seed, shards))
            .score(again.weights()));
  }

  private static LinBreg rule() {
    return new LinBreg(
        1, new MomentumStep(0, 1e-3f), new L1Norm(), new DensityControl.Quantile(0.3));
  }

  private static OptimState start() {
    return rule().init(NETWORK.layout(), new Init(0.3, 1, 1).theta(NETWORK, 2));
  }

  private static OptimState train(List<Shard> shards, long seed) {
    int examples = shards.stream().mapToInt(Shard::examples).sum();
    MiniBatches batches = new MiniBatches(seed, 6 * shards.size(), shards.size(), examples);
    OptimState state = start();
    try (LocalObjective objective = new LocalObjective(NETWORK, KERNELS, 2, batches, shards)) {
      new Trainer(
              objective,
              rule(),
              new FreezeSchedule(4, 2),
              new LrSchedule.Cosine(0.3),
              batches.stepsPerEpoch())
          .run(state, Position.START, 2, new Totals(NETWORK));
    }
    return state;
  }

  @Test
  void viewsOfAPoolShareItsMemory() throws IOException {
    Pool pool = Pool.of(new Noise(257, 13));
    for (long seed : new long[] {0, 1}) {
      for (int shards : new int[] {1, 4}) {
        for (Examples part : parts(pool, seed)) {
          int rows = 0;
          for (Shard shard : views(part, seed, shards)) {
            assertSame(pool.rows(), shard.rows());
            assertSame(pool.targets(), shard.targets());
            rows += ((Shard.View) shard).which().length;
          }
          assertEquals(part.size(), rows, "an int an example");
        }
      }
    }
  }

  @Test
  void partsOfPartsAreViewedToo() throws IOException {
    Examples source = new Noise(257, 13);
    Examples alone = new Split(new Split(source, 0.5, 1, true), 0.3, 3, false);
    Examples pooled = new Split(new Split(Pool.of(source), 0.5, 1, true), 0.3, 3, false);
    MiniBatches batches = new MiniBatches(0, 4, 2, alone.size());
    for (int s = 0; s < 2; s++) {
      Shard packed = packed(alone, 5, 2).get(s);
      requireTheSame(packed, views(pooled, 5, 2).get(s), batches, new GradientScope(0, 1, 0));
    }
  }

  @Test
  void onlyAPoolCanBeViewed() {
    Examples part = new Split(new Noise(31, 13), 0.3, 0, true);
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> views(part, 0, 1));
    assertEquals("noise: not in a pool, so not to be viewed", e.getMessage());
  }
}
