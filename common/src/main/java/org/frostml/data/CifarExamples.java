package org.frostml.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.frostml.DamagedException;
import org.frostml.FrostException;
import org.frostml.nn.Rows;
import org.frostml.nn.Shape;

/**
 * The binary batches of CIFAR-10: files of records without a header, each a label below 10, then 32
 * x 32 bytes of red, as many of green and of blue, row by row.
 *
 * @param name of all batches together
 * @param sizes records of each batch
 */
public record CifarExamples(Folder folder, String name, List<String> batches, List<Integer> sizes)
    implements Examples {
  private static final Shape SHAPE = new Shape(3, 32, 32);
  private static final int CLASSES = 10;
  private static final int RECORD = 1 + SHAPE.size();
  private static final int TRAINING = 5;

  /** The training part of a folder with the six batches. */
  public static CifarExamples train(Folder folder) throws IOException {
    return open(
        folder,
        "data_batch_*.bin",
        IntStream.rangeClosed(1, TRAINING).mapToObj(b -> "data_batch_" + b + ".bin").toList());
  }

  /** The test part of such a folder. */
  public static CifarExamples test(Folder folder) throws IOException {
    return open(folder, "test_batch.bin", List.of("test_batch.bin"));
  }

  private static CifarExamples open(Folder folder, String name, List<String> batches)
      throws IOException {
    List<Integer> sizes = new ArrayList<>();
    for (String batch : batches) {
      if (!folder.has(batch)) {
        throw new FrostException(
            folder.name(batch)
                + ": no such file; CIFAR-10's binary batches are data_batch_1.bin to data_batch_"
                + TRAINING
                + ".bin and test_batch.bin");
      }
      sizes.add(records(folder.name(batch), folder.length(batch)));
    }
    return new CifarExamples(folder, folder.name(name), batches, sizes);
  }

  private static int records(String name, long length) {
    if (length == 0 || length % RECORD != 0) {
      throw new DamagedException(
          name
              + ": has "
              + length
              + " bytes, but a file of records has a multiple of "
              + RECORD
              + ": a label and "
              + SHAPE
              + " pixels each");
    }
    return Math.toIntExact(length / RECORD);
  }

  @Override
  public String where(int index) {
    int batch = 0;
    int record = index;
    while (record >= sizes.get(batch)) {
      record -= sizes.get(batch++);
    }
    return where(batch, record);
  }

  private String where(int batch, int record) {
    return folder.name(batches.get(batch)) + ": record " + record;
  }

  @Override
  public int size() {
    return sizes.stream().reduce(0, Math::addExact);
  }

  @Override
  public int features() {
    return SHAPE.size();
  }

  @Override
  public Shape shape() {
    return SHAPE;
  }

  @Override
  public int classes() {
    return CLASSES;
  }

  @Override
  public boolean bytes() {
    return true;
  }

  @Override
  public boolean pixels() {
    return true;
  }

  @Override
  public void read(IntPredicate wanted, Sink sink) throws IOException {
    int first = 0;
    for (int b = 0; b < batches.size(); b++) {
      read(b, first, wanted, sink);
      first += sizes.get(b);
    }
  }

  private void read(int batch, int first, IntPredicate wanted, Sink sink) throws IOException {
    byte[] raw = new byte[RECORD];
    float[] x = new float[SHAPE.size()];
    int record = 0;
    try (DataInputStream in = stream(batches.get(batch))) {
      for (; record < sizes.get(batch); record++) {
        in.readFully(raw);
        int label = raw[0] & 0xff;
        if (label >= CLASSES) {
          throw new DamagedException(
              where(batch, record)
                  + " has the label "
                  + label
                  + ", but CIFAR-10's are 0 to "
                  + (CLASSES - 1));
        }
        if (wanted.test(first + record)) {
          for (int f = 0; f < x.length; f++) {
            x[f] = Rows.Bytes.value(raw[1 + f]);
          }
          sink.accept(first + record, x, label);
        }
      }
    } catch (EOFException truncated) {
      throw new DamagedException(
          folder.name(batches.get(batch))
              + ": had "
              + sizes.get(batch)
              + " records when it was opened, and now ends after "
              + record,
          truncated);
    }
  }

  private DataInputStream stream(String batch) throws IOException {
    return new DataInputStream(new BufferedInputStream(SourceStream.open(folder, batch), 1 << 16));
  }
}
