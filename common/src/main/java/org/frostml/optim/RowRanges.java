package org.frostml.optim;

import org.frostml.sparse.Block;

/**
 * The rows of a matrix, or what is stored of them, within an array: row r is {@code ptr[r]} to
 * {@code ptr[r + 1] - 1}.
 *
 * @param cols columns of the whole matrix, stored or not
 * @param penalty the block's factor of lambda
 */
record RowRanges(int[] ptr, int cols, float penalty) {
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
    return new RowRanges(ptr, block.cols(), block.penalty());
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
