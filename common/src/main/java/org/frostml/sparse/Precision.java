package org.frostml.sparse;

import java.io.Serializable;
import java.nio.ByteBuffer;
import org.frostml.random.Rng;

/**
 * How the numbers of a message are written: in fewer bytes than a float's four each is rounded, up
 * or down at random and so that the mean is the number itself. What is summed over shards and steps
 * then needs no correction.
 */
public sealed interface Precision extends Serializable permits FloatFormat, Int8 {
  /** Whether what comes is what was sent, to the last bit. */
  default boolean isExact() {
    return false;
  }

  /** Whether a row is written by itself, because its numbers share a scale. */
  boolean byRows();

  /** Bytes of so many numbers in so many rows. */
  long bytes(long rows, long numbers);

  /**
   * Writes {@code values[from, to)}, rounded without bias.
   *
   * @param draws one for every number, in order
   */
  void write(ByteBuffer out, float[] values, int from, int to, Rng draws);

  /** {@code values[from, to)} += what {@link #write} wrote next. */
  void add(ByteBuffer in, float[] values, int from, int to);
}
