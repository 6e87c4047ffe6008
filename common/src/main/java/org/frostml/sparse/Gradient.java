package org.frostml.sparse;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.frostml.kernel.Kernels;
import org.frostml.kernel.Team;
import org.frostml.kernel.Transpose;

/**
 * A sum of the examples' gradients, with what the passes did on the way; adds up.
 *
 * <p>FINE it holds a float for every parameter; COARSE one for every coordinate of the support, in
 * the support's order and so without indices. The one place where the level picks a kernel.
 */
public final class Gradient {
  private final Level level;
  private final Support support;
  private final float[] values;
  private Work work = Work.NONE;

  private Gradient(Level level, Support support, float[] values) {
    this.level = level;
    this.support = support;
    this.values = values;
  }

  /** Zero, to accumulate into. */
  public static Gradient zero(Level level, Support support) {
    return new Gradient(level, support, new float[size(level, support)]);
  }

  /** Zero, in the array of a gradient that nobody uses any more, or null, where it fits. */
  public static Gradient zero(Level level, Support support, Gradient retired) {
    if (retired == null || retired.values.length != size(level, support)) {
      return zero(level, support);
    }
    Arrays.fill(retired.values, 0);
    return new Gradient(level, support, retired.values);
  }

  private static int size(Level level, Support support) {
    return level == Level.FINE ? support.layout().size() : support.size();
  }

  public Level level() {
    return level;
  }

  /**
   * One float a parameter (FINE) or a coordinate of the support (COARSE): a sum over {@code
   * work().score().examples()}.
   */
  public float[] values() {
    return values;
  }

  public Work work() {
    return work;
  }

  /**
   * G_b += dY X^T on what the level covers, for activations of {@code width} columns.
   *
   * @param dy place in {@code t} of a rows x width matrix
   * @param x place in {@code t} of a cols x width matrix
   * @param scratch place in {@code t} of cols x width floats to spoil
   */
  public void addOuter(
      Kernels kernels, Team team, int b, float[] t, int dy, int x, int scratch, int width) {
    Block block = support.layout().blocks().get(b);
    int rows = block.rows();
    int cols = block.cols();
    if (level == Level.FINE || support.isFull(b)) {
      int at = start(b);
      Transpose.matrix(t, x, cols, width, scratch);
      team.share(
          rows,
          (from, to) ->
              kernels.gemm(from, to, width, cols, t, dy, width, 1, t, scratch, values, at));
    } else {
      int[] ptr = support.csr().rowPtr(b);
      int[] idx = support.csr().column();
      team.share(
          ptr, rows, (from, to) -> kernels.sddmm(from, to, ptr, idx, t, dy, x, values, width));
    }
  }

  /** Multiply-adds that {@link #addOuter} spends on an example. */
  public long outerMultiplyAdds(int b) {
    return level == Level.FINE ? support.layout().blocks().get(b).size() : support.count(b);
  }

  /** g_b += the row sums of dY: the gradient of a bias; see {@link Kernels#biasGradient}. */
  public void addBias(
      Kernels kernels, Team team, int b, boolean relu, float[] t, int y, int dy, int width) {
    int at = start(b);
    team.share(
        support.layout().blocks().get(b).size(),
        (from, to) -> kernels.biasGradient(from, to, relu, t, y, dy, values, at, width));
  }

  private int start(int b) {
    return level == Level.FINE ? support.layout().blocks().get(b).offset() : support.from(b);
  }

  public void add(Work more) {
    work = work.plus(more);
  }

  /** This += other, of the same level and support. */
  public void add(Gradient other) {
    if (other.values.length != values.length) {
      throw new IllegalArgumentException(
          "cannot add a "
              + other.level
              + " gradient of "
              + other.values.length
              + " floats to a "
              + level
              + " one of "
              + values.length);
    }
    for (int k = 0; k < values.length; k++) {
      values[k] += other.values[k];
    }
    add(other.work);
  }

  /** This *= factor, for a mean in place of a sum. */
  public void scale(float factor) {
    for (int k = 0; k < values.length; k++) {
      values[k] *= factor;
    }
  }

  /** Bytes of {@link #write}. */
  public int bytes() {
    return Work.BYTES + Float.BYTES * values.length;
  }

  /** Writes what travels: work, then the floats. */
  public void write(ByteBuffer out) {
    work.write(out);
    Message.write(out, values);
  }

  /** This += a gradient of the same level and support, as {@link #write} wrote it. */
  public void add(ByteBuffer in) {
    if (in.remaining() != bytes()) {
      throw new IllegalArgumentException(
          "a "
              + level
              + " gradient of "
              + values.length
              + " floats came in "
              + in.remaining()
              + " bytes");
    }
    add(Work.read(in));
    Message.add(in, values);
  }
}
