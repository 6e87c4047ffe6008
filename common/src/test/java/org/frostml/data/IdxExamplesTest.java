package org.frostml.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.frostml.DamagedException;
import org.frostml.FrostException;
import org.frostml.nn.Scaling;
import org.frostml.nn.Shape;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdxExamplesTest {
  private static final String IMAGES = "train-images-idx3-ubyte";
  private static final String LABELS = "train-labels-idx1-ubyte";

  @TempDir Path dir;
  private Folder folder;

  /** A folder of this machine. */
  record LocalFolder(String path) implements Folder {
    @Override
    public String name(String file) {
      return file;
    }

    @Override
    public boolean has(String file) {
      return Files.exists(Path.of(path, file));
    }

    @Override
    public long length(String file) throws IOException {
      return Files.size(Path.of(path, file));
    }

    @Override
    public InputStream open(String file) throws IOException {
      return Files.newInputStream(Path.of(path, file));
    }
  }

  @BeforeEach
  void makeFolder() {
    folder = new LocalFolder(dir.toString());
  }

  /** A folder whose files fail when so many bytes have been read, and count who closes them. */
  record Failing(Folder folder, int after, AtomicInteger open) implements Folder {
    @Override
    public String name(String file) {
      return folder.name(file);
    }

    @Override
    public boolean has(String file) throws IOException {
      return folder.has(file);
    }

    @Override
    public long length(String file) throws IOException {
      return folder.length(file);
    }

    @Override
    public InputStream open(String file) throws IOException {
      if (after < 0) {
        throw new EOFException("connection reset");
      }
      open.incrementAndGet();
      return new SequenceInputStream(
          new ByteArrayInputStream(folder.open(file).readNBytes(after)), broken()) {
        @Override
        public void close() throws IOException {
          open.decrementAndGet();
          super.close();
        }
      };
    }

    private static InputStream broken() {
      return new InputStream() {
        @Override
        public int read() throws IOException {
          throw new EOFException("connection reset");
        }
      };
    }
  }

  /** A server that goes away says that the stream has ended; the file has not. */
  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1, 5, 9, 20})
  void whatCannotBeReadIsNoDamage(int after) throws IOException {
    Files.write(dir.resolve(IMAGES), idx(0x803, new int[] {2, 1, 2}, 1, 2, 3, 4));
    Files.write(dir.resolve(LABELS), idx(0x801, new int[] {2}, 0, 1));
    AtomicInteger open = new AtomicInteger();
    IOException e =
        assertThrows(
            IOException.class,
            () -> {
              Folder failing = new Failing(folder, after, open);
              IdxExamples.train(failing, 4).read(i -> true, (i, x, label) -> {});
            });
    assertTrue(e.getMessage().startsWith("train-"), e.getMessage());
    assertTrue(e.getMessage().endsWith(": cannot be read: connection reset"), e.getMessage());
    assertInstanceOf(EOFException.class, e.getCause());
    assertEquals(0, open.get());
  }

  @Test
  void aBadGzipHeaderLeavesNothingOpen() throws IOException {
    Files.write(dir.resolve(IMAGES), new byte[] {0x1f, (byte) 0x8b, 99, 0, 0, 0, 0, 0, 0, 0});
    Files.write(dir.resolve(LABELS), idx(0x801, new int[] {1}, 0));
    AtomicInteger open = new AtomicInteger();
    assertEquals(
        IMAGES + ": corrupt gzip data",
        assertThrows(
                DamagedException.class, () -> IdxExamples.train(new Failing(folder, 1000, open), 4))
            .getMessage());
    assertEquals(0, open.get());
  }

  /** An IDX file of a magic number, sizes and bytes. */
  private static byte[] idx(int magic, int[] sizes, int... elements) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(magic);
    for (int size : sizes) {
      out.writeInt(size);
    }
    for (int element : elements) {
      out.write(element);
    }
    return bytes.toByteArray();
  }

  private void write(String file, byte[] content) throws IOException {
    Files.write(dir.resolve(file), content);
  }

  private void good() throws IOException {
    write(IMAGES, idx(0x803, new int[] {3, 2, 2}, 0, 51, 102, 255, 1, 2, 3, 4, 255, 255, 0, 0));
    write(LABELS, idx(0x801, new int[] {3}, 2, 0, 1));
  }

  private static List<float[]> read(Examples examples, List<Integer> labels) throws IOException {
    List<float[]> all = new ArrayList<>();
    examples.read(
        i -> true,
        (i, x, y) -> {
          all.add(x.clone());
          labels.add(y);
        });
    return all;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void readsBytesPlainAndGzip(boolean gzip) throws IOException {
    good();
    if (gzip) {
      for (String file : new String[] {IMAGES, LABELS}) {
        byte[] content = Files.readAllBytes(dir.resolve(file));
        Files.delete(dir.resolve(file));
        try (OutputStream out =
            new GZIPOutputStream(Files.newOutputStream(dir.resolve(file + ".gz")))) {
          out.write(content);
        }
      }
    }
    IdxExamples examples = IdxExamples.train(folder, 3);
    assertEquals(3, examples.size());
    assertEquals(4, examples.features());
    assertEquals(new Shape(1, 2, 2), examples.shape());
    assertTrue(examples.pixels());
    List<Integer> labels = new ArrayList<>();
    List<float[]> rows = read(examples, labels);
    assertEquals(List.of(2, 0, 1), labels);
    assertArrayEquals(new float[] {0, 0.2f, 0.4f, 1}, rows.get(0), 1e-6f);
    List<Integer> wanted = new ArrayList<>();
    examples.read(i -> i != 1, (i, x, y) -> wanted.add(i));
    assertEquals(List.of(0, 2), wanted);
  }

  @Test
  void whereFeaturesLieIsKnownOfImagesOfOneChannel() throws IOException {
    write(LABELS, idx(0x801, new int[] {2}, 2, 0));
    write(IMAGES, idx(0x802, new int[] {2, 3}, 1, 2, 3, 4, 5, 6));
    assertEquals(Shape.flat(3), IdxExamples.train(folder, 3).shape());
    assertFalse(IdxExamples.train(folder, 3).pixels());
    write(IMAGES, idx(0x804, new int[] {2, 1, 1, 2}, 1, 2, 3, 4));
    assertEquals(Shape.flat(2), IdxExamples.train(folder, 3).shape());
    assertTrue(IdxExamples.train(folder, 3).pixels());
  }

  @Test
  void readsFloatsAsTheyAre() throws IOException {
    write(LABELS, idx(0x801, new int[] {2}, 0, 1));
    write(IMAGES, floats(1.5f, -2f));
    List<float[]> rows = read(IdxExamples.train(folder, 2), new ArrayList<>());
    assertArrayEquals(new float[] {1.5f}, rows.get(0));
    assertArrayEquals(new float[] {-2f}, rows.get(1));
  }

  private static byte[] floats(float a, float b) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(idx(0x0D03, new int[] {2, 1, 1}));
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeFloat(a);
    out.writeFloat(b);
    return bytes.toByteArray();
  }

  private void refused(String message) {
    FrostException e =
        assertThrows(
            FrostException.class, () -> Survey.of(IdxExamples.train(folder, 3), Scaling.By.AUTO));
    assertEquals(message, e.getMessage());
  }

  @Test
  void missing() throws IOException {
    refused(IMAGES + ": no such file, and no " + IMAGES + ".gz beside it");
    good();
    Files.delete(dir.resolve(LABELS));
    refused(LABELS + ": no such file, and no " + LABELS + ".gz beside it");
  }

  @Test
  void wrongMagic() throws IOException {
    good();
    write(IMAGES, idx(0x12345678, new int[] {3, 2, 2}));
    refused(IMAGES + ": not an IDX file of bytes or floats: it starts with 0x12345678");
    write(IMAGES, idx(0x0B03, new int[] {3, 2, 2}));
    refused(IMAGES + ": not an IDX file of bytes or floats: it starts with 0x00000b03");
    write(IMAGES, idx(0x801, new int[] {3}, 1, 2, 3));
    refused(IMAGES + ": images need 2 or more dimensions, the file has 1");
    good();
    write(LABELS, idx(0x803, new int[] {3, 1, 1}, 1, 2, 0));
    refused(LABELS + ": labels must be unsigned bytes in 1 dimension");
  }

  @Test
  void truncated() throws IOException {
    good();
    byte[] images = Files.readAllBytes(dir.resolve(IMAGES));
    write(IMAGES, Arrays.copyOf(images, images.length - 3));
    refused(
        IMAGES
            + ": truncated: the header promises 3 examples of 4 bytes, the file ends after 2 whole ones");
    write(IMAGES, Arrays.copyOf(images, 9));
    refused(IMAGES + ": truncated: the file ends in its header");
    write(IMAGES, Arrays.copyOf(images, 0));
    refused(IMAGES + ": truncated: the file ends in its header");
    good();
    write(LABELS, idx(0x801, new int[] {3}, 2, 0));
    refused(LABELS + ": truncated: the header promises 3 labels, the file has 2");
  }

  @Test
  void tooLong() throws IOException {
    good();
    write(LABELS, idx(0x801, new int[] {3}, 2, 0, 1, 1));
    refused(LABELS + ": the header promises 3 labels, the file continues after them");
    good();
    byte[] images = Files.readAllBytes(dir.resolve(IMAGES));
    write(IMAGES, Arrays.copyOf(images, images.length + 1));
    refused(IMAGES + ": the header promises 3 examples of 4 bytes, the file continues after them");
  }

  @Test
  void corruptGzip() throws IOException {
    good();
    byte[] content = Files.readAllBytes(dir.resolve(IMAGES));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    byte[] zipped = bytes.toByteArray();
    write(IMAGES, Arrays.copyOf(zipped, zipped.length - 9));
    refused(
        IMAGES
            + ": truncated: the header promises 3 examples of 4 bytes, the file ends after 3 whole ones");
    zipped[zipped.length - 7] ^= 1;
    write(IMAGES, zipped);
    refused(IMAGES + ": corrupt gzip data after 3 examples");
  }

  @Test
  void garbageBehindAGzipMagic() throws IOException {
    good();
    write(IMAGES, new byte[] {0x1f, (byte) 0x8b, 8});
    refused(IMAGES + ": corrupt gzip data");
    write(IMAGES, new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 0, -1, -1, -1, -1});
    refused(IMAGES + ": corrupt gzip data");
  }

  @Test
  void aLargeMeanDoesNotHideTheDeviation() throws IOException {
    write(LABELS, idx(0x801, new int[] {2}, 0, 1));
    write(IMAGES, floats(1e9f, 1e9f + 128));
    Survey survey = Survey.of(IdxExamples.train(folder, 2), Scaling.By.WHOLE);
    assertEquals(64, ((Scaling.Whole) survey.scaling()).deviation());
  }

  @Test
  void labelsOutsideTheClasses() throws IOException {
    good();
    write(LABELS, idx(0x801, new int[] {3}, 2, 0, 3));
    refused(LABELS + ": label 3 of example 2 is not below data.classes = 3");
  }

  @Test
  void differentCounts() throws IOException {
    good();
    write(LABELS, idx(0x801, new int[] {2}, 2, 0));
    refused(LABELS + ": 2 labels, but " + IMAGES + " has 3 images");
  }

  @Test
  void empty() throws IOException {
    good();
    write(IMAGES, idx(0x803, new int[] {0, 2, 2}));
    refused(IMAGES + ": no data: size 0 in dimension 0");
  }

  @Test
  void hugeHeadersAllocateNothing() throws IOException {
    good();
    write(IMAGES, idx(0x803, new int[] {3, 1 << 20, 1 << 20}));
    refused(IMAGES + ": an example has more than 1048576 features");
  }

  @Test
  void notFinite() throws IOException {
    write(LABELS, idx(0x801, new int[] {2}, 0, 1));
    write(IMAGES, floats(1, Float.NaN));
    refused(IMAGES + ": example 1, feature 0 is NaN; features must be finite");
    write(IMAGES, floats(Float.NEGATIVE_INFINITY, 1));
    refused(IMAGES + ": example 0, feature 0 is -Infinity; features must be finite");
  }

  @Test
  void nothingToLearn() throws IOException {
    good();
    write(IMAGES, idx(0x803, new int[] {3, 1, 1}, 51, 51, 51));
    refused(IMAGES + ": all features are 0.2: there is nothing to learn");
  }
}
