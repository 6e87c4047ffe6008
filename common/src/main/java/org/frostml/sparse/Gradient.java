package org.frostml.sparse;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.frostml.FrostException;
import org.frostml.kernel.Kernels;
import org.frostml.kernel.SparseBatch;
import org.frostml.kernel.Team;
import org.frostml.random.Rng;

/**
 * A sum of the examples' gradients, with what the passes did on the way; adds up.
 *
 * <p>Of the support it holds a float for every coordinate, in the support's order and so without
 * indices; of all weights a float for every parameter; of some rows both, one after the other. The
 * one place where the scope picks a product.
 *
 * <p>Where examples are sparse the first block, whose columns are their features, is not among
 * these floats: of it there are {@link ColumnSums}.
 */
public final class Gradient {
  /** The block whose columns are the network's features. */
  private static final int FEATURES = 0;

  /** How a gradient travels that was added without a message. */
  private static final Precision AS_IT_IS = new Float32();

  private final GradientScope scope;
  private final Support support;
  private final float[] values;

  /** Of the first block, where examples are sparse; otherwise null. */
  private final ColumnSums columns;

  /** Coordinates before those that have {@link #values}. */
  private final int absent;

  /** Floats of {@link #values} that are not used: those of the first block on the support. */
  private final int unused;

  private final Stripes stripes;
  private final FloatRows rows;
  private float[] active = new float[0];
  private Work work = Work.NONE;
  private long shipped;

  private Gradient(GradientScope scope, Support support, float[] values, ColumnSums columns) {
    this.scope = scope;
    this.support = support;
    this.values = values;
    this.columns = columns;
    stripes = stripes(scope, support, columns != null);
    absent = columns != null && scope.parts() == 1 ? features(support).size() : 0;
    unused = columns != null && scope.parts() != 1 ? support.count(FEATURES) : 0;
    rows = new FloatRows(stripes, unused, values.length);
  }

  /** Zero, to accumulate into. */
  public static Gradient zero(GradientScope scope, Support support) {
    return zero(scope, support, false, null);
  }

  /**
   * Zero, in the arrays of a gradient that is not used any more, or null, where they fit.
   *
   * @param sparse whether of sparse examples
   */
  static Gradient zero(GradientScope scope, Support support, boolean sparse, Gradient retired) {
    int size = size(scope, support, sparse);
    boolean fits = retired != null && retired.values.length == size;
    ColumnSums columns = sparse ? columns(scope, support, retired) : null;
    Gradient zero = new Gradient(scope, support, fits ? retired.values : new float[size], columns);
    if (fits) {
      Arrays.fill(zero.values, zero.unused, size, 0);
      zero.active = retired.active;
    }
    return zero;
  }

  private static ColumnSums columns(GradientScope scope, Support support, Gradient retired) {
    boolean fits =
        retired != null && retired.columns != null && retired.columns.fits(features(support));
    ColumnSums columns = fits ? retired.columns : new ColumnSums(FEATURES, features(support));
    columns.reset(scope, support);
    return columns;
  }

  private static Block features(Support support) {
    return support.layout().blocks().get(FEATURES);
  }

  private static Stripes stripes(GradientScope scope, Support support, boolean sparse) {
    return new Stripes(scope, support, sparse ? FEATURES + 1 : 0);
  }

  /** Floats of {@link #values}. */
  private static int size(GradientScope scope, Support support, boolean sparse) {
    return scope.parts() == 1
        ? support.layout().size() - (sparse ? features(support).size() : 0)
        : stripes(scope, support, sparse).end();
  }

  /** Whether it is of sparse examples. */
  public boolean isSparse() {
    return columns != null;
  }

  public GradientScope scope() {
    return scope;
  }

  /** The support that the gradient was computed at. */
  public Support support() {
    return support;
  }

  /**
   * What is summed over {@code work().score().examples()}; of sparse examples without the first
   * block.
   */
  public float[] values() {
    return values;
  }

  /** Hands on, in order, every range of weights that was seen whole. */
  public void seen(GradientRange range) {
    if (columns != null && (scope.parts() == 1 || stripes.size(FEATURES) > 0)) {
      columns.seen(range);
    }
    if (scope.parts() == 1) {
      range.accept(absent, support.layout().size(), values, 0);
    } else {
      stripes.each(values, range);
    }
  }

  /** The gradient on the support, in its order; good until the next call. */
  public float[] active() {
    if (scope.parts() == 0) {
      if (columns != null) {
        columns.restrict(values);
      }
      return values;
    }
    if (active.length != support.size()) {
      active = new float[support.size()];
    }
    restrict(active);
    return active;
  }

  /** R: the gradient on the support, into the first floats of an array. */
  public void restrict(float[] active) {
    if (scope.parts() == 1) {
      for (int k = support.from(stripes.begin()); k < support.size(); k++) {
        active[k] = values[support.coordinate(k) - absent];
      }
    } else {
      System.arraycopy(values, unused, active, unused, support.size() - unused);
      stripes.each(
          values,
          (from, to, g, at) -> {
            for (int k = support.position(from); k < support.position(to); k++) {
              active[k] = g[at + support.coordinate(k) - from];
            }
          });
    }
    if (columns != null) {
      columns.restrict(active);
    }
  }

  public Work work() {
    return work;
  }

  /** G_b += dY X^T within the scope. */
  public void addOuter(Team team, int b, OuterProduct product) {
    Block block = support.layout().blocks().get(b);
    if (scope.parts() == 1 || support.isFull(b)) {
      product.beginWhole();
      whole(team, product, 0, block.rows(), start(b));
      return;
    }
    product.beginSampled();
    sampled(team, b, product);
    if (stripes.size(b) > 0) {
      product.beginWhole();
      int first = scope.from(block);
      whole(team, product, first, scope.to(block), stripes.place(b) - first * block.cols());
    }
  }

