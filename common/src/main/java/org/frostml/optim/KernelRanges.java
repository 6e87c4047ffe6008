package org.frostml.optim;

/**
 * A convolution's kernels, one for every output and input channel, or what is stored of them.
 *
 * @param column of every place; null where all columns are there
 * @param window columns of a kernel
 * @param inputs all kernels of an input channel as one group
 */
record KernelRanges(int[] ptr, int[] column, int window, ColumnRanges inputs)
    implements GroupPieces {
  @Override
  public void each(Piece work) {
    for (int r = 0; r < ptr.length - 1; r++) {
      for (int from = ptr[r]; from < ptr[r + 1]; ) {
        int to = end(from, ptr[r + 1]);
        work.of(from, to);
        from = to;
      }
    }
  }

  /** After the last place of the kernel that one place is of. */
  private int end(int from, int row) {
    if (column == null) {
      return from + window;
    }
    int next = (column[from] / window + 1) * window;
    int to = from + 1;
    while (to < row && column[to] < next) {
      to++;
    }
    return to;
  }
}
