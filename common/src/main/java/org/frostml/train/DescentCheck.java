package org.frostml.train;

import org.frostml.optim.OptimState;
import org.frostml.sparse.Weights;

/**
 * Whether full fine steps descend. Where the gradient of the loss L is l-Lipschitz, a step on any
 * support gives L(theta+) <= L(theta) - (1 / (delta tau) - l / 2) |theta+ - theta|^2: the loss
 * falls for tau < 2 / (delta l). Of one lambda: where that changes, so does theta. A rise is a
 * violation; the smallest l that the inequality holds for says which tau would have been small
 * enough.
 */
final class DescentCheck {
  /** What sums of single-precision losses differ by. */
  private static final double ROUNDING = 1e-6;

  private final Evaluator training;
  private final double delta;

  /** theta after the last step. */
  private Weights taken;

  /** Of the last fine step: its loss, rate, and the squared distance that it went. */
  private double loss;

  private double rate;
  private double squares;
  private double lipschitz;
  private long violations;

  /**
   * @param training scores all training examples
   */
  DescentCheck(Evaluator training, double delta, OptimState start) {
    this.training = training;
    this.delta = delta;
    take(start);
  }

  /** Takes the state after any step that was not a fine one. */
  void take(OptimState state) {
    taken = new Weights(state.support(), state.weights().values().clone());
  }

  /** Takes the state after a fine step, whose score is of all training examples. */
  void takeFine(StepMetrics step, OptimState state) {
    squares = squares(taken, state.weights());
    loss = step.work().score().meanLoss();
    rate = step.rate();
    take(state);
  }

  /** Evaluates where the last fine step led; once for each. */
  void evaluate() {
    double rise = training.score(taken).meanLoss() - loss;
    if (rise > ROUNDING * loss) {
      violations++;
    }
    lipschitz = squares == 0 ? 0 : Math.max(0, 2 * (rise / squares + 1 / (delta * rate)));
  }

  /** The squared distance of two thetas, by what either has. */
  private static double squares(Weights one, Weights other) {
    double squares = 0;
    int i = 0;
    int k = 0;
    while (i < one.values().length || k < other.values().length) {
      int j = Math.min(coordinate(one, i), coordinate(other, k));
      double d = 0;
      if (coordinate(other, k) == j) {
        d += other.values()[k++];
      }
      if (coordinate(one, i) == j) {
        d -= one.values()[i++];
      }
      squares += d * d;
    }
    return squares;
  }

  /** The coordinate at a position, or one after all of them. */
  private static int coordinate(Weights weights, int position) {
    return position < weights.values().length
        ? weights.support().coordinate(position)
        : Integer.MAX_VALUE;
  }

  /** The smallest l that the inequality held for at the last fine step. */
  double lipschitz() {
    return lipschitz;
  }

  /** Fine steps that rose. */
  long violations() {
    return violations;
  }

  static final int WORDS = 10;

  void save(WordBuffer out) {
    out.put(lipschitz).put(violations).put(loss).put(rate).put(squares);
  }

  /** Takes over what {@link #save} put. */
  void restore(WordBuffer in) {
    lipschitz = in.nextDouble();
    violations = in.nextLong();
    loss = in.nextDouble();
    rate = in.nextDouble();
    squares = in.nextDouble();
  }
}
