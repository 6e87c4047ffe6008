package org.frostml.bench;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.frostml.nn.Init;
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
import org.frostml.optim.Optimizer;
import org.frostml.optim.Sgd;
import org.frostml.optim.StepContext;
import org.frostml.random.Rng;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.GradientScope;
import org.frostml.train.MiniBatches;
import org.frostml.train.Objective;
import org.frostml.train.Round;

/** Training steps on random examples: sparse ones that keep a density, or dense ones. */
public final class StepProblem {
  /** Examples of a shard. */
  private static final int EXAMPLES = 4096;

  /** Small, so that nothing is learnt and nothing diverges. */
  static final float RATE = 1e-3f;

  static final float DECAY = 5e-4f;

  private final Objective objective;
  private final Optimizer optimizer;
  private final OptimState state;
  private long step;

  private StepProblem(Objective objective, Network network, Optimizer optimizer, double rho) {
    this.objective = objective;
    this.optimizer = optimizer;
    state = optimizer.init(network.layout(), new Init(rho, 1, 0).theta(network, 1));
  }

  /** Linearized Bregman steps that keep the density. */
  public static StepProblem sparse(Objective objective, Network network, double density) {
    DensityControl control = new DensityControl.Quantile(density);
    Optimizer rule = new LinBreg(1, new MomentumStep(0, DECAY), new L1Norm(), control);
    StepProblem problem = new StepProblem(objective, network, rule, density);
    problem.fine();
    return problem;
  }

  /** Steps of dense SGD. */
  public static StepProblem dense(Objective objective, Network network) {
    return new StepProblem(objective, network, new Sgd(new MomentumStep(0, DECAY)), 1);
  }

  /** The mini-batches of {@link #shards}. */
  public static MiniBatches batches(int batch, int shards) {
    return new MiniBatches(1, batch, shards, EXAMPLES * shards);
  }

  /** Random examples for a network. */
  public static List<Shard> shards(Network network, int shards) {
    return IntStream.range(0, shards).mapToObj(i -> shard(i, network)).toList();
  }

  /** One shard of random examples. */
  public static Shard shard(int index, Network network) {
    Rng rng = new Rng(7, index);
    float[] x = new float[EXAMPLES * network.inputs()];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) rng.nextGaussian();
    }
    int[] labels = new int[EXAMPLES];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = rng.nextInt(network.outputs());
    }
    return new Shard.Packed(
        index,
        new Rows.Floats(network.inputs(), x),
        new Targets.Classes(labels),
        new Scaling.None());
  }

  public OptimState state() {
    return state;
  }

  /** One exact coarse step. */
  public void coarse() {
    step(GradientScope.COARSE);
  }

  /** One fine step, with the new support made ready for the kernels; of dense SGD any step. */
  public void fine() {
    step(GradientScope.FINE);
    if (optimizer.isSparse()) {
      state.support().csr();
    }
  }

  private void step(GradientScope scope) {
    Gradient gradient = objective.gradient(state.weights(), scope, step++);
    gradient.scale(gradient.work().score().toMean());
    optimizer.step(state, gradient, StepContext.of(RATE));
  }

  /** Coarse steps of every shard apart. */
  public void round(int steps) {
    float[] rates = new float[steps];
    Arrays.fill(rates, RATE);
    objective.round(state.active(), optimizer, new Round(step, rates));
    step += steps;
  }

  /** A cycle: a fine step, then m coarse ones in rounds of {@code localSteps}; 1 is exact. */
  public void cycle(int m, int localSteps) {
    fine();
    for (int done = 0; done < m; done += localSteps) {
      if (localSteps == 1) {
        coarse();
      } else {
        round(Math.min(localSteps, m - done));
      }
    }
  }
}
