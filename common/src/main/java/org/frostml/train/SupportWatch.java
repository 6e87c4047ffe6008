package org.frostml.train;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.frostml.optim.OptimState;
import org.frostml.optim.Optimizer;
import org.frostml.sparse.Block;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Level;
import org.frostml.sparse.Support;

/** Watches a support: a line at the first fine step after so many steps. */
public final class SupportWatch {
  private static final long NONE = -1;

  private final int every;
  private final ToIntFunction<Support> deadUnits;

  /** Null where no lines are wanted. */
  private final SupportMovement movement;

  /** Null where no lines are wanted, or nothing is promised. */
  private final Certificate certificate;

  private final DescentCheck descent;

  /** Null where features do not live and die whole. */
  private final FeatureWatch features;

  private Support line;
  private long birthsBefore;
  private long deathsBefore;
  private long stepBefore;
  private int fineSteps;

  /** The fine step that {@link #line} has yet to be asked about, and its epoch. */
  private long fine = NONE;

  private int epoch;

  /**
   * @param every steps from line to line; 0 for none
   * @param deadUnits of a support, as the network counts them
   * @param training scores all training examples, where every fine gradient is of all of them
   */
  public SupportWatch(
      int every,
      ToIntFunction<Support> deadUnits,
      Optimizer rule,
      OptimState start,
      Optional<Evaluator> training) {
    this.every = every;
    this.deadUnits = deadUnits;
    movement = every > 0 ? new SupportMovement(start.support()) : null;
    // The certificate holds a copy of the dual.
    certificate =
        rule.dualBound()
            .filter(bound -> every > 0)
            .map(bound -> new Certificate(bound, start))
            .orElse(null);
    descent =
        every > 0 && rule.descentDelta().isPresent() && training.isPresent()
            ? new DescentCheck(training.get(), rule.descentDelta().getAsDouble(), start)
            : null;
    features = rule.choosesFeatures() ? new FeatureWatch(start.support()) : null;
    line = start.support();
    stepBefore = -every;
  }

  /** Hears of a step. */
  public void step(StepMetrics step, OptimState state) {
    if (features != null && step.level() != Level.COARSE) {
      features.take(state.support(), step.first() + step.steps());
    }
    if (every == 0) {
      return;
    }
    if (step.level() != Level.COARSE) {
      movement.take(state.support());
      if (certificate != null) {
        certificate.take(step, state);
      }
    }
    if (step.level() != Level.FINE) {
      if (descent != null) {
        descent.take(state);
      }
      return;
    }
    fineSteps++;
    fine = step.first();
    epoch = step.epoch();
    if (descent != null) {
      descent.takeFine(step, state);
    }
  }

  /**
   * To be asked after every step; a line if it was a fine one and it is time for one. Where descent
   * is checked it evaluates, and where that fails it may be asked again, also by a run that resumes
   * from there.
   *
   * @param state after the step
   */
  public Optional<CycleMetrics> line(OptimState state) {
    if (fine == NONE) {
      return Optional.empty();
    }
    if (descent != null) {
      descent.evaluate();
    }
    long step = fine;
    fine = NONE;
    return step - stepBefore < every ? Optional.empty() : Optional.of(line(step, state));
  }

  private CycleMetrics line(long step, OptimState state) {
    Support support = state.support();
    Layout layout = support.layout();
    int always = layout.size() - layout.weights();
    int common = support.common(line) - always;
    int either = support.weights() + line.weights() - common;
    boolean certified = certificate != null && certificate.isOpen();
    CycleMetrics metrics =
        new CycleMetrics(
            step,
            epoch + 1,
            fineSteps,
            support.density(),
            densities(support),
            movement.births() - birthsBefore,
            movement.deaths() - deathsBefore,
            (double) (either - common) / layout.weights(),
            either == 0 ? 1 : (double) common / either,
            movement.everActive(),
            deadUnits.applyAsInt(support),
            state.lambda(),
            certified ? certificate.value(state) : null,
            certified ? certificate.bound(state) : null,
            descent == null ? null : descent.lipschitz(),
            descent == null ? null : descent.violations());
    line = support;
    birthsBefore = movement.births();
    deathsBefore = movement.deaths();
    stepBefore = step;
    fineSteps = 0;
    return metrics;
  }

  private static List<Double> densities(Support support) {
    List<Double> densities = new ArrayList<>();
    for (int b = 0; b < support.layout().blocks().size(); b++) {
      Block block = support.layout().blocks().get(b);
      if (block.isSparse()) {
        densities.add(support.density(b));
      }
    }
    return densities;
  }

  /** When the features that are used were born, where they live and die whole. */
  public Optional<FeatureBirths> births(int stepsPerEpoch) {
    return Optional.ofNullable(features).map(watch -> watch.births(stepsPerEpoch));
  }

  /** What is to be kept with a checkpoint, for lines to continue as they would have. */
  public int[] save() {
    WordBuffer out = WordBuffer.of(words());
    if (movement != null) {
      out.put(birthsBefore).put(deathsBefore).put(stepBefore).put((long) fineSteps);
      out.put(fine).put((long) epoch);
      out.put(line.bits(), line.layout().size());
      movement.save(out);
    }
    if (certificate != null) {
      certificate.save(out);
    }
    if (descent != null) {
      descent.save(out);
    }
    if (features != null) {
      features.save(out);
    }
    return out.array();
  }

  private int words() {
    return (movement == null ? 0 : 12 + WordBuffer.ofBits(line.layout().size()) + movement.words())
        + (certificate == null ? 0 : certificate.words())
        + (descent == null ? 0 : DescentCheck.WORDS)
        + (features == null ? 0 : features.words());
  }

  /**
   * Takes over what {@link #save} gave.
   *
   * @throws IllegalArgumentException if it was not of such a run
   */
  public void restore(int[] saved) {
    if (saved.length != words()) {
      throw new IllegalArgumentException(
          "watched: expected " + words() + " words, got " + saved.length);
    }
    WordBuffer in = WordBuffer.read(saved);
    if (movement != null) {
      birthsBefore = in.nextLong();
      deathsBefore = in.nextLong();
      stepBefore = in.nextLong();
      fineSteps = (int) in.nextLong();
      fine = in.nextLong();
      epoch = (int) in.nextLong();
      BitSet bits = new BitSet();
      in.next(bits, line.layout().size());
      line = Support.at(line.layout(), 0, bits.stream().toArray());
      movement.restore(in);
    }
    if (certificate != null) {
      certificate.restore(in);
    }
    if (descent != null) {
      descent.restore(in);
    }
    if (features != null) {
      features.restore(in);
    }
  }
}
