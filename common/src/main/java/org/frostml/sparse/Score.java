package org.frostml.sparse;

import java.nio.ByteBuffer;

/**
 * What a pass over some examples measured; adds up. An example of weight 2 counts as two.
 *
 * @param loss sum of w_i l_i over the examples
 * @param quality sum of w_i q_i, for what the network's loss calls the quality of an example
 * @param weight sum of w_i: the examples themselves where all weigh 1
 * @param examples that were seen, whatever they weigh
 */
public record Score(double loss, double quality, double weight, long examples) {
  public static final Score NONE = new Score(0, 0, 0, 0);

  /** Bytes of {@link #write}. */
  public static final int BYTES = 3 * Double.BYTES + Long.BYTES;

  public Score plus(Score other) {
    return new Score(
        loss + other.loss,
        quality + other.quality,
        weight + other.weight,
        examples + other.examples);
  }

  public double meanLoss() {
    return loss / weight;
  }

  public double meanQuality() {
    return quality / weight;
  }

  /** What makes a sum over the examples their mean; 0 where nothing weighs anything. */
  public float toMean() {
    return weight > 0 ? 1f / (float) weight : 0;
  }

  public void write(ByteBuffer out) {
    out.putDouble(loss).putDouble(quality).putDouble(weight).putLong(examples);
  }

  public static Score read(ByteBuffer in) {
    return new Score(in.getDouble(), in.getDouble(), in.getDouble(), in.getLong());
  }
}
