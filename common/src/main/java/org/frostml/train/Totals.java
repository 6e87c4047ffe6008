package org.frostml.train;

import org.frostml.nn.Network;
import org.frostml.optim.OptimState;

/** Adds a run up: steps, examples, executed FLOPs, seconds of training without evaluation. */
public final class Totals implements Listener {
  private final long denseFlops;
  private long steps;
  private long examples;
  private long flops;
  private long nanos;

  public Totals(Network network) {
    denseFlops = network.denseFlops();
  }

  @Override
  public void step(StepMetrics step, OptimState state) {
    steps += step.steps();
    examples += step.work().score().examples();
    flops += step.work().flops();
    nanos += step.nanos();
  }

  public long steps() {
    return steps;
  }

  public long examples() {
    return examples;
  }

  public double seconds() {
    return nanos * 1e-9;
  }

  public double examplesPerSecond() {
    return examples / seconds();
  }

  /** Executed FLOPs / what dense SGD spends on the same examples. */
  public double flopsRatio() {
    return flops / ((double) denseFlops * examples);
  }
}
