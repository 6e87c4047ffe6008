package org.frostml.sparse;

/**
 * Where in a gradient's floats the rows lie that are seen whole, after the floats of the support.
 *
 * @param begin the first block that is among the floats
 */
record Stripes(GradientScope scope, Support support, int begin) {
  Block block(int b) {
    return support.layout().blocks().get(b);
  }

  int blocks() {
    return support.layout().blocks().size();
  }

  /** Floats of block b's rows that are seen whole; none where its support is the block. */
  int size(int b) {
    boolean sparse = block(b).isSparse() && !support.isFull(b);
    return sparse ? (scope.to(block(b)) - scope.from(block(b))) * block(b).cols() : 0;
  }

  /** The flat coordinate of the first of them. */
  int from(int b) {
    return block(b).offset() + scope.from(block(b)) * block(b).cols();
  }

  /** Where block b's begin; for b = the number of blocks, where all end. */
  int place(int b) {
    int at = support.size();
    for (int before = begin; before < b; before++) {
      at += size(before);
    }
    return at;
  }

  /** Where all end. */
  int end() {
    return place(blocks());
  }

  /** Hands on those of every block, in order. */
  void each(float[] values, GradientRange range) {
    int at = support.size();
    for (int b = begin; b < blocks(); b++) {
      int size = size(b);
      if (size > 0) {
        range.accept(from(b), from(b) + size, values, at);
        at += size;
      }
    }
  }
}
