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
 */
record RowRanges(int[] ptr, int cols, float penalty, FeatureColumns features) {
  RowRanges(int[] ptr, int cols, float penalty) {
    this(ptr, cols, penalty, null);
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
    FeatureColumns features =
        block.isOfFeatures()
            ? new FeatureColumns.Whole(block.offset(), block.rows(), block.cols())
            : null;
    return new RowRanges(ptr, block.cols(), block.penalty(), features);
  }

  /** What of block b is on a support, in its order. */
  static RowRanges of(Support support, int b) {
    Block block = support.layout().blocks().get(b);
    Csr csr = support.csr();
    FeatureColumns features =
        block.isOfFeatures()
            ? new FeatureColumns.Stored(csr.columns(b), csr.colPtr(b), csr.source(b))
            : null;
    return new RowRanges(csr.rowPtr(b), block.cols(), block.penalty(), features);
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
