package org.frostml.optim;

import java.io.Serializable;
import java.util.stream.Collectors;
import org.frostml.FrostException;
import org.frostml.sparse.Block;
import org.frostml.sparse.Grouping;
import org.frostml.sparse.Layout;

/**
 * J, convex, positively homogeneous and separable over the rows or columns of blocks, in units of
 * lambda: the regulariser is lambda J. A block's penalty multiplies its part.
 */
public sealed interface Regularizer extends Serializable
    permits Regularizer.None, Regularizer.L1, Regularizer.Grouped, Regularizer.SparseRowGroups {
  /** J(theta) on some rows. */
  double value(float[] theta, RowRanges rows);

  /** Replaces z by prox_{lambda J}(z) = argmin_theta |theta - z|^2 / 2 + lambda J(theta). */
  void prox(float[] z, RowRanges rows, float lambda);

  /** Adds lambda times an element of dJ(theta) to v. */
  void addSubgradient(float[] theta, float[] v, RowRanges rows, float lambda);

  /** Marks every weight with the lambda from which on {@link #prox} of v makes it zero. */
  void marks(float[] v, RowRanges rows, float[] marks);

  /** The largest |v_j| that leaves a weight of the block zero under lambda = 1 and penalty 1. */
  double reach(Block block);

  /** Which weights are zero or not together, as far as first weights go by it. */
  default Grouping grouping() {
    return Grouping.WEIGHTS;
  }

  /** Whether weights depend on others of their block. */
  boolean byGroups();

  /** Whether features live and die whole. */
  default boolean choosesFeatures() {
    return false;
  }

  /** Fails unless it has something to do on these blocks. */
  default void require(Layout layout) {}

  /** Whether it makes weights zero. */
  default boolean thresholds() {
    return true;
  }

  /** J = 0. */
  record None() implements Regularizer {
    @Override
    public double value(float[] theta, RowRanges rows) {
      return 0;
    }

    @Override
    public void prox(float[] z, RowRanges rows, float lambda) {}

    @Override
    public void addSubgradient(float[] theta, float[] v, RowRanges rows, float lambda) {}

    @Override
    public void marks(float[] v, RowRanges rows, float[] marks) {
      for (int j = rows.from(); j < rows.to(); j++) {
        marks[j] = Float.POSITIVE_INFINITY;
      }
    }

    @Override
    public double reach(Block block) {
      return 0;
    }

    @Override
    public boolean thresholds() {
      return false;
    }

    @Override
    public boolean byGroups() {
      return false;
    }
  }

  /** J = |theta|_1; its prox is soft-thresholding, sign(z) max(|z| - lambda, 0). */
  record L1() implements Regularizer {
    private static final L1 ELEMENTS = new L1();

    @Override
    public double value(float[] theta, RowRanges rows) {
      double sum = 0;
      for (int j = rows.from(); j < rows.to(); j++) {
        sum += Math.abs(theta[j]);
      }
      return rows.penalty() * sum;
    }

    @Override
    public void prox(float[] z, RowRanges rows, float lambda) {
      float threshold = lambda * rows.penalty();
      int to = rows.to();
      for (int j = rows.from(); j < to; j++) {
        z[j] = z[j] - Math.max(-threshold, Math.min(z[j], threshold));
      }
    }

    @Override
    public void addSubgradient(float[] theta, float[] v, RowRanges rows, float lambda) {
      for (int j = rows.from(); j < rows.to(); j++) {
        v[j] += lambda * rows.penalty() * Math.signum(theta[j]);
      }
    }

    @Override
    public void marks(float[] v, RowRanges rows, float[] marks) {
      float penalty = rows.penalty();
      int to = rows.to();
      for (int j = rows.from(); j < to; j++) {
        marks[j] = Math.abs(v[j]) / penalty;
      }
    }

    @Override
    public double reach(Block block) {
      return 1;
    }

    @Override
    public boolean byGroups() {
      return false;
    }
  }

  /**
   * J = sum over groups of sqrt(n) |theta_group|_2 with n its weights: a group lives or dies whole;
   * its prox is z max(1 - lambda sqrt(n) / |z|, 0). J = |theta|_1 in blocks without such groups.
   */
  sealed interface Grouped extends Regularizer
      permits RowGroups, KernelGroups, InputChannels, Columns {
    /** The groups of a block; null if it has none. */
    Groups groups(RowRanges rows);

    /** Weights of one of a block's groups. */
    int size(RowRanges rows);

    private double unit(RowRanges rows) {
      return rows.penalty() * Math.sqrt(size(rows));
    }

    @Override
    default double value(float[] theta, RowRanges rows) {
      Groups groups = groups(rows);
      return groups == null ? L1.ELEMENTS.value(theta, rows) : unit(rows) * groups.norms(theta);
    }

    @Override
    default void prox(float[] z, RowRanges rows, float lambda) {
      Groups groups = groups(rows);
      if (groups == null) {
        L1.ELEMENTS.prox(z, rows, lambda);
      } else {
        groups.shrink(z, lambda * unit(rows));
      }
    }

    @Override
    default void addSubgradient(float[] theta, float[] v, RowRanges rows, float lambda) {
      Groups groups = groups(rows);
      if (groups == null) {
        L1.ELEMENTS.addSubgradient(theta, v, rows, lambda);
      } else {
        groups.addDirections(theta, v, lambda * unit(rows));
      }
    }

    @Override
    default void marks(float[] v, RowRanges rows, float[] marks) {
      Groups groups = groups(rows);
      if (groups == null) {
        L1.ELEMENTS.marks(v, rows, marks);
      } else {
        groups.marks(v, unit(rows), marks);
      }
    }

    @Override
    default double reach(Block block) {
      RowRanges rows = RowRanges.of(block);
      return groups(rows) == null ? 1 : Math.sqrt(size(rows));
    }

    @Override
    default boolean byGroups() {
      return true;
    }
  }

  /** Rows: output units, and output channels of convolutions. */
  record RowGroups() implements Grouped {
    @Override
    public Groups groups(RowRanges rows) {
      return rows;
    }

    @Override
    public int size(RowRanges rows) {
      return rows.cols();
    }

    @Override
    public Grouping grouping() {
      return Grouping.ROWS;
    }
  }

  /** Kernels of convolutions; l1 in dense layers. */
  record KernelGroups() implements Grouped {
    @Override
    public Groups groups(RowRanges rows) {
      return rows.kernels();
    }

    @Override
    public int size(RowRanges rows) {
      return rows.kernels().window();
    }

    @Override
    public Grouping grouping() {
      return Grouping.KERNELS;
    }
  }

  /** Input channels of convolutions; l1 in dense layers. */
  record InputChannels() implements Grouped {
    @Override
    public Groups groups(RowRanges rows) {
      return rows.kernels() == null ? null : rows.kernels().inputs();
    }

    @Override
    public int size(RowRanges rows) {
      return rows.count() * rows.kernels().window();
    }

    @Override
    public Grouping grouping() {
      return Grouping.INPUT_CHANNELS;
    }
  }

  /** The first block's columns: input features; l1 in all other blocks. */
  record Columns() implements Grouped {
    @Override
    public Groups groups(RowRanges rows) {
      return rows.features();
    }

    @Override
    public int size(RowRanges rows) {
      return rows.count();
    }

    @Override
    public boolean choosesFeatures() {
      return true;
    }

    @Override
    public void require(Layout layout) {
      Block first = layout.blocks().get(0);
      if (!first.isOfFeatures()) {
        throw new FrostException(
            "regularizer.name = columns is of features, but the first layer, "
                + first.layer()
                + ", is not a dense one");
      }
      if (!first.isSparse()) {
        throw new FrostException(
            "regularizer.name = columns is of the first layer's weights, "
                + first.name()
                + ", but of these blocks only "
                + layout.blocks().stream()
                    .filter(Block::isSparse)
                    .map(Block::name)
                    .collect(Collectors.joining(", "))
                + " are regularised: see regularizer.blocks and regularizer.except");
      }
    }
  }

  /**
   * J = (1 - mix) |theta|_1 + mix sum over rows of sqrt(columns) |theta_row|_2; its prox is
   * soft-thresholding, then the shrinking of rows, in this order exact.
   *
   * @param mix in (0, 1)
   */
  record SparseRowGroups(float mix) implements Regularizer {
    /** Halvings of an interval that leave a float of it. */
    private static final int HALVINGS = 40;

    public SparseRowGroups {
      if (!(mix > 0 && mix < 1)) {
        throw new IllegalArgumentException("mix must be in (0, 1): " + mix);
      }
    }

    private static final L1 ELEMENTS = L1.ELEMENTS;
    private static final RowGroups GROUPS = new RowGroups();

    @Override
    public double value(float[] theta, RowRanges rows) {
      return (1 - mix) * ELEMENTS.value(theta, rows) + mix * GROUPS.value(theta, rows);
    }

    @Override
    public void prox(float[] z, RowRanges rows, float lambda) {
      ELEMENTS.prox(z, rows, (1 - mix) * lambda);
      GROUPS.prox(z, rows, mix * lambda);
    }

    @Override
    public void addSubgradient(float[] theta, float[] v, RowRanges rows, float lambda) {
      ELEMENTS.addSubgradient(theta, v, rows, (1 - mix) * lambda);
      GROUPS.addSubgradient(theta, v, rows, mix * lambda);
    }

    /** A weight is zero with its row, or before it. */
    @Override
    public void marks(float[] v, RowRanges rows, float[] marks) {
      ELEMENTS.marks(v, rows, marks);
      for (int r = 0; r < rows.count(); r++) {
        float row = rowMark(v, rows, r);
        for (int j = rows.ptr()[r]; j < rows.ptr()[r + 1]; j++) {
          marks[j] = Math.min(marks[j] / (1 - mix), row);
        }
      }
    }

    /**
     * The lambda from which on a row is zero, where |soft-threshold(v, (1 - mix) lambda)| = mix
     * lambda sqrt(columns): the left side falls and the right one rises, so halving finds it.
     */
    private float rowMark(float[] v, RowRanges rows, int r) {
      double unit = rows.penalty() * mix * Math.sqrt(rows.cols());
      double element = rows.penalty() * (1 - mix);
      double low = 0;
      double high = Groups.Pieces.norm(v, rows.ptr()[r], rows.ptr()[r + 1]) / unit;
      for (int i = 0; i < HALVINGS; i++) {
        double lambda = (low + high) / 2;
        double squares = 0;
        for (int j = rows.ptr()[r]; j < rows.ptr()[r + 1]; j++) {
          double left = Math.max(Math.abs(v[j]) - element * lambda, 0);
          squares += left * left;
        }
        if (Math.sqrt(squares) > unit * lambda) {
          low = lambda;
        } else {
          high = lambda;
        }
      }
      return (float) high;
    }

    @Override
    public double reach(Block block) {
      return 1 - mix + mix * Math.sqrt(block.cols());
    }

    @Override
    public boolean byGroups() {
      return true;
    }
  }
}
