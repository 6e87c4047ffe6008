package org.frostml.optim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
  final float[] dual;
  final float[][] moments;
  Active active;
  Feedback feedback = new Feedback(0, 0);
  long fineSteps;
  private final float[][] scratch = new float[2][0];

  /** What an adaptive density control goes by: its gain, 0 before the first, and its last side. */
  record Feedback(double gain, int side) {}

  /** What a state counts, beside its arrays. */
  public record Counts(float lambda, long steps, long fineSteps, double gain, int side) {}

  /**
   * @param dual v, a float for every parameter, of which those on the support are ignored; empty
   *     where none is kept off it
   * @param moments likewise; none where none are kept off the support
   */
  OptimState(Active active, float[] dual, float[][] moments) {
    this.active = active;
    this.dual = dual;
    this.moments = moments;
  }

  /** A state that keeps nothing off its support. */
  OptimState(Active active) {
    this(active, new float[0], new float[0][]);
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
    return everywhere(dual, active.dual);
  }

  /**
   * Writes v everywhere into a float for every parameter, of a rule that keeps it off the support.
   */
  public void copyDual(float[] to) {
    System.arraycopy(dual, 0, to, 0, to.length);
    support().prolong(active.dual, to);
  }

  /** v at a flat coordinate that is not on the support, of a rule that keeps it there. */
  public float offSupport(int coordinate) {
    return dual[coordinate];
  }

  /** The moments everywhere. */
  public List<float[]> moments() {
    List<float[]> all = new ArrayList<>();
    for (int i = 0; i < active.moments.length; i++) {
      all.add(everywhere(moments.length == 0 ? new float[0] : moments[i], active.moments[i]));
    }
    return all;
  }

  private float[] everywhere(float[] off, float[] on) {
    float[] all = off.length == 0 ? new float[layout().size()] : off.clone();
    support().prolong(on, all);
    return all;
  }

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
