package org.frostml.sparse;

/**
 * The rows of blocks among a gradient's floats, in order; those without any are left out, and a
 * block of one column is one row.
 *
 * @param stripes where the rows lie that are seen whole, if not all are
 * @param from the first of the floats
 * @param to after the last
 */
record FloatRows(Stripes stripes, int from, int to) {
  /** Takes the floats from one place to another. */
  interface Row {
    void accept(int from, int to);
  }

  /** Hands on what a precision writes by itself: every row, or all floats at once. */
  void each(Precision precision, Row row) {
    if (precision.byRows()) {
      each(row);
    } else {
      row.accept(from, to);
    }
  }

  private void each(Row row) {
    boolean whole = stripes.scope().parts() == 1;
    int at = 0;
    for (int b = stripes.begin(); b < stripes.blocks(); b++) {
      Block block = stripes.block(b);
      if (whole) {
        rows(block, at, block.size(), row);
        at += block.size();
      } else {
        active(b, row);
      }
    }
    for (int b = stripes.begin(); b < stripes.blocks() && !whole; b++) {
      rows(stripes.block(b), stripes.place(b), stripes.size(b), row);
    }
  }

  /** Bytes of all floats. */
  long bytes(Precision precision) {
    long[] rows = {0};
    each(precision, (first, last) -> rows[0]++);
    return precision.bytes(rows[0], to - from);
  }

  private static void rows(Block block, int begin, int size, Row row) {
    int length = block.cols() == 1 ? size : block.cols();
    for (int at = begin; at < begin + size; at += length) {
      row.accept(at, at + length);
    }
  }

  private void active(int b, Row row) {
    Support support = stripes.support();
    if (stripes.block(b).cols() == 1) {
      accept(support.from(b), support.from(b + 1), row);
      return;
    }
    int[] ptr = support.csr().rowPtr(b);
    for (int r = 0; r + 1 < ptr.length; r++) {
      accept(ptr[r], ptr[r + 1], row);
    }
  }

  private static void accept(int from, int to, Row row) {
    if (from < to) {
      row.accept(from, to);
    }
  }
}
