package org.frostml.train;

import java.io.Serializable;
import java.util.Map;
import org.frostml.random.Rng;
import org.frostml.sparse.Bfloat16;
import org.frostml.sparse.Float32;
import org.frostml.sparse.FloatFormat;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Int8;
import org.frostml.sparse.Precision;

/**
 * In which precision shards and driver exchange numbers, be it in one JVM.
 *
 * @param fine of gradients that have more than the support
 * @param active of numbers on the support: values down, and what comes back
 */
public record ExchangePrecision(Precision fine, FloatFormat active) implements Serializable {
  /** Nothing is rounded. */
  public static final ExchangePrecision EXACT = new ExchangePrecision(new Float32(), new Float32());

  /** What fine gradients may be written in, by name, with all else as it is. */
  public static final Map<String, ExchangePrecision> OF_FINE =
      Map.of(
          "float32", EXACT,
          "bfloat16", new ExchangePrecision(new Bfloat16(), new Float32()),
          "int8", new ExchangePrecision(new Int8(), new Float32()));

  /** What the random streams begin with, so that no other of the seed's is the same. */
  private static final long ROUNDING = 0x726f756e64L;

  /** The same with half the bytes for numbers on the support. */
  public ExchangePrecision halvingActive() {
    return new ExchangePrecision(fine, new Bfloat16());
  }

  public boolean isExact() {
    return fine.isExact() && active.isExact();
  }

  /** Of a gradient. */
  public Precision of(GradientScope scope) {
    return scope.parts() == 0 ? active : fine;
  }

  /**
   * What a shard's message is rounded by: the k-th of its numbers by the k-th draw, on whatever
   * executor and at whatever attempt.
   *
   * @param seed the run's
   * @param step the first of those that the message is of
   */
  public static Rng draws(long seed, long step, int shard) {
    return new Rng(ROUNDING, seed, step, shard);
  }
}
