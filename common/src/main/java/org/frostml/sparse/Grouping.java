package org.frostml.sparse;

/** Which weights of a block are zero or not together. */
public enum Grouping {
  /** Every weight is by itself. */
  WEIGHTS {
    @Override
    public int of(Block block, int place) {
      return place;
    }
  },
  /** Those of an output unit, or an output channel. */
  ROWS {
    @Override
    public int of(Block block, int place) {
      return place / block.cols();
    }
  },
  /** Those of a convolution's kernel, from one channel to another. */
  KERNELS {
    @Override
    public int of(Block block, int place) {
      return place / block.window();
    }
  },
  /** Those of a convolution's input channel; of other layers, every one by itself. */
  INPUT_CHANNELS {
    @Override
    public int of(Block block, int place) {
      return block.isOfKernels() ? place % block.cols() / block.window() : place;
    }
  };

  /** The group, from 0 on, of the weight at a place of a block. */
  public abstract int of(Block block, int place);

  /** Groups of a block: its last weight is of the last one. */
  public int count(Block block) {
    return of(block, block.size() - 1) + 1;
  }
}
