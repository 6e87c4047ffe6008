package org.frostml.io;

import org.frostml.optim.DensityControl;
import org.frostml.optim.Optimizer;
import org.frostml.sparse.Layout;

/** What a model's file comes to at most, known before it is trained. */
public final class ModelFileSize {
  /** A value and a column. */
  private static final int OF_SPARSE = Float.BYTES + Integer.BYTES;

  /** The place, the centre and the scale of a feature. */
  private static final int OF_FEATURE = Integer.BYTES + 2 * Float.BYTES;

  /** The name of a feature, and since when it is used: text, where a model has it. */
  private static final int OF_NAME = 64;

  /** A model of more features keeps no names: nobody reads so many. */
  public static final int MOST_NAMES = 100_000;

  /** The configuration, the names of classes, where the rows came from. */
  private static final int TEXTS = 1 << 16;

  private ModelFileSize() {}

  /**
   * Bytes of the file when as many weights are active as may be.
   *
   * @param inputs of the network
   */
  public static long most(Layout layout, Optimizer optimizer, int inputs) {
    long active = DensityControl.keep(optimizer.mostDensity(), layout.weights());
    long weights = active * (optimizer.isSparse() ? OF_SPARSE : Float.BYTES);
    long others = (long) Float.BYTES * (layout.size() - layout.weights());
    long rows = layout.blocks().stream().mapToLong(block -> block.rows() + 1).sum();
    int named = optimizer.choosesFeatures() ? inputs : Math.min(inputs, MOST_NAMES);
    return weights
        + others
        + Integer.BYTES * rows
        + (long) OF_FEATURE * inputs
        + (long) OF_NAME * named
        + TEXTS;
  }
}
