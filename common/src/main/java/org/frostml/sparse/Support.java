package org.frostml.sparse;

import java.util.Arrays;
import java.util.BitSet;

/**
 * The active coordinates of the parameter vector: the non-zero weights and every unregularised
 * parameter.
 *
 * <p>Restriction R takes a flat vector to its values on the support; prolongation fills with zeros.
 * Immutable: a fine step makes a new one with the next version. A weight that becomes zero inside a
 * coarse phase stays in the support, so the mask is this, never {@code theta != 0}.
 */
public final class Support {
  private final Layout layout;
  private final long version;
  private final int[] coordinates;
  private final int[] starts;
  private volatile Csr csr;

  /** Of coordinates that are known to be right, and are taken over. */
  Support(Layout layout, long version, int[] coordinates) {
    this.layout = layout;
    this.version = version;
    this.coordinates = coordinates;
    starts = new int[layout.blocks().size() + 1];
    for (int b = 0; b < layout.blocks().size(); b++) {
      starts[b + 1] = position(layout.blocks().get(b).end());
    }
  }

  /** Everything is active: dense training. */
  public static Support full(Layout layout, long version) {
    int[] all = new int[layout.size()];
    Arrays.setAll(all, j -> j);
    return new Support(layout, version, all);
  }

  /**
   * The non-zero weights of theta and every unregularised parameter, even where it is exactly 0.
   */
  public static Support of(Layout layout, long version, float[] theta) {
    // One more, because a coordinate is written before it is known whether it stays.
    int[] active = new int[layout.size() - layout.weights() + layout.countNonZero(theta) + 1];
    int count = 0;
    for (Block block : layout.blocks()) {
      int always = block.isSparse() ? 0 : 1;
      for (int j = block.offset(); j < block.end(); j++) {
        active[count] = j;
        count += always | Layout.nonZero(theta[j]);
      }
    }
    return new Support(layout, version, Arrays.copyOf(active, count));
  }

  /**
   * The support of these coordinates, ascending, every unregularised one among them.
   *
   * @throws IllegalArgumentException if they are not that
   */
  public static Support at(Layout layout, long version, int[] coordinates) {
    for (int k = 0; k < coordinates.length; k++) {
      if (coordinates[k] <= (k == 0 ? -1 : coordinates[k - 1])) {
        throw new IllegalArgumentException("coordinates do not ascend from 0 at " + k);
      }
      if (coordinates[k] >= layout.size()) {
        throw new IllegalArgumentException(
            "coordinate " + coordinates[k] + " is not below " + layout.size());
      }
    }
    Support support = new Support(layout, version, coordinates.clone());
    for (int b = 0; b < layout.blocks().size(); b++) {
      Block block = layout.blocks().get(b);
      if (!block.isSparse() && support.from(b + 1) - support.from(b) != block.size()) {
        throw new IllegalArgumentException(block.name() + " is not whole in the support");
      }
    }
    return support;
  }

  /** The coordinates that either of two supports has, by this one's version. */
  public Support with(Support other) {
    int[] all = new int[merge(other, true, null)];
    merge(other, true, all);
    return new Support(layout, version, all);
  }

  /** The coordinates that one of two supports has and the other has not, by the other's version. */
  Support differing(Support other) {
    int[] all = new int[differences(other)];
    merge(other, false, all);
    return new Support(layout, other.version, all);
  }

  /**
   * Walks over two supports in order, each coordinate once.
   *
   * @param shared whether over those too that both have
   * @param to what takes the coordinates, or null
   * @return how many they are
   */
  private int merge(Support other, boolean shared, int[] to) {
    int count = 0;
    int i = 0;
    int k = 0;
    while (i < size() || k < other.size()) {
      int mine = i < size() ? coordinates[i] : Integer.MAX_VALUE;
      int theirs = k < other.size() ? other.coordinates[k] : Integer.MAX_VALUE;
      if (shared || mine != theirs) {
        if (to != null) {
          to[count] = Math.min(mine, theirs);
        }
        count++;
      }
      i += mine <= theirs ? 1 : 0;
      k += theirs <= mine ? 1 : 0;
    }
    return count;
  }

  public Layout layout() {
    return layout;
  }

  /** Grows by one with every change; what executors key their copies by. */
  public long version() {
    return version;
  }

  /** Number of active coordinates. */
  public int size() {
    return coordinates.length;
  }

