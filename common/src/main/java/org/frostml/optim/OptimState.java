package org.frostml.optim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.frostml.kernel.Team;
import org.frostml.sparse.Block;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;

/**
 * The numbers an update rule carries from step to step.
 *
 * <p>theta is not zero on its support alone, and there it is kept, with its dual and moments, in
 * the support's order. Off it a rule keeps what it goes by when weights are born: the dual, its
 * moments, or nothing.
 */
public final class OptimState {
  /** Coordinates that are not worth sharing. */
  private static final int FEW = 1 << 16;

  final Dual dual;
  final float[][] moments;
  Active active;
  Feedback feedback = new Feedback(0, 0);
  long fineSteps;
  private final float[][] scratch = new float[2][0];
  private Team team = new Team(1);

  /** What an adaptive density control goes by: its gain, 0 before the first, and its last side. */
  record Feedback(double gain, int side) {}

  /** What a state counts, beside its arrays. */
  public record Counts(float lambda, long steps, long fineSteps, double gain, int side) {}

  /**
   * @param dual v, of which that on the support is ignored
   * @param moments a float for every parameter each, likewise; none where none are kept off the
   *     support
   */
  OptimState(Active active, Dual dual, float[][] moments) {
    this.active = active;
    this.dual = dual;
    this.moments = moments;
  }

  /** A state that keeps nothing off its support. */
  OptimState(Active active) {
    this(active, FloatDual.NONE, new float[0][]);
  }

  /** Lets a team's threads share what is done to every parameter, to the same bits. */
  public void share(Team team) {
    this.team = team;
  }

  /** Shares so many coordinates, if they are many. */
  void share(int count, Team.Rows work) {
    shareOf(count, count, work);
  }

  /** Shares items, such as blocks, that have so many coordinates together, if these are many. */
  void shareOf(int coordinates, int items, Team.Rows work) {
    if (isMany(coordinates)) {
      team.share(items, work);
    } else {
      work.run(0, items);
    }
  }

  /** Whether so many coordinates are worth sharing. */
  boolean isMany(int count) {
    return count >= FEW;
  }

  /** Runs what two threads of the team must not do at once. */
  synchronized void alone(Runnable work) {
    work.run();
  }

  /** The numbers on the support. */
  public Active active() {
    return active;
  }

  /** theta on its support. */
  public Weights weights() {
    return active.weights;
  }

  public Support support() {
    return active.support();
  }

  public Layout layout() {
    return support().layout();
  }

  /** theta everywhere. */
  public float[] theta() {
    return support().prolong(weights().values());
  }

  /** v everywhere. */
  public float[] dual() {
    float[] all = new float[layout().size()];
    if (dual.size() > 0) {
      for (Block block : layout().blocks()) {
        for (int j = block.offset(); j < block.end(); j++) {
          all[j] = dual.get(block, j);
        }
      }
    }
    support().prolong(active.dual, all);
    return all;
  }

  /** A copy of v off the support, in the arrays of an earlier one, or null, where these fit. */
  public Dual copyDual(Dual retired) {
    Dual copy = dual.copy(retired);
    if (copy instanceof FloatDual floats && floats.size() > 0) {
      support().prolong(active.dual, floats.values());
    }
    return copy;
  }

  /** v at a flat coordinate of a block that is not on the support. */
  public float offSupport(Block block, int coordinate) {
    return dual.get(block, coordinate);
  }

  /** The moments everywhere. */
  public List<float[]> moments() {
    List<float[]> all = new ArrayList<>();
    for (int i = 0; i < active.moments.length; i++) {
      float[] off = moments.length == 0 ? new float[layout().size()] : moments[i].clone();
      support().prolong(active.moments[i], off);
      all.add(off);
    }
    return all;
  }

  /** What a run resumes from. */
  public Saved saved() {
    List<float[]> kept = new ArrayList<>();
    for (int i = 0; i < active.moments.length && moments.length == 0; i++) {
      kept.add(active.moments[i].clone());
    }
    return new Saved(
        weights().values().clone(),
        active.dual.clone(),
        copyDual(null),
        moments.length == 0 ? kept : moments());
  }

  /**
   * The numbers of a state.
   *
   * @param theta on the support
   * @param active v on the support
   * @param dual off it; of floats everywhere, or none
   * @param moments as many arrays as the rule has moments: everywhere where it keeps them off the
   *     support, else on it
   */
  public record Saved(float[] theta, float[] active, Dual dual, List<float[]> moments) {}

  public Counts counts() {
    return new Counts(active.lambda, active.steps, fineSteps, feedback.gain(), feedback.side());
  }

  void set(Counts counts) {
    active.lambda = counts.lambda();
    active.steps = counts.steps();
    fineSteps = counts.fineSteps();
    feedback = new Feedback(counts.gain(), counts.side());
  }

  public float lambda() {
    return active.lambda;
  }

  /** As many floats as there are parameters, to spoil. */
  float[] scratch() {
    return scratch(0);
  }

  /** As many others, all 0. */
  float[] zeros() {
    float[] zeros = scratch(1);
    Arrays.fill(zeros, 0);
    return zeros;
  }

  private float[] scratch(int i) {
    if (scratch[i].length == 0) {
      scratch[i] = new float[layout().size()];
    }
    return scratch[i];
  }

  /**
   * Weights that are not zero at this moment; at most the support's, because a frozen weight may
   * pass through zero.
   */
  public int activeWeights() {
    return weights().nonZero();
  }

  /** Non-zero weights / weights. */
  public double density() {
    return (double) activeWeights() / layout().weights();
  }
}
