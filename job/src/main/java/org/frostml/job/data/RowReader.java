package org.frostml.job.data;

import java.nio.ByteBuffer;
import org.frostml.nn.Rows;

/** Reads what {@link RowBytes} wrote, one row after the other. */
final class RowReader {
  private final int width;
  private final float[] targets;
  private ByteBuffer in;
  private float weight;
  private int stored;
  private int from;
  private boolean sparse;
  private boolean pixels;

  /**
   * @param width features of every row
   * @param targets of every row
   */
  RowReader(int width, int targets) {
    this.width = width;
    this.targets = new float[targets];
  }

  void read(byte[] row) {
    in = ByteBuffer.wrap(row);
    weight = in.getFloat();
    for (int k = 0; k < targets.length; k++) {
      targets[k] = in.getFloat();
    }
    byte kind = in.get();
    sparse = kind == RowBytes.SPARSE;
    pixels = kind == RowBytes.PIXELS;
    stored = sparse ? in.getInt() : width;
    from = in.position();
  }

  float weight() {
    return weight;
  }

  /** Of the row that was read; used again for the next. */
  float[] targets() {
    return targets;
  }

  /** Whether all values are k / 255, in a byte each. */
  boolean isOfPixels() {
    return pixels;
  }

  /** Takes these bytes. */
  void copyPixels(byte[] to, int at) {
    in.get(from, to, at, width);
  }

  /** How many values the row holds: all that are not 0, and maybe others. */
  int stored() {
    return stored;
  }

  /** The place of a value that it holds; they ascend. */
  int place(int i) {
    return sparse ? in.getInt(from + 2 * Integer.BYTES * i) : i;
  }

  float value(int i) {
    if (pixels) {
      return Rows.Bytes.value(in.get(from + i));
    }
    return in.getFloat(from + (sparse ? 2 * Integer.BYTES * i + Integer.BYTES : Float.BYTES * i));
  }
}
