package org.frostml.sparse;

import java.io.Serializable;

/**
 * What a pass over some examples measured; adds up.
 *
 * @param loss sum over the examples
 * @param correct examples whose largest logit is the label's
 */
public record Score(double loss, long correct, long examples) implements Serializable {
  public static final Score NONE = new Score(0, 0, 0);

  public Score plus(Score other) {
    return new Score(loss + other.loss, correct + other.correct, examples + other.examples);
  }

  public double meanLoss() {
    return loss / examples;
  }

  public double accuracy() {
    return (double) correct / examples;
  }
}
