package org.frostml.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.frostml.FrostException;
import org.frostml.nn.Scaling;
import org.frostml.random.Rng;
import org.junit.jupiter.api.Test;

/**
 * Thousands of damaged IDX files, plain and gzip: each is read, or ended by a message that names
 * it, and none makes its reader allocate what it claims to hold.
 */
class IdxFuzzTest {
  private static final int FILES = 4000;
  private static final String IMAGES = "train-images-idx3-ubyte";
  private static final String LABELS = "train-labels-idx1-ubyte";
  private static final byte[] GOOD_IMAGES =
      HexFormat.of().parseHex("00000803000000030000000200000002" + "000102030405060708090a0b");
  private static final byte[] GOOD_LABELS = HexFormat.of().parseHex("0000080100000003" + "000102");

  /**
   * An example may have 2^20 features, and some arrays hold one; nothing else is of claimed size.
   */
  private static final long ROOM = 32L << 20;

  /** What integers overflow at, and what they are mistaken for. */
  private static final int[] NASTY = {
    0, 1, 2, -1, 255, 256, 1 << 20, 1 << 24, 1 << 30, Integer.MIN_VALUE, Integer.MAX_VALUE, 0x803
  };

  /** Files that are nowhere. */
  private record Memory(Map<String, byte[]> files) implements Folder {
    @Override
    public String name(String file) {
      return file;
    }

    @Override
    public boolean has(String file) {
      return files.containsKey(file);
    }

    @Override
    public long length(String file) {
      return files.get(file).length;
    }

    @Override
    public InputStream open(String file) {
      return new ByteArrayInputStream(files.get(file));
    }
  }

  @Test
  void damagedFilesAreReadOrNamed() throws IOException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    int read = 0;
    for (int i = 0; i < FILES; i++) {
      Rng rng = new Rng(i);
      boolean images = rng.nextInt(3) > 0;
      byte[] damaged = damaged(images ? GOOD_IMAGES : GOOD_LABELS, rng);
      Memory folder =
          rng.nextInt(8) == 0
              ? sameCount(NASTY[rng.nextInt(NASTY.length)])
              : new Memory(
                  Map.of(
                      IMAGES,
                      images ? damaged : GOOD_IMAGES,
                      LABELS,
                      images ? GOOD_LABELS : damaged));
      String which = "file " + i;
      long before = threads.getCurrentThreadAllocatedBytes();
      try {
        IdxExamples examples = IdxExamples.train(folder, 3);
        Survey.of(examples, Scaling.By.WHOLE);
        assertEquals(3, examples.size(), which);
        read++;
      } catch (FrostException e) {
        assertTrue(e.getMessage().matches("(" + IMAGES + "|" + LABELS + "): .*"), e.getMessage());
      } catch (RuntimeException | VirtualMachineError e) {
        throw new AssertionError(which, e);
      }
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertTrue(allocated < ROOM, () -> which + ": allocated " + allocated);
    }
    assertTrue(read > FILES / 20 && read < FILES / 2, read + " were read");
  }

  /** Both files claim to hold as many. */
  private static Memory sameCount(int count) {
    byte[] images = GOOD_IMAGES.clone();
    byte[] labels = GOOD_LABELS.clone();
    ByteBuffer.wrap(images).putInt(Integer.BYTES, count);
    ByteBuffer.wrap(labels).putInt(Integer.BYTES, count);
    return new Memory(Map.of(IMAGES, images, LABELS, labels));
  }

  private static byte[] damaged(byte[] good, Rng rng) throws IOException {
    byte[] bytes = good.clone();
    boolean inside = rng.nextInt(2) == 0;
    if (inside) {
      bytes = once(bytes, rng);
    }
    if (rng.nextInt(2) == 0) {
      bytes = gzip(bytes);
    }
    return inside && rng.nextInt(2) == 0 ? bytes : once(bytes, rng);
  }

  private static byte[] once(byte[] bytes, Rng rng) {
    if (bytes.length < Integer.BYTES) {
      return bytes;
    }
    int at = rng.nextInt(bytes.length);
    switch (rng.nextInt(4)) {
      case 0:
        return Arrays.copyOf(bytes, at);
      case 1:
        return Arrays.copyOf(bytes, bytes.length + 1 + rng.nextInt(9));
      case 2:
        bytes[at] ^= (byte) (1 + rng.nextInt(255));
        return bytes;
      default:
        ByteBuffer.wrap(bytes)
            .putInt(Math.min(at / 4 * 4, bytes.length - 4), NASTY[rng.nextInt(NASTY.length)]);
        return bytes;
    }
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(zipped)) {
      out.write(bytes);
    }
    return zipped.toByteArray();
  }
}
