package org.frostml.sparse;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.frostml.JavaArrays;
import org.frostml.kernel.Kernels;
import org.frostml.kernel.SparseBatch;
import org.frostml.kernel.Team;
import org.frostml.random.Rng;

/**
 * The gradient of a network's first block where examples are sparse: of the columns, which are
 * features, that examples have. That of every other column is 0, and is nowhere.
 *
 * <p>A column's floats lie together: the rows that are seen whole, then its active ones below them
 * and above. Columns are in the order in which they came; one without such rows is left out.
 */
final class ColumnSums {
  private static final int NONE = -1;

  private final int b;

  /** 1 + the place of every column, or 0. */
  private final int[] places;

  private int[] columns = new int[1 << 10];
  private int[] starts = new int[columns.length + 1];
  private float[] values = new float[1 << 12];
  private int count;
  private float[] row = new float[0];
  private Support support;
  private Csr csr;
  private int first;
  private int last;

  /** Of block b. */
  ColumnSums(int b, Block block) {
    this.b = b;
    places = new int[block.cols()];
  }

  /** Begins at zero. */
  void reset(GradientScope scope, Support support) {
    for (int k = 0; k < count; k++) {
      places[columns[k]] = 0;
    }
    count = 0;
    this.support = support;
    csr = support.csr();
    boolean whole = scope.parts() == 1 || support.isFull(b);
    first = whole ? 0 : scope.from(block());
    last = whole ? block().rows() : scope.to(block());
  }

  Block block() {
    return support.layout().blocks().get(b);
  }

  /** Whether it can be of such a block too. */
  boolean fits(Block other) {
    return places.length == other.cols();
  }

  /** The first non-zero of a column whose row is not below one. */
  private int seek(int column, int row) {
    int[] ptr = csr.colPtr(b);
    int found = Arrays.binarySearch(csr.row(b), ptr[column], ptr[column + 1], row);
    return found < 0 ? -found - 1 : found;
  }

  /** Floats of a column. */
  private int size(int column) {
    int[] ptr = csr.colPtr(b);
    int active = ptr[column + 1] - ptr[column];
    return first == last
        ? active
        : active - seek(column, last) + seek(column, first) + last - first;
  }

  /** The place of a column, which may be new; {@link #NONE} if it has no rows to be seen. */
  private int place(int column) {
    if (places[column] == 0) {
      int size = size(column);
      if (size == 0) {
        return NONE;
      }
      append(column, size);
    }
    return places[column] - 1;
  }

  private void append(int column, int size) {
    if (count == columns.length) {
      columns = Arrays.copyOf(columns, larger(count));
      starts = Arrays.copyOf(starts, columns.length + 1);
    }
    int from = starts[count];
    int to = Math.addExact(from, size);
    if (values.length < to) {
      values = Arrays.copyOf(values, larger(to));
    }
    Arrays.fill(values, from, to, 0);
    columns[count++] = column;
    starts[count] = to;
    places[column] = count;
  }

  private static int larger(int size) {
    return (int) Math.min(JavaArrays.MOST, size + size / 2L);
  }

  /**
   * += dY X^T of a batch.
   *
   * @param dy place in t of the transpose of dY
   */
  void add(Kernels kernels, Team team, SparseBatch x, float[] t, int dy) {
    int distinct = x.turn(places.length);
    for (int k = 0; k < distinct; k++) {
      place(x.column(k));
    }
    int rows = block().rows();
    int[] row = csr.row(b);
    int[] ptr = csr.colPtr(b);
    team.share(
        x.from(),
        distinct,
        (from, to) -> {
          for (int k = from; k < to; k++) {
            int c = x.column(k);
            if (places[c] > 0) {
              int at = starts[places[c] - 1];
              kernels.columnOuter(x, k, t, dy, rows, first, last, values, at);
              at += last - first;
              int below = first == last ? ptr[c + 1] : seek(c, first);
              int above = first == last ? ptr[c + 1] : seek(c, last);
              kernels.columnDots(x, k, row, ptr[c], below, t, dy, rows, values, at);
              at += below - ptr[c];
              kernels.columnDots(x, k, row, above, ptr[c + 1], t, dy, rows, values, at);
            }
          }
        });
  }

  /** Multiply-adds that {@link #add} spends on a batch. */
  long multiplyAdds(SparseBatch x) {
    int distinct = x.turn(places.length);
    long sum = 0;
    for (int k = 0; k < distinct; k++) {
      sum += (long) x.count(k) * size(x.column(k));
    }
    return sum;
  }

  void add(ColumnSums other) {
    for (int k = 0; k < other.count; k++) {
      int at = starts[place(other.columns[k])];
      for (int i = other.starts[k]; i < other.starts[k + 1]; i++) {
        values[at++] += other.values[i];
      }
    }
  }

  void scale(float factor) {
    for (int i = 0; i < starts[count]; i++) {
      values[i] *= factor;
    }
  }

  /** Writes the block's part of the gradient on the support, zeros included. */
  void restrict(float[] active) {
    Arrays.fill(active, support.from(b), support.from(b + 1), 0);
    int[] ptr = csr.colPtr(b);
    int[] source = csr.source(b);
    for (int k = 0; k < count; k++) {
      int at = starts[k] + last - first;
      for (int q = ptr[columns[k]]; q < ptr[columns[k] + 1]; q++) {
        int r = csr.row(b)[q];
        boolean whole = first <= r && r < last;
        active[source[q]] = whole ? values[starts[k] + r - first] : values[at++];
      }
    }
  }

  /** Hands on the rows that are seen whole, one after the other, zeros included. */
  void seen(GradientRange range) {
    if (row.length == 0) {
      row = new float[places.length];
    }
    for (int r = first; r < last; r++) {
      for (int k = 0; k < count; k++) {
        row[columns[k]] = values[starts[k] + r - first];
      }
      int from = block().offset() + r * row.length;
      range.accept(from, from + row.length, row, 0);
    }
    for (int k = 0; k < count; k++) {
      row[columns[k]] = 0;
    }
  }

  /** Bytes of {@link #write}. */
  long bytes(Precision precision) {
    return Integer.BYTES * (1L + count) + precision.bytes(count, starts[count]);
  }

  /** What {@link #bytes} may be at most. */
  static long mostBytes(Precision precision, GradientScope scope, Support support, int b) {
    Block block = support.layout().blocks().get(b);
    long whole = scope.parts() == 1 ? block.rows() : scope.to(block) - scope.from(block);
    long floats = Math.min(block.size(), whole * block.cols() + support.count(b));
    return Integer.BYTES * (1L + block.cols()) + precision.bytes(block.cols(), floats);
  }

  /** Writes the columns, and then the floats of each: here a column is a row of the message. */
  void write(ByteBuffer out, Precision precision, Rng draws) {
    out.putInt(count);
    out.asIntBuffer().put(columns, 0, count);
    out.position(out.position() + Integer.BYTES * count);
    if (!precision.byRows()) {
      precision.write(out, values, 0, starts[count], draws);
      return;
    }
    for (int k = 0; k < count; k++) {
      precision.write(out, values, starts[k], starts[k + 1], draws);
    }
  }

  /** += what {@link #write} wrote, of the same scope and support. */
  void add(ByteBuffer in, Precision precision) {
    int[] theirs = new int[in.getInt()];
    in.asIntBuffer().get(theirs);
    in.position(in.position() + Integer.BYTES * theirs.length);
    for (int column : theirs) {
      int k = place(column);
      precision.add(in, values, starts[k], starts[k + 1]);
    }
  }
}
