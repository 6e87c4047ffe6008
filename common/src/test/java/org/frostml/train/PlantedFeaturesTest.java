package org.frostml.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Init;
import org.frostml.nn.Network;
import org.frostml.nn.Penalties;
import org.frostml.nn.Rows;
import org.frostml.nn.Scaling;
import org.frostml.nn.Shard;
import org.frostml.nn.Targets;
import org.frostml.optim.DensityControl;
import org.frostml.optim.FeatureGroups;
import org.frostml.optim.LinBreg;
import org.frostml.optim.LrSchedule;
import org.frostml.optim.MomentumStep;
import org.frostml.optim.OptimState;
import org.frostml.random.Rng;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Support;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Of many features few matter, and whole columns as groups find which. */
class PlantedFeaturesTest {
  private static final int SHARDS = 4;

  /**
   * @param features of which {@code matter} tell the label, those whose number is a multiple of
   *     {@code features / matter}
   * @param perRow features of a row, a tenth of those that matter among them
   * @param hidden units
   */
  private record Problem(int features, int matter, int rows, int perRow, int hidden) {
    boolean matters(int feature) {
      return feature % (features / matter) == 0 && feature / (features / matter) < matter;
    }

    /** The weight of a feature that matters: between 1 and 2, of either sign. */
    private double weight(int k) {
      Rng rng = new Rng(99, k);
      return (k % 2 == 0 ? 1 : -1) * rng.nextDouble(1, 2);
    }

    Shard shard(int index) {
      Rng rng = new Rng(7, index);
      int count = rows / SHARDS;
      int[] start = new int[count + 1];
      int[] column = new int[count * perRow];
      float[] value = new float[column.length];
      int[] labels = new int[count];
      for (int i = 0; i < count; i++) {
        double sum = 0.5 * rng.nextGaussian();
        TreeSet<Integer> present = new TreeSet<>();
        while (present.size() < Math.max(1, matter / 10)) {
          int k = rng.nextInt(matter);
          sum += present.add(k * (features / matter)) ? weight(k) : 0;
        }
        while (present.size() < perRow) {
          int f = rng.nextInt(features);
          if (!matters(f)) {
            present.add(f);
          }
        }
        int at = start[i];
        for (int f : present) {
          column[at] = f;
          value[at++] = 1;
        }
        start[i + 1] = at;
        labels[i] = sum > 0 ? 1 : 0;
      }
      return new Shard.Packed(
          index,
          new Rows.Sparse(features, start, column, value),
          new Targets.Classes(labels),
          new Scaling.None());
    }

    /** The features that are kept. */
    List<Integer> kept(int columns, int batch, int epochs) {
      Network network = Network.mlp(features, List.of(hidden), 2);
      Layout layout =
          new Penalties(List.of("*"), List.of("net.last.weight"), List.of(), 0).on(network);
      LinBreg rule =
          new LinBreg(
              1,
              new MomentumStep(0, 0),
              new FeatureGroups(),
              new DensityControl.Quantile((double) columns / features));
      double rho = 1.0 / (features * (double) hidden);
      OptimState state = rule.init(layout, new Init(rho, 0.01, 1).theta(network, layout, 3));
      List<Shard> shards = new ArrayList<>();
      for (int s = 0; s < SHARDS; s++) {
        shards.add(shard(s));
      }
      MiniBatches batches = new MiniBatches(5, batch, SHARDS, rows);
      try (LocalObjective objective =
          new LocalObjective(network, Kernels.named("vector"), 2, batches, shards)) {
        new Trainer(
                objective,
                rule,
                new FreezeSchedule(9, 1),
                new FineGradient(4, 1),
                new LrSchedule.Cosine(1),
                batches.stepsPerEpoch())
            .run(state, Position.START, epochs, new Listener() {});
      }
      Support support = state.support();
      List<Integer> kept = new ArrayList<>();
      for (int feature : support.csr().columns(0)) {
        int[] ptr = support.csr().colPtr(0);
        assertEquals(hidden, ptr[feature + 1] - ptr[feature], "a feature lives or dies whole");
        kept.add(feature);
      }
      return kept;
    }

    void requireFound(List<Integer> kept, int found, int others) {
      long right = kept.stream().filter(this::matters).count();
      assertTrue(
          right >= found && kept.size() - right <= others,
          () -> right + " of " + matter + " found, and " + (kept.size() - right) + " others kept");
    }
  }

  @Test
  void areFoundAmongThousands() {
    Problem problem = new Problem(1 << 12, 20, 4_000, 30, 16);
    problem.requireFound(problem.kept(26, 100, 5), 19, 8);
  }

  @Test
  @Tag("slow")
  void areFoundAmongAMillion() {
    Problem problem = new Problem(1 << 20, 50, 100_000, 100, 64);
    problem.requireFound(problem.kept(60, 500, 2), 45, 25);
  }
}
