package org.frostml.sparse;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.frostml.kernel.Kernels;
import org.frostml.kernel.Team;
import org.frostml.kernel.Transpose;

/**
 * A sum of the examples' gradients, with what the passes did on the way; adds up.
 *
 * <p>Of the support it holds a float for every coordinate, in the support's order and so without
 * indices; of all weights a float for every parameter; of some rows both, one after the other. The
 * one place where the scope picks a kernel.
 */
public final class Gradient {
  private final GradientScope scope;
  private final Support support;
  private final float[] values;
  private Work work = Work.NONE;

  private Gradient(GradientScope scope, Support support, float[] values) {
    this.scope = scope;
    this.support = support;
    this.values = values;
  }

  /** Zero, to accumulate into. */
  public static Gradient zero(GradientScope scope, Support support) {
    return new Gradient(scope, support, new float[size(scope, support)]);
  }

  /** Zero, in the array of a gradient that is not used any more, or null, where it fits. */
  public static Gradient zero(GradientScope scope, Support support, Gradient retired) {
    if (retired == null || retired.values.length != size(scope, support)) {
      return zero(scope, support);
    }
    Arrays.fill(retired.values, 0);
    return new Gradient(scope, support, retired.values);
  }

  private static int size(GradientScope scope, Support support) {
    if (scope.parts() == 1) {
      return support.layout().size();
    }
    int size = support.size();
    for (int b = 0; b < support.layout().blocks().size(); b++) {
      size += stripe(scope, support, b);
    }
    return size;
  }

  /** Floats of block b's rows that are seen whole; none where its support is the block. */
  private static int stripe(GradientScope scope, Support support, int b) {
    Block block = support.layout().blocks().get(b);
    boolean sparse = block.isSparse() && !support.isFull(b);
    return sparse ? (scope.to(block) - scope.from(block)) * block.cols() : 0;
  }

  public GradientScope scope() {
    return scope;
  }

  /** The support that the gradient was computed at. */
  public Support support() {
    return support;
  }

  /** What is summed over {@code work().score().examples()}. */
  public float[] values() {
    return values;
  }

  /**
   * Takes a range of flat coordinates, whose gradients stand in {@link #values} from a place on.
   */
  public interface Range {
    void accept(int from, int to, int at);
  }

  /** Hands on, in order, every range of weights that was seen whole. */
  public void seen(Range range) {
    if (scope.parts() == 1) {
      range.accept(0, support.layout().size(), 0);
      return;
    }
    int at = support.size();
    for (int b = 0; b < support.layout().blocks().size(); b++) {
      int size = stripe(scope, support, b);
      if (size > 0) {
        Block block = support.layout().blocks().get(b);
        int from = block.offset() + scope.from(block) * block.cols();
        range.accept(from, from + size, at);
        at += size;
      }
    }
  }

  /** R: the gradient on the support, into the first floats of an array. */
  public void restrict(float[] active) {
    if (scope.parts() == 1) {
      support.restrict(values, active);
      return;
    }
    System.arraycopy(values, 0, active, 0, support.size());
    seen(
        (from, to, at) -> {
          for (int k = support.position(from); k < support.position(to); k++) {
            active[k] = values[at + support.coordinate(k) - from];
          }
        });
  }

  public Work work() {
    return work;
  }

  /**
   * G_b += dY X^T within the scope, for activations of {@code width} columns.
   *
   * @param dy place in {@code t} of a rows x width matrix
   * @param x place in {@code t} of a cols x width matrix
   * @param scratch place in {@code t} of cols x width floats to spoil
   */
  public void addOuter(
      Kernels kernels, Team team, int b, float[] t, int dy, int x, int scratch, int width) {
    Block block = support.layout().blocks().get(b);
    int cols = block.cols();
    if (scope.parts() == 1 || support.isFull(b)) {
      Transpose.matrix(t, x, cols, width, scratch);
      outer(kernels, team, 0, block.rows(), cols, t, dy, scratch, start(b), width);
      return;
    }
    sampled(kernels, team, b, t, dy, x, width);
    if (stripe(scope, support, b) > 0) {
      Transpose.matrix(t, x, cols, width, scratch);
      outer(
          kernels, team, scope.from(block), scope.to(block), cols, t, dy, scratch, place(b), width);
    }
  }

  /**
   * The rows {@code first} to {@code last - 1} of dY X^T, whole.
   *
   * @param xt place in {@code t} of X^T
   */
  private void outer(
      Kernels kernels,
      Team team,
      int first,
      int last,
      int cols,
      float[] t,
      int dy,
      int xt,
      int at,
      int width) {
    int origin = at - first * cols;
    team.share(
        last - first,
        (from, to) ->
            kernels.gemm(
                first + from, first + to, width, cols, t, dy, width, 1, t, xt, values, origin));
  }

  /** dY X^T on the support, but for the rows that are seen whole. */
  private void sampled(Kernels kernels, Team team, int b, float[] t, int dy, int x, int width) {
    Block block = support.layout().blocks().get(b);
    int first = scope.from(block);
    int last = scope.to(block);
    int[] ptr = support.csr().rowPtr(b);
    int[] idx = support.csr().column();
    team.share(
        ptr,
        block.rows(),
        (from, to) -> {
          int below = last == first ? to : Math.min(to, first);
          if (from < below) {
            kernels.sddmm(from, below, ptr, idx, t, dy, x, values, width);
          }
          int above = Math.max(from, last);
          if (last > first && above < to) {
            kernels.sddmm(above, to, ptr, idx, t, dy, x, values, width);
          }
        });
  }

  /** Where the rows of block b that are seen whole begin. */
  private int place(int b) {
    int at = support.size();
    for (int before = 0; before < b; before++) {
      at += stripe(scope, support, before);
    }
    return at;
  }

  /** Multiply-adds that {@link #addOuter} spends on an example. */
  public long outerMultiplyAdds(int b) {
    Block block = support.layout().blocks().get(b);
    if (scope.parts() == 1) {
      return block.size();
    }
    int stripe = stripe(scope, support, b);
    if (stripe == 0) {
      return support.count(b);
    }
    int from = block.offset() + scope.from(block) * block.cols();
    int twice = support.position(from + stripe) - support.position(from);
    return support.count(b) + stripe - twice;
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
    return scope.parts() == 1 ? support.layout().blocks().get(b).offset() : support.from(b);
  }

  public void add(Work more) {
    work = work.plus(more);
  }

  /** This += other, of the same scope and support. */
  public void add(Gradient other) {
    if (other.values.length != values.length) {
      throw new IllegalArgumentException(
          "cannot add a "
              + other.scope
              + " gradient of "
              + other.values.length
              + " floats to a "
              + scope
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

  /** This += a gradient of the same scope and support, as {@link #write} wrote it. */
  public void add(ByteBuffer in) {
    if (in.remaining() != bytes()) {
      throw new IllegalArgumentException(
          "a "
              + scope
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
