package org.frostml.train;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * How a score from 0 to 1 ranks examples of which some have a label and others have not: the areas
 * under the ROC curve and under the precision-recall curve, examples counted by their weights.
 *
 * <p>Exact while no more scores occur than it has room for. Beyond that low bits of them are
 * dropped, of all alike and no more than it takes; what that may cost is {@link ScoreBins#rocError}
 * and {@link ScoreBins#prError}. Which bits are left follows from the scores alone, neither from
 * their order nor from their shards.
 */
final class Ranking {
  /** Scores that are told apart, all labels of a network together. */
  private static final int ROOM = 1 << 14;

  /** And of each label, however many there are. */
  private static final int LEAST = 1 << 10;

  private final int room;
  private ScoreBins bins = ScoreBins.NONE;

  /** Examples that are in no bin yet: their keys, each with its place, and signed weights. */
  private final long[] waiting;

  private final float[] weights;
  private int waits;

  /**
   * Of no example yet.
   *
   * @param labels that a network has a ranking for, each one of its own
   */
  Ranking(int labels) {
    room = room(labels);
    waiting = new long[room];
    weights = new float[room];
  }

  static int room(int labels) {
    return Math.max(LEAST, ROOM / labels);
  }

  /** Takes one example. */
  void add(float score, boolean label, float weight) {
    if (weight > 0) {
      waiting[waits] = (long) ScoreBins.key(score) << Integer.SIZE | waits;
      weights[waits] = label ? weight : -weight;
      if (++waits == room) {
        bins();
      }
    }
  }

  /** All examples so far. */
  ScoreBins bins() {
    if (waits > 0) {
      Arrays.sort(waiting, 0, waits);
      int[] keys = new int[waits];
      double[] without = new double[waits];
      double[] with = new double[waits];
      for (int i = 0; i < waits; i++) {
        keys[i] = (int) (waiting[i] >> Integer.SIZE);
        float weight = weights[(int) waiting[i]];
        (weight > 0 ? with : without)[i] = Math.abs(weight);
      }
      bins = bins.plus(new ScoreBins(0, keys, without, with), room);
      waits = 0;
    }
    return bins;
  }

  /** Takes the examples of another one of as many labels, after its own. */
  void add(Ranking other) {
    bins = bins().plus(other.bins(), room);
  }

  /** Bytes of {@link #write} at most. */
  static long mostBytes(int labels) {
    return ScoreBins.bytes(room(labels));
  }

  /** Bytes of {@link #write}. */
  int bytes() {
    return (int) ScoreBins.bytes(bins().keys().length);
  }

  void write(ByteBuffer out) {
    bins().write(out);
  }

  /** A ranking that {@link #write} wrote. */
  static Ranking read(ByteBuffer in, int labels) {
    Ranking read = new Ranking(labels);
    read.bins = ScoreBins.read(in);
    return read;
  }
}
