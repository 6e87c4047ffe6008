package org.frostml.data;

import org.frostml.nn.Rows;

/** Rows in the making, packed as their source allows: bytes where they are, else floats. */
final class RowsBuilder {
  private final int features;
  private final byte[] bytes;
  private final float[] floats;
  private int next;

  RowsBuilder(Examples source, int examples) {
    features = source.features();
    int elements = Math.multiplyExact(examples, features);
    bytes = source.bytes() ? new byte[elements] : null;
    floats = source.bytes() ? null : new float[elements];
  }

  /** Takes the next row. */
  void add(float[] row) {
    if (bytes == null) {
      System.arraycopy(row, 0, floats, next, features);
    } else {
      for (int f = 0; f < features; f++) {
        bytes[next + f] = Rows.Bytes.of(row[f]);
      }
    }
    next += features;
  }

  Rows build() {
    return bytes == null ? new Rows.Floats(features, floats) : new Rows.Bytes(features, bytes);
  }
}
