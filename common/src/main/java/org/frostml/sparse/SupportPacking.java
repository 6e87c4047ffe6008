package org.frostml.sparse;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * A support as it travels: the layout, the version, and of each weight block the gaps between
 * active coordinates (one to five bytes each) or a bit for every weight, whichever is shorter.
 * Where the one before is known its births and deaths are shorter still.
 */
final class SupportPacking {
  private static final Block.Kind[] KINDS = Block.Kind.values();

  private SupportPacking() {}

  static byte[] pack(Support support) {
    Layout layout = support.layout();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeLong(support.version());
      out.writeInt(layout.blocks().size());
      for (int b = 0; b < layout.blocks().size(); b++) {
        Block block = layout.blocks().get(b);
        out.writeUTF(block.name());
        out.writeByte(block.kind().ordinal());
        out.writeFloat(block.penalty());
        out.writeInt(block.rows());
        out.writeInt(block.cols());
        if (block.isOfKernels()) {
          out.writeInt(block.window());
        }
        if (block.isSparse()) {
          packBlock(support, b, block, out);
        }
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.toByteArray();
  }

  private static void packBlock(Support support, int b, Block block, DataOutputStream out)
      throws IOException {
    boolean asBits = packsAsBits(support, b, block);
    byte[] body = asBits ? bits(support, b, block) : gaps(support, b, block);
    out.writeBoolean(asBits);
    out.writeInt(support.count(b));
    out.writeInt(body.length);
    out.write(body);
  }

  private static boolean packsAsBits(Support support, int b, Block block) {
    return gapBytes(support, b, block) > block.size() / Byte.SIZE;
  }

  /** Bytes of {@link #gaps}. */
  private static int gapBytes(Support support, int b, Block block) {
    int bytes = 0;
    int previous = block.offset() - 1;
    for (int p = support.from(b); p < support.from(b + 1); p++) {
      int gap = support.coordinate(p) - previous - 1;
      bytes += 1 + (31 - Integer.numberOfLeadingZeros(gap | 1)) / 7;
      previous = support.coordinate(p);
    }
    return bytes;
  }

  private static byte[] gaps(Support support, int b, Block block) {
    byte[] out = new byte[gapBytes(support, b, block)];
    int at = 0;
    int previous = block.offset() - 1;
    for (int p = support.from(b); p < support.from(b + 1); p++) {
      int gap = support.coordinate(p) - previous - 1;
      for (; gap >= 0x80; gap >>>= 7) {
        out[at++] = (byte) (gap & 0x7f | 0x80);
      }
      out[at++] = (byte) gap;
      previous = support.coordinate(p);
    }
    return out;
  }

  private static byte[] bits(Support support, int b, Block block) {
    BitSet set = new BitSet(block.size());
    for (int p = support.from(b); p < support.from(b + 1); p++) {
      set.set(support.coordinate(p) - block.offset());
    }
    return set.toByteArray();
  }

  /**
   * What a support has that another has not, and the other way round: of each weight block the gaps
   * between these coordinates, after their bytes.
   */
  static byte[] packChanges(Support before, Support support) {
    Support toggled = before.differing(support);
    ByteBuffer out = ByteBuffer.allocate(changeBytes(toggled));
    out.putLong(support.version());
    for (int b = 0; b < support.layout().blocks().size(); b++) {
      byte[] gaps = gaps(toggled, b, support.layout().blocks().get(b));
      out.putInt(gaps.length).put(gaps);
    }
    return out.array();
  }

  /** Bytes of {@link #packChanges}. */
  static int changeBytes(Support before, Support support) {
    return changeBytes(before.differing(support));
  }

  private static int changeBytes(Support toggled) {
    int bytes = Long.BYTES;
    for (int b = 0; b < toggled.layout().blocks().size(); b++) {
      bytes += Integer.BYTES + gapBytes(toggled, b, toggled.layout().blocks().get(b));
    }
    return bytes;
  }

  /** The support that {@link #packChanges} made of another. */
  static Support unpackChanges(Support before, byte[] packed) {
    Layout layout = before.layout();
    ByteBuffer in = ByteBuffer.wrap(packed);
    long version = in.getLong();
    int[] coordinates = new int[packed.length];
    int count = 0;
    for (Block block : layout.blocks()) {
      byte[] gaps = new byte[in.getInt()];
      in.get(gaps);
      count = unpackGaps(gaps, block.offset(), coordinates, count);
    }
    return before.differing(new Support(layout, version, Arrays.copyOf(coordinates, count)));
  }

  /** Bytes of {@link #pack}, without packing. */
  static int bytes(Support support) {
    Layout layout = support.layout();
    int bytes = Long.BYTES + Integer.BYTES;
    for (int b = 0; b < layout.blocks().size(); b++) {
      Block block = layout.blocks().get(b);
      bytes += Short.BYTES + block.name().length() + 1 + Float.BYTES + 2 * Integer.BYTES;
      bytes += block.isOfKernels() ? Integer.BYTES : 0;
      if (block.isSparse()) {
        bytes += 1 + 2 * Integer.BYTES;
        bytes +=
            packsAsBits(support, b, block)
                ? bits(support, b, block).length
                : gapBytes(support, b, block);
      }
    }
    return bytes;
  }

  /** The support that {@link #pack} wrote. */
  static Support unpack(byte[] packed) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(packed))) {
      long version = in.readLong();
      int blocks = in.readInt();
      List<Block> layout = new ArrayList<>();
      int[] coordinates = new int[0];
      int offset = 0;
      for (int b = 0; b < blocks; b++) {
        String name = in.readUTF();
        Block.Kind kind = KINDS[in.readByte()];
        float penalty = in.readFloat();
        int rows = in.readInt();
        int cols = in.readInt();
        int window = kind.isOfKernels() ? in.readInt() : 1;
        Block block = new Block(name, kind, offset, rows, cols, penalty, window);
        layout.add(block);
        int from = coordinates.length;
        boolean asBits = block.isSparse() && in.readBoolean();
        int count = block.isSparse() ? in.readInt() : block.size();
        coordinates = Arrays.copyOf(coordinates, from + count);
        if (!block.isSparse()) {
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
        offset = block.end();
      }
      return new Support(new Layout(layout), version, coordinates);
    } catch (IOException truncated) {
      throw new UncheckedIOException(truncated);
    }
  }

  /**
   * Writes coordinates from a place on.
   *
   * @return the place after them
   */
  private static int unpackGaps(byte[] gaps, int offset, int[] coordinates, int from) {
    int at = from;
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
    return at;
  }

  private static void unpackBits(byte[] bits, int offset, int[] coordinates, int at) {
    BitSet set = BitSet.valueOf(bits);
    for (int j = set.nextSetBit(0); j >= 0; j = set.nextSetBit(j + 1)) {
      coordinates[at++] = offset + j;
    }
  }
}
