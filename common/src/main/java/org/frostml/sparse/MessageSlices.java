package org.frostml.sparse;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Where a message that is summed over shards is cut, so that each range of its numbers can be
 * summed by itself: into about equal parts, and where numbers of a row share a scale, between rows.
 * What goes before the numbers, the head, is not summed.
 */
public final class MessageSlices {
  private final Precision precision;
  private final int head;

  /** Where rows begin, and where the last one ends. */
  private final int[] rows;

  /** For every slice the first of its {@link #rows}; and then the last. */
  private final int[] cuts;

  private MessageSlices(Precision precision, int head, int[] rows, int count) {
    this.precision = precision;
    this.head = head;
    this.rows = rows;
    cuts = new int[count + 1];
    int numbers = rows[rows.length - 1];
    for (int k = 1; k <= count; k++) {
      int at = Arrays.binarySearch(rows, (int) ((long) numbers * k / count));
      cuts[k] = at < 0 ? -at - 1 : at;
    }
  }

  /**
   * Of numbers that are rounded one by one.
   *
   * @param head bytes before the numbers
   * @param count of the slices
   */
  public static MessageSlices of(FloatFormat format, int head, int numbers, int count) {
    int[] rows = new int[count + 1];
    for (int k = 1; k <= count; k++) {
      rows[k] = (int) ((long) numbers * k / count);
    }
    return new MessageSlices(format, head, rows, count);
  }

  /** Of the rows of a gradient. */
  static MessageSlices of(Precision precision, int head, FloatRows floats, int count) {
    if (precision instanceof FloatFormat format) {
      return of(format, head, floats.to() - floats.from(), count);
    }
    int[] found = {0};
    floats.each(precision, (from, to) -> found[0]++);
    int[] rows = new int[found[0] + 1];
    found[0] = 0;
    floats.each(precision, (from, to) -> rows[++found[0]] = to - floats.from());
    return new MessageSlices(precision, head, rows, count);
  }

  public int count() {
    return cuts.length - 1;
  }

  /** Bytes before the numbers. */
  public int head() {
    return head;
  }

  /** The first number of a slice, of the k-th or, where they end, of the one after the last. */
  public int from(int k) {
    return rows[cuts[k]];
  }

  /** How many numbers a slice has. */
  public int size(int k) {
    return from(k + 1) - from(k);
  }

  /** A slice of a message; the first has the head. */
  public byte[] cut(byte[] message, int k) {
    int begin = k == 0 ? 0 : place(k);
    return Arrays.copyOfRange(message, begin, place(k + 1));
  }

  private int place(int k) {
    return Math.toIntExact(head + precision.bytes(cuts[k], from(k)));
  }

  /**
   * Adds a slice, after its head, to its sum so far.
   *
   * @param in a slice from {@link #cut}
   */
  public void add(int k, ByteBuffer in, float[] sum) {
    int from = from(k);
    for (int r = cuts[k]; r < cuts[k + 1]; r++) {
      precision.add(in, sum, rows[r] - from, rows[r + 1] - from);
    }
    if (in.hasRemaining()) {
      throw new IllegalArgumentException(
          "slice " + k + " of " + count() + " came with " + in.remaining() + " bytes too many");
    }
  }
}
