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
  private double densities;

  public Totals(Network network) {
    denseFlops = network.denseFlops();
  }

  /** Takes over what a run had when it paused. */
  public void resume(long steps, long examples, long flops, long nanos, double densities) {
    this.steps = steps;
    this.examples = examples;
    this.flops = flops;
    this.nanos = nanos;
    this.densities = densities;
  }

  @Override
  public void step(StepMetrics step, OptimState state) {
    steps += step.steps();
    examples += step.work().score().examples();
    flops += step.work().flops();
    nanos += step.nanos();
    densities += step.steps() * state.support().density();
  }

  public long steps() {
    return steps;
  }

  public long examples() {
    return examples;
  }

  public long flops() {
    return flops;
  }

  public long nanos() {
    return nanos;
  }

  /** The sum over steps of what was active after them, a share of the weights. */
  public double densities() {
    return densities;
  }

  /** Active weights / weights, the mean over steps. */
  public double meanDensity() {
    return densities / steps;
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
