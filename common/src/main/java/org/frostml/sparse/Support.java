package org.frostml.sparse;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
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
public final class Support implements Serializable {
  private final Layout layout;
  private final long version;
  private final int[] coordinates;
  private final int[] starts;
  private Csr csr;

  private Support(Layout layout, long version, int[] coordinates) {
    this.layout = layout;
    this.version = version;
    this.coordinates = coordinates;
    starts = new int[layout.blocks().size() + 1];
    for (int b = 0; b < layout.blocks().size(); b++) {
      int position = Arrays.binarySearch(coordinates, layout.blocks().get(b).end());
      starts[b + 1] = position < 0 ? -position - 1 : position;
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
    int[] active = new int[theta.length];
    int count = 0;
    for (Block block : layout.blocks()) {
      for (int j = block.offset(); j < block.end(); j++) {
        if (!block.isWeight() || theta[j] != 0) {
          active[count++] = j;
        }
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
    Support support = new Support(layout, version, coordinates.clone());
    for (int k = 1; k < coordinates.length; k++) {
      if (coordinates[k] <= coordinates[k - 1]) {
        throw new IllegalArgumentException("coordinates do not ascend at " + k);
      }
    }
    for (int b = 0; b < layout.blocks().size(); b++) {
      Block block = layout.blocks().get(b);
      if (!block.isWeight() && support.from(b + 1) - support.from(b) != block.size()) {
        throw new IllegalArgumentException(block.name() + " is not whole in the support");
      }
    }
    return support;
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

  /** Number of active weights, the regularised coordinates among them. */
  public int weights() {
    return size() - (layout.size() - layout.weights());
  }

  /** Active weights / weights. */
  public double density() {
    return (double) weights() / layout.weights();
  }

  /** The flat coordinate at a position; ascending. */
  public int coordinate(int position) {
    return coordinates[position];
  }

  /** The first position of block b; for b = the number of blocks, {@link #size()}. */
  public int from(int b) {
    return starts[b];
  }

  /** R: the values of a flat vector on the support. */
  public float[] restrict(float[] flat) {
    float[] values = new float[coordinates.length];
    for (int k = 0; k < values.length; k++) {
      values[k] = flat[coordinates[k]];
    }
    return values;
  }

  /** The transpose of R: a flat vector with zeros off the support. */
  public float[] prolong(float[] values) {
    float[] flat = new float[layout.size()];
    for (int k = 0; k < values.length; k++) {
      flat[coordinates[k]] = values[k];
    }
    return flat;
  }

  /** The support as the kernels want it; built at the first call in a JVM and kept. */
  public synchronized Csr csr() {
    if (csr == null) {
      csr = new Csr(this);
    }
    return csr;
  }

  /**
   * The bytes that travel: the layout, the version, and of each weight block the gaps between
   * active coordinates (one to five bytes each) or a bit for every weight, whichever is shorter.
   */
  public byte[] pack() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeLong(version);
      out.writeInt(layout.blocks().size());
      for (int b = 0; b < layout.blocks().size(); b++) {
        Block block = layout.blocks().get(b);
        out.writeUTF(block.name());
        out.writeBoolean(block.isWeight());
        out.writeInt(block.rows());
        out.writeInt(block.cols());
        if (block.isWeight()) {
          packBlock(b, block, out);
        }
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  private void packBlock(int b, Block block, DataOutputStream out) throws IOException {
    byte[] gaps = gaps(b, block);
    int count = from(b + 1) - from(b);
    boolean asBits = gaps.length > block.size() / Byte.SIZE;
    byte[] body = asBits ? bits(b, block) : gaps;
    out.writeBoolean(asBits);
    out.writeInt(count);
    out.writeInt(body.length);
    out.write(body);
  }

  private byte[] gaps(int b, Block block) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int previous = block.offset() - 1;
    for (int p = from(b); p < from(b + 1); p++) {
      int gap = coordinates[p] - previous - 1;
      for (; gap >= 0x80; gap >>>= 7) {
        out.write(gap & 0x7f | 0x80);
      }
      out.write(gap);
      previous = coordinates[p];
    }
    return out.toByteArray();
  }

  private byte[] bits(int b, Block block) {
    BitSet set = new BitSet(block.size());
    for (int p = from(b); p < from(b + 1); p++) {
      set.set(coordinates[p] - block.offset());
    }
    return set.toByteArray();
  }

  /** The support that {@link #pack} wrote. */
  public static Support unpack(byte[] packed) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(packed))) {
      long version = in.readLong();
      int blocks = in.readInt();
      Layout.Builder layout = new Layout.Builder();
      int[] coordinates = new int[0];
      int offset = 0;
      for (int b = 0; b < blocks; b++) {
        String name = in.readUTF();
        Block.Kind kind = in.readBoolean() ? Block.Kind.WEIGHT : Block.Kind.BIAS;
        int rows = in.readInt();
        int cols = in.readInt();
        layout.add(name, kind, rows, cols);
        int from = coordinates.length;
        boolean asBits = kind == Block.Kind.WEIGHT && in.readBoolean();
        int count = kind == Block.Kind.WEIGHT ? in.readInt() : rows * cols;
        coordinates = Arrays.copyOf(coordinates, from + count);
        if (kind == Block.Kind.BIAS) {
          for (int k = 0; k < count; k++) {
            coordinates[from + k] = offset + k;
          }
        } else {
          byte[] body = in.readNBytes(in.readInt());
          if (asBits) {
            unpackBits(body, offset, coordinates, from);
          } else {
            unpackGaps(body, offset, coordinates, from);
          }
        }
        offset += rows * cols;
      }
      return new Support(layout.build(), version, coordinates);
    } catch (IOException truncated) {
      throw new UncheckedIOException(truncated);
    }
  }

  private static void unpackGaps(byte[] gaps, int offset, int[] coordinates, int at) {
    int previous = offset - 1;
    for (int i = 0; i < gaps.length; at++) {
      int gap = 0;
      int shift = 0;
      for (; gaps[i] < 0; shift += 7) {
        gap |= (gaps[i++] & 0x7f) << shift;
      }
      gap |= gaps[i++] << shift;
      previous += gap + 1;
      coordinates[at] = previous;
    }
  }

  private static void unpackBits(byte[] bits, int offset, int[] coordinates, int at) {
    BitSet set = BitSet.valueOf(bits);
    for (int j = set.nextSetBit(0); j >= 0; j = set.nextSetBit(j + 1)) {
      coordinates[at++] = offset + j;
    }
  }

  private Object writeReplace() {
    return new Packed(Packed.Kind.SUPPORT, pack());
  }
}
