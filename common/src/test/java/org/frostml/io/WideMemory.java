package org.frostml.io;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Init;
import org.frostml.nn.Network;
import org.frostml.nn.Rows;
import org.frostml.nn.Scaling;
import org.frostml.nn.Shard;
import org.frostml.nn.Targets;
import org.frostml.optim.DensityControl;
import org.frostml.optim.DualPrecision;
import org.frostml.optim.L1Norm;
import org.frostml.optim.LinBreg;
import org.frostml.optim.LrSchedule;
import org.frostml.optim.MomentumStep;
import org.frostml.optim.OptimState;
import org.frostml.random.Rng;
import org.frostml.sparse.Float32;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Message;
import org.frostml.sparse.Precision;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.frostml.train.Checkpoint;
import org.frostml.train.FreezeSchedule;
import org.frostml.train.Listener;
import org.frostml.train.LocalObjective;
import org.frostml.train.MiniBatches;
import org.frostml.train.Position;
import org.frostml.train.Round;
import org.frostml.train.ShardWorker;
import org.frostml.train.Trainer;

/**
 * Works on a first layer of 2^20 x 64, as a driver or an executor, in whatever memory it is given.
 */
final class WideMemory {
  private static final int FEATURES = 1 << 20;
  private static final int PER_ROW = 100;
  private static final int ROWS = 1_000;
  private static final Network NETWORK = Network.mlp(FEATURES, List.of(64), 2);
  private static final MiniBatches BATCHES = new MiniBatches(1, 200, 2, 2 * ROWS);
  private static final LinBreg RULE = rule(DualPrecision.EXACT);

  private WideMemory() {}

  public static void main(String[] args) throws IOException {
    switch (args[0]) {
      case "driver" -> drive(RULE);
      case "driver of bytes" -> drive(rule(new DualPrecision(true, 1)));
      default -> execute();
    }
  }

  private static LinBreg rule(DualPrecision duals) {
    return new LinBreg(
        1, new MomentumStep(0.5f, 1e-3f), new L1Norm(), new DensityControl.Quantile(0.05), duals);
  }

  private static Shard shard(int index) {
    Rng rng = new Rng(4, index);
    int[] start = new int[ROWS + 1];
    int[] column = new int[ROWS * PER_ROW];
    float[] value = new float[column.length];
    for (int i = 0; i < ROWS; i++) {
      start[i + 1] = start[i] + PER_ROW;
      for (int p = 0; p < PER_ROW; p++) {
        column[start[i] + p] = FEATURES / PER_ROW * p + rng.nextInt(FEATURES / PER_ROW);
      }
    }
    Arrays.fill(value, 1);
    return new Shard.Packed(
        index,
        new Rows.Sparse(FEATURES, start, column, value),
        new Targets.Classes(new int[ROWS]),
        new Scaling.None());
  }

  /** One weight in twenty, and every other parameter. */
  private static Weights weights() {
    Layout layout = NETWORK.layout();
    int first = layout.blocks().get(0).end();
    int active = (first + 19) / 20;
    int[] all = new int[active + layout.size() - first];
    for (int k = 0; k < all.length; k++) {
      all[k] = k < active ? 20 * k : first + k - active;
    }
    Support support = Support.at(layout, 1, all);
    float[] values = new float[support.size()];
    Arrays.fill(values, 0.01f);
    return new Weights(support, values);
  }

  /** Everything that a task does, on messages as they come. */
  private static void execute() {
    Weights weights = weights();
    Support support = Support.unpack(weights.support().pack());
    Weights here = new Weights(support, weights.values());
    Shard shard = shard(0);
    try (ShardWorker worker = new ShardWorker(NETWORK, Kernels.chosen(), 1)) {
      Precision precision = new Float32();
      for (GradientScope scope :
          List.of(GradientScope.COARSE, GradientScope.FINE, new GradientScope(0, 1, 0))) {
        int bytes = worker.gradient(shard, BATCHES, here, scope, 0).bytes(precision);
        worker
            .gradient(shard, BATCHES, here, scope, 1)
            .write(Message.of(bytes + (1 << 24)), precision, new Rng());
        System.out.println(scope + ": " + bytes + " bytes");
      }
      worker.active(RULE, support);
      worker.round(
          shard,
          BATCHES,
          worker.active(RULE, support),
          RULE,
          new Round(2, new float[] {0.1f, 0.1f}));
      System.out.println(worker.score(shard, here));
    }
  }

  /** A run of some fine and coarse steps, with a checkpoint. */
  private static void drive(LinBreg rule) throws IOException {
    OptimState state = rule.init(NETWORK.layout(), new Init(0.01, 0.3, 1).theta(NETWORK, 3));
    List<Shard> shards = List.of(shard(0), shard(1));
    try (LocalObjective objective =
        new LocalObjective(NETWORK, Kernels.chosen(), 1, BATCHES, shards)) {
      new Trainer(
              objective,
              rule,
              new FreezeSchedule(4, 1),
              new LrSchedule.Cosine(0.3),
              BATCHES.stepsPerEpoch())
          .run(state, Position.START, 1, new Listener() {});
    }
    CheckpointFile.write(
        Checkpoint.of(Position.START, state, Optional.empty(), new int[0], Map.of()),
        OutputStream.nullOutputStream());
    System.out.println(state.support().weights() + " weights");
  }
}