  /**
   * The same of the first block for sparse examples.
   *
   * @param dyt place in {@code t} of the transpose of dY
   */
  public void addOuter(Kernels kernels, Team team, SparseBatch x, float[] t, int dyt) {
    columns.add(kernels, team, x, t, dyt);
  }

  /** Multiply-adds that this spends on a batch. */
  public long outerMultiplyAdds(SparseBatch x) {
    return columns.multiplyAdds(x);
  }

  /** The rows {@code first} to {@code last - 1} of dY X^T. */
  private void whole(Team team, OuterProduct product, int first, int last, int at) {
    team.share(last - first, (from, to) -> product.whole(first + from, first + to, values, at));
  }

  /** dY X^T on the support, but for the rows that are seen whole. */
  private void sampled(Team team, int b, OuterProduct product) {
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
            product.sampled(from, below, ptr, idx, values);
          }
          int above = Math.max(from, last);
          if (last > first && above < to) {
            product.sampled(above, to, ptr, idx, values);
          }
        });
  }

  /** Multiply-adds that {@link #addOuter} spends on an example. */
  public long outerMultiplyAdds(int b) {
    Block block = support.layout().blocks().get(b);
    if (scope.parts() == 1) {
      return block.size();
    }
    int stripe = stripes.size(b);
    if (stripe == 0) {
      return support.count(b);
    }
    int from = stripes.from(b);
    int twice = support.position(from + stripe) - support.position(from);
    return support.count(b) + stripe - twice;
  }

  /** Adds to the rows {@code from <= r < to} of a vector, that of row 0 at a place in g. */
  public interface Sums {
    void add(int from, int to, float[] g, int at);
  }

  /** g_b += sums, of parameters that are a vector. */
  public void addVector(Team team, int b, Sums sums) {
    int at = start(b);
    team.share(
        support.layout().blocks().get(b).size(), (from, to) -> sums.add(from, to, values, at));
  }

  private int start(int b) {
    int at = scope.parts() == 1 ? support.layout().blocks().get(b).offset() : support.from(b);
    return at - absent;
  }

  public void add(Work more) {
    work = work.plus(more);
  }

  /** This += other, of the same scope and support. */
  public void add(Gradient other) {
    if (other.values.length != values.length || other.isSparse() != isSparse()) {
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
    for (int k = unused; k < values.length; k++) {
      values[k] += other.values[k];
    }
    if (columns != null) {
      columns.add(other.columns);
    }
    add(other.work, other.bytes(AS_IT_IS));
  }

  /** This *= factor, for a mean in place of a sum. */
  public void scale(float factor) {
    for (int k = unused; k < values.length; k++) {
      values[k] *= factor;
    }
    if (columns != null) {
      columns.scale(factor);
    }
  }

  /** Bytes of {@link #write}. */
  public int bytes(Precision precision) {
    long bytes = fixedBytes(precision) + (columns == null ? 0 : columns.bytes(precision));
    if (bytes > Message.MOST) {
      throw new FrostException(
          "a gradient of "
              + bytes
              + " bytes is more than a message may have, "
              + Message.MOST
              + ": raise fine.parts, or set exchange.fine = int8");
    }
    return (int) bytes;
  }

  /** What {@link #bytes} may be at most, of any examples. */
  public long mostBytes(Precision precision) {
    return fixedBytes(precision)
        + (columns == null ? 0 : ColumnSums.mostBytes(precision, scope, support, FEATURES));
  }

  private long fixedBytes(Precision precision) {
    return Work.BYTES + rows.bytes(precision);
  }

  /** Bytes of the gradients that this is a sum of; its own where nothing was added. */
  public long shipped() {
    return shipped == 0 ? bytes(AS_IT_IS) : shipped;
  }

  /**
   * Writes what travels: work, then the floats.
   *
   * @param draws what is rounded is rounded by
   */
  public void write(ByteBuffer out, Precision precision, Rng draws) {
    work.write(out);
    rows.each(precision, (from, to) -> precision.write(out, values, from, to, draws));
    if (columns != null) {
      columns.write(out, precision, draws);
    }
  }

  /** How {@link #write}'s messages are cut, of examples that are not sparse. */
  public static MessageSlices slices(
      GradientScope scope, Support support, Precision precision, int count) {
    FloatRows rows = new FloatRows(stripes(scope, support, false), 0, size(scope, support, false));
    return MessageSlices.of(precision, Work.BYTES, rows, count);
  }

  /**
   * Takes the sum of a slice, whose work and bytes came apart.
   *
   * @param from its first number
   */
  public void set(int from, int count, ByteBuffer in) {
    Message.read(in, values, from, from + count);
  }

  /**
   * Takes the work of a gradient that this is a sum of.
   *
   * @param bytes of its message
   */
  public void addHead(ByteBuffer in, long bytes) {
    add(Work.read(in), bytes);
  }

  private void add(Work more, long bytes) {
    shipped += bytes;
    add(more);
  }

  /** This += a gradient of the same scope and support, as {@link #write} wrote it. */
  public void add(ByteBuffer in, Precision precision) {
    int came = in.remaining();
    long fixed = fixedBytes(precision);
    if (columns == null ? came != fixed : came < fixed) {
      throw new IllegalArgumentException(
          "a " + scope + " gradient of " + values.length + " floats came in " + came + " bytes");
    }
    add(Work.read(in), came);
    rows.each(precision, (from, to) -> precision.add(in, values, from, to));
    if (columns != null) {
      columns.add(in, precision);
    }
  }
}