  /**
   * The support of the weights whose mark is above a bound, with every unregularised parameter.
   *
   * @param marks a float for every parameter
   */
  public static Support above(Layout layout, long version, float[] marks, float bound) {
    // Counted first, because a large layout has many more coordinates than a support.
    int[] active = new int[layout.size() - layout.weights() + layout.countAbove(marks, bound)];
    int count = 0;
    for (Block block : layout.blocks()) {
      for (int j = block.offset(); j < block.end(); j++) {
        if (!block.isSparse() || Layout.isAbove(marks[j], bound)) {
          active[count++] = j;
        }
      }
    }
    return new Support(layout, version, active);
  }

  /** Number of active weights, the regularised coordinates among them. */
  public int weights() {
    return size() - (layout.size() - layout.weights());
  }

  /** Active weights / weights. */
  public double density() {
    return (double) weights() / layout.weights();
  }

  /** Coordinates that one of the two supports has and the other has not, / weights of this one. */
  public double changes(Support other) {
    return (double) differences(other) / Math.max(1, weights());
  }

  /** Coordinates that one of the two supports has and the other has not. */
  public int differences(Support other) {
    return this == other ? 0 : merge(other, false, null);
  }

  /** Coordinates that both supports have. */
  public int common(Support other) {
    return (size() + other.size() - differences(other)) / 2;
  }

  /** The active coordinates, ascending. */
  public int[] coordinates() {
    return coordinates.clone();
  }

  /** A bit for every active coordinate. */
  public BitSet bits() {
    BitSet bits = new BitSet(layout.size());
    mark(bits);
    return bits;
  }

  /** Sets the bit of every active coordinate. */
  public void mark(BitSet bits) {
    for (int j : coordinates) {
      bits.set(j);
    }
  }

  /** The flat coordinate at a position; ascending. */
  public int coordinate(int position) {
    return coordinates[position];
  }

  /** The first position whose coordinate is not below a flat one. */
  public int position(int coordinate) {
    int found = Arrays.binarySearch(coordinates, coordinate);
    return found < 0 ? -found - 1 : found;
  }

  /** The first position of block b; for b = the number of blocks, {@link #size()}. */
  public int from(int b) {
    return starts[b];
  }

  /** Active coordinates of block b. */
  public int count(int b) {
    return starts[b + 1] - starts[b];
  }

  /** Whether all of block b is active, so that its values are the block, row-major. */
  public boolean isFull(int b) {
    return count(b) == layout.blocks().get(b).size();
  }

  /** Active share of block b. */
  public double density(int b) {
    return (double) count(b) / layout.blocks().get(b).size();
  }

  /** R: the values of a flat vector on the support. */
  public float[] restrict(float[] flat) {
    float[] values = new float[coordinates.length];
    restrict(flat, values);
    return values;
  }

  /** R, into the first floats of an array. */
  public void restrict(float[] flat, float[] values) {
    for (int k = 0; k < coordinates.length; k++) {
      values[k] = flat[coordinates[k]];
    }
  }

  /** The transpose of R: a flat vector with zeros off the support. */
  public float[] prolong(float[] values) {
    float[] flat = new float[layout.size()];
    prolong(values, flat);
    return flat;
  }

  /** Puts values on the support into their places of a flat vector, and leaves the others. */
  public void prolong(float[] values, float[] flat) {
    for (int k = 0; k < values.length; k++) {
      flat[coordinates[k]] = values[k];
    }
  }

  /** The support as the kernels want it; built at the first call in a JVM and kept. */
  public Csr csr() {
    // Asked for by every layer of every prediction: threads must not queue for it.
    Csr built = csr;
    return built != null ? built : build();
  }

  private synchronized Csr build() {
    if (csr == null) {
      csr = new Csr(this);
    }
    return csr;
  }

  /** The bytes that travel; see {@link SupportPacking}. */
  public byte[] pack() {
    return SupportPacking.pack(this);
  }

  /** Bytes of {@link #pack}, without packing. */
  public int packedBytes() {
    return SupportPacking.bytes(this);
  }

  /** The support that {@link #pack} wrote. */
  public static Support unpack(byte[] packed) {
    return SupportPacking.unpack(packed);
  }

  /** The bytes that travel to where another of the same layout is known: births and deaths. */
  public byte[] packChanges(Support before) {
    return SupportPacking.packChanges(before, this);
  }

  /** Bytes of {@link #packChanges}, without packing. */
  public int changeBytes(Support before) {
    return SupportPacking.changeBytes(before, this);
  }

  /** The support that {@link #packChanges} of this one wrote. */
  public Support unpackChanges(byte[] packed) {
    return SupportPacking.unpackChanges(this, packed);
  }
}
