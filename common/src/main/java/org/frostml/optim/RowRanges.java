package org.frostml.optim;

import org.frostml.sparse.Block;
import org.frostml.sparse.Csr;
import org.frostml.sparse.Support;

/**
 * The rows of a matrix, or what is stored of them, within an array: row r is {@code ptr[r]} to
 * {@code ptr[r + 1] - 1}.
 *
 * @param cols columns of the whole matrix, stored or not
 * @param penalty the block's factor of lambda
 * @param features where columns are the features of examples, what is known of them; otherwise null
 * @param kernels where it is a convolution's, what is known of its kernels; otherwise null
 */
record RowRanges(int[] ptr, int cols, float penalty, ColumnRanges features, KernelRanges kernels)
    implements GroupPieces {
  RowRanges(int[] ptr, int cols, float penalty) {
    this(ptr, cols, penalty, null, null);
  }

  /** One row of everything in [from, to), for regularizers that ignore rows. */
  static RowRanges range(int from, int to, float penalty) {
    return new RowRanges(new int[] {from, to}, to - from, penalty);
  }

  /** All of a block in the flat parameter vector. */
  static RowRanges of(Block block) {
    int[] ptr = new int[block.rows() + 1];
    for (int r = 0; r <= block.rows(); r++) {
      ptr[r] = block.offset() + r * block.cols();
    }
    ColumnRanges columns =
        new ColumnRanges.Whole(block.offset(), block.rows(), block.cols(), block.window());
    return of(block, ptr, null, columns);
  }

  /** What of block b is on a support, in its order. */
  static RowRanges of(Support support, int b) {
    Block block = support.layout().blocks().get(b);
    Csr csr = support.csr();
    ColumnRanges columns =
        new ColumnRanges.Stored(csr.columns(b), csr.colPtr(b), csr.source(b), block.window());
    return of(block, csr.rowPtr(b), csr.column(), columns);
  }

  private static RowRanges of(Block block, int[] ptr, int[] column, ColumnRanges columns) {
    return new RowRanges(
        ptr,
        block.cols(),
        block.penalty(),
        block.isOfFeatures() ? columns : null,
        block.isOfKernels() ? new KernelRanges(ptr, column, block.window(), columns) : null);
  }

  @Override
  public void each(Piece work) {
    for (int r = 0; r < count(); r++) {
      work.of(ptr[r], ptr[r + 1]);
    }
  }

  int from() {
    return ptr[0];
  }

  int to() {
    return ptr[count()];
  }

  int count() {
    return ptr.length - 1;
  }
}
