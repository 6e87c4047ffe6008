package org.frostml.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.frostml.DamagedException;
import org.frostml.FrostException;
import org.frostml.nn.Rows;
import org.frostml.nn.Shape;

/**
 * A pair of IDX files, plain or gzip: images of unsigned bytes (scaled to [0, 1]) or float32 (taken
 * as they are), and labels of unsigned bytes. The format: a magic number 0, 0, type, dimensions;
 * the sizes as big-endian ints; the elements.
 *
 * @param labels null for examples without any
 * @param floats whether the images hold float32
 * @param shape of an example, an image of one channel in a file of 3 dimensions
 * @param pixels whether an example is an image; in a file of 2 dimensions it is a row of features
 */
public record IdxExamples(
    Folder folder,
    String images,
    String labels,
    int size,
    Shape shape,
    int classes,
    boolean floats,
    boolean pixels)
    implements Examples {
  private static final int UNSIGNED_BYTE = 0x08;
  private static final int FLOAT = 0x0D;
  private static final int NO_LABEL = -1;
  private static final int MAX_FEATURES = 1 << 20;

  /** The training part of a folder with MNIST's four file names. */
  public static IdxExamples train(Folder folder, int classes) throws IOException {
    return open(folder, "train", classes);
  }

  /** The test part of a folder with MNIST's four file names. */
  public static IdxExamples test(Folder folder, int classes) throws IOException {
    return open(folder, "t10k", classes);
  }

  /** The test images of such a folder, whatever they are labelled, if they are. */
  public static IdxExamples testImages(Folder folder) throws IOException {
    return openImages(folder, find(folder, "t10k-images-idx3-ubyte"), null, 0);
  }

  private static IdxExamples open(Folder folder, String part, int classes) throws IOException {
    String images = find(folder, part + "-images-idx3-ubyte");
    String labels = find(folder, part + "-labels-idx1-ubyte");
    IdxExamples examples = openImages(folder, images, labels, classes);
    byte[] given = examples.readLabels();
    for (int i = 0; i < given.length; i++) {
      if ((given[i] & 0xff) >= classes) {
        throw new FrostException(
            folder.name(labels)
                + ": label "
                + (given[i] & 0xff)
                + " of example "
                + i
                + " is not below data.classes = "
                + classes);
      }
    }
    return examples;
  }

  private static IdxExamples openImages(Folder folder, String images, String labels, int classes)
      throws IOException {
    String name = folder.name(images);
    try (DataInputStream in = stream(folder, images)) {
      Header header = Header.read(in, name);
      if (header.dimensions.length < 2) {
        throw new DamagedException(
            name + ": images need 2 or more dimensions, the file has " + header.dimensions.length);
      }
      return new IdxExamples(
          folder,
          images,
          labels,
          header.dimensions[0],
          header.shape(name),
          classes,
          header.type == FLOAT,
          header.dimensions.length > 2);
    } catch (ZipException | EOFException corrupt) {
      throw new DamagedException(name + ": corrupt gzip data", corrupt);
    }
  }

  private static String find(Folder folder, String file) throws IOException {
    for (String name : new String[] {file, file + ".gz"}) {
      if (folder.has(name)) {
        return name;
      }
    }
    throw new FrostException(
        folder.name(file) + ": no such file, and no " + file + ".gz beside it");
  }

  @Override
  public String name() {
    return folder.name(images);
  }

  @Override
  public boolean bytes() {
    return !floats;
  }

  @Override
  public int features() {
    return shape.size();
  }

  @Override
  public void read(IntPredicate wanted, Sink sink) throws IOException {
    byte[] given = labels == null ? null : readLabels();
    ByteBuffer raw = ByteBuffer.allocate(features() * (floats ? Float.BYTES : 1));
    float[] x = new float[features()];
    int index = 0;
    try (DataInputStream in = stream(folder, images)) {
      Header.read(in, name());
      for (; index < size; index++) {
        in.readFully(raw.array());
        if (wanted.test(index)) {
          decode(raw, x);
          sink.accept(index, x, labels == null ? NO_LABEL : given[index] & 0xff);
        }
      }
      requireEnd(in, name(), size + " examples of " + raw.capacity() + " bytes");
    } catch (EOFException truncated) {
      throw new DamagedException(
          name()
              + ": truncated: the header promises "
              + size
              + " examples of "
              + raw.capacity()
              + " bytes, the file ends after "
              + index
              + " whole ones",
          truncated);
    } catch (ZipException corrupt) {
      throw new DamagedException(
          name() + ": corrupt gzip data after " + index + " examples", corrupt);
    }
  }

  private void decode(ByteBuffer raw, float[] x) {
    if (floats) {
      raw.asFloatBuffer().get(x);
    } else {
      for (int f = 0; f < x.length; f++) {
        x[f] = Rows.Bytes.value(raw.get(f));
      }
    }
  }

  private byte[] readLabels() throws IOException {
    String name = folder.name(labels);
    try (DataInputStream in = stream(folder, labels)) {
      Header header = Header.read(in, name);
      if (header.type != UNSIGNED_BYTE || header.dimensions.length != 1) {
        throw new DamagedException(name + ": labels must be unsigned bytes in 1 dimension");
      }
      if (header.dimensions[0] != size) {
        throw new FrostException(
            name
                + ": "
                + header.dimensions[0]
                + " labels, but "
                + name()
                + " has "
                + size
                + " images");
      }
      byte[] bytes = in.readNBytes(size);
      if (bytes.length < size) {
        throw new DamagedException(
            name
                + ": truncated: the header promises "
                + size
                + " labels, the file has "
                + bytes.length);
      }
      requireEnd(in, name, size + " labels");
      return bytes;
    } catch (ZipException | EOFException corrupt) {
      throw new DamagedException(name + ": corrupt gzip data", corrupt);
    }
  }

  private static void requireEnd(InputStream in, String name, String promised) throws IOException {
    if (in.read() >= 0) {
      throw new DamagedException(
          name + ": the header promises " + promised + ", the file continues after them");
    }
  }

  private static DataInputStream stream(Folder folder, String file) throws IOException {
    BufferedInputStream in = new BufferedInputStream(SourceStream.open(folder, file), 1 << 16);
    try {
      in.mark(2);
      boolean gzip = in.read() == 0x1f && in.read() == 0x8b;
      in.reset();
      return new DataInputStream(
          gzip ? new BufferedInputStream(new GZIPInputStream(in, 1 << 16)) : in);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /** What stands before the elements. */
  private record Header(int type, int[] dimensions) {
    static Header read(DataInputStream in, String name) throws IOException {
      try {
        int magic = in.readInt();
        int type = magic >>> 8;
        if (type != UNSIGNED_BYTE && type != FLOAT || (magic & 0xff) == 0) {
          throw new DamagedException(
              String.format(
                  Locale.ROOT,
                  "%s: not an IDX file of bytes or floats: it starts with 0x%08x",
                  name,
                  magic));
        }
        int[] dimensions = new int[magic & 0xff];
        for (int d = 0; d < dimensions.length; d++) {
          dimensions[d] = in.readInt();
          if (dimensions[d] < 1) {
            throw new DamagedException(
                name + ": no data: size " + dimensions[d] + " in dimension " + d);
          }
        }
        return new Header(type, dimensions);
      } catch (EOFException truncated) {
        throw new DamagedException(name + ": truncated: the file ends in its header", truncated);
      }
    }

    Shape shape(String name) {
      int features = features(name);
      return dimensions.length == 3
          ? new Shape(1, dimensions[1], dimensions[2])
          : Shape.flat(features);
    }

    private int features(String name) {
      long product = 1;
      for (int d = 1; d < dimensions.length; d++) {
        product *= dimensions[d];
        if (product > MAX_FEATURES) {
          throw new FrostException(
              name + ": an example has more than " + MAX_FEATURES + " features");
        }
      }
      return (int) product;
    }
  }
}
