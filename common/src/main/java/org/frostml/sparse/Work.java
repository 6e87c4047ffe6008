package org.frostml.sparse;

import java.nio.ByteBuffer;

/**
 * What a piece of training did; adds up.
 *
 * @param score of the examples it saw, each before the step it served
 * @param flops floating-point operations on stored numbers: two a multiply-add, padding and
 *     filled-in zeros not counted
 */
public record Work(Score score, long flops) {
  public static final Work NONE = new Work(Score.NONE, 0);

  /** Bytes of {@link #write}. */
  public static final int BYTES = Score.BYTES + Long.BYTES;

  public Work plus(Work other) {
    return new Work(score.plus(other.score), flops + other.flops);
  }

  public void write(ByteBuffer out) {
    score.write(out);
    out.putLong(flops);
  }

  public static Work read(ByteBuffer in) {
    return new Work(Score.read(in), in.getLong());
  }
}
