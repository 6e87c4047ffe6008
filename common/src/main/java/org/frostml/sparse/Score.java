package org.frostml.sparse;

import java.nio.ByteBuffer;

/**
 * What a pass over some examples measured; adds up.
 *
 * @param loss sum over the examples
 * @param correct examples whose largest logit is the label's
 */
public record Score(double loss, long correct, long examples) {
  public static final Score NONE = new Score(0, 0, 0);

  /** Bytes of {@link #write}. */
  public static final int BYTES = Double.BYTES + 2 * Long.BYTES;

  public Score plus(Score other) {
    return new Score(loss + other.loss, correct + other.correct, examples + other.examples);
  }

  public double meanLoss() {
    return loss / examples;
  }

  public double accuracy() {
    return (double) correct / examples;
  }

  public void write(ByteBuffer out) {
    out.putDouble(loss).putLong(correct).putLong(examples);
  }

  public static Score read(ByteBuffer in) {
    return new Score(in.getDouble(), in.getLong(), in.getLong());
  }
}
