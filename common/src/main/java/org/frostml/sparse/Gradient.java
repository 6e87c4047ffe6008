package org.frostml.sparse;

import java.io.Serializable;
import java.nio.ByteBuffer;
import org.frostml.kernel.Kernels;

/**
 * A sum of the examples' gradients, with what the pass measured on the way; adds up.
 *
 * <p>FINE it holds a float for every parameter; COARSE one for every coordinate of the support, in
 * the support's order and so without indices. The one place where the level picks a kernel. A
 * gradient that has travelled no longer knows its support: it can be read and added, not
 * accumulated into.
 */
public final class Gradient implements Serializable {
  private static final int HEADER = 1 + 8 + 8 + 8 + 8 + 4;

  private final Level level;
  private final Support support;
  private final float[] values;
  private Score score;
  private long flops;

  private Gradient(Level level, Support support, float[] values, Score score, long flops) {
    this.level = level;
    this.support = support;
    this.values = values;
    this.score = score;
    this.flops = flops;
  }

  /** Zero, to accumulate into. */
  public static Gradient zero(Level level, Support support) {
    int size = level == Level.FINE ? support.layout().size() : support.size();
    return new Gradient(level, support, new float[size], Score.NONE, 0);
  }

  public Level level() {
    return level;
  }

  /**
   * One float a parameter (FINE) or a coordinate of the support (COARSE): a sum over {@code
   * score().examples()}.
   */
  public float[] values() {
    return values;
  }

  public Score score() {
    return score;
  }

  /**
   * Floating-point operations executed on useful numbers: two a multiply-add, padding not counted.
   */
  public long flops() {
    return flops;
  }

  /** G_b += dY X^T on what the level covers; dy is rows x width, x is cols x width. */
  public void addOuter(Kernels kernels, int b, float[] dy, float[] x, int width, int examples) {
    Block block = support.layout().blocks().get(b);
    if (level == Level.FINE) {
      kernels.gemmNT(block.rows(), block.cols(), dy, x, values, block.offset(), width);
      addFlops(block.size(), examples);
    } else {
      kernels.sddmm(
          block.rows(), support.csr().rowPtr(b), support.csr().column(), dy, x, values, width);
      addFlops(support.from(b + 1) - support.from(b), examples);
    }
  }

  /** g_b += the row sums of dY: the gradient of a bias. */
  public void addRowSums(int b, float[] dy, int width) {
    Block block = support.layout().blocks().get(b);
    int at = level == Level.FINE ? block.offset() : support.from(b);
    for (int r = 0; r < block.size(); r++) {
      float sum = 0;
      for (int i = r * width; i < (r + 1) * width; i++) {
        sum += dy[i];
      }
      values[at + r] += sum;
    }
  }

  /** Counts a pass over {@code multiplyAdds} stored weights for each of {@code examples}. */
  public void addFlops(long multiplyAdds, int examples) {
    flops += 2 * multiplyAdds * examples;
  }

  public void addScore(Score more) {
    score = score.plus(more);
  }

  /** This += other, of the same level and support. */
  public void add(Gradient other) {
    if (other.level != level || other.values.length != values.length) {
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
    addScore(other.score);
    flops += other.flops;
  }

  /** This *= factor, for a mean in place of a sum. */
  public void scale(float factor) {
    for (int k = 0; k < values.length; k++) {
      values[k] *= factor;
    }
  }

  /** Bytes of {@link #pack}. */
  public int packedSize() {
    return HEADER + Float.BYTES * values.length;
  }

  /** The bytes that travel: level, score, flops, then the floats. */
  public byte[] pack() {
    ByteBuffer out = ByteBuffer.allocate(packedSize());
    out.put((byte) level.ordinal())
        .putDouble(score.loss())
        .putLong(score.correct())
        .putLong(score.examples());
    out.putLong(flops).putInt(values.length);
    out.asFloatBuffer().put(values);
    return out.array();
  }

  /** The gradient that {@link #pack} wrote. */
  public static Gradient unpack(byte[] packed) {
    ByteBuffer in = ByteBuffer.wrap(packed);
    Level level = Level.values()[in.get()];
    Score score = new Score(in.getDouble(), in.getLong(), in.getLong());
    long flops = in.getLong();
    float[] values = new float[in.getInt()];
    in.asFloatBuffer().get(values);
    return new Gradient(level, null, values, score, flops);
  }

  private Object writeReplace() {
    return new Packed(Packed.Kind.GRADIENT, pack());
  }
}
