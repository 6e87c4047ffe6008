package org.frostml.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.frostml.DamagedException;
import org.frostml.FrostException;
import org.frostml.nn.Rows;
import org.frostml.nn.Scaling;
import org.frostml.nn.Shape;
import org.frostml.nn.Shard;
import org.frostml.nn.Targets;
import org.frostml.random.Rng;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CifarExamplesTest {
  private static final int RECORD = 3073;
  private static final int[] SIZES = {3, 1, 2, 2, 4};

  @TempDir Path dir;
  private Folder folder;

  /** Records of random pixels whose labels are counted through all batches. */
  @BeforeEach
  void writeBatches() throws IOException {
    folder = new IdxExamplesTest.LocalFolder(dir.toString());
    int next = 0;
    for (int b = 0; b < SIZES.length; b++) {
      Files.write(dir.resolve("data_batch_" + (b + 1) + ".bin"), records(next, SIZES[b]));
      next += SIZES[b];
    }
    Files.write(dir.resolve("test_batch.bin"), records(100, 3));
  }

  private static byte[] records(int first, int count) {
    byte[] records = new byte[count * RECORD];
    for (int r = 0; r < count; r++) {
      byte[] record = record(first + r);
      System.arraycopy(record, 0, records, r * RECORD, RECORD);
    }
    return records;
  }

  private static byte[] record(int index) {
    Rng rng = new Rng(3, index);
    byte[] record = new byte[RECORD];
    record[0] = (byte) (index % 10);
    for (int f = 1; f < RECORD; f++) {
      record[f] = (byte) rng.nextInt(256);
    }
    return record;
  }

  @Test
  void readsAllBatchesInOrder() throws IOException {
    CifarExamples train = CifarExamples.train(folder);
    assertEquals("data_batch_*.bin", train.name());
    assertEquals(12, train.size());
    assertEquals(new Shape(3, 32, 32), train.shape());
    assertEquals(3072, train.features());
    assertEquals(10, train.classes());
    List<Integer> seen = new ArrayList<>();
    train.read(
        i -> true,
        (i, x, label) -> {
          byte[] record = record(i);
          assertEquals(record[0], label);
          for (int f = 0; f < 3072; f++) {
            assertEquals((record[1 + f] & 0xff) / 255f, x[f]);
          }
          seen.add(i);
        });
    assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), seen);
    List<Integer> wanted = new ArrayList<>();
    train.read(i -> i % 4 == 3, (i, x, label) -> wanted.add(i));
    assertEquals(List.of(3, 7, 11), wanted);
    assertEquals(3, CifarExamples.test(folder).size());
    assertEquals("test_batch.bin", CifarExamples.test(folder).name());
  }

  @Test
  void aRecordIsNamedByItsFile() throws IOException {
    CifarExamples train = CifarExamples.train(folder);
    assertEquals("data_batch_1.bin: record 2", train.where(2));
    assertEquals("data_batch_2.bin: record 0", train.where(3));
    assertEquals("data_batch_5.bin: record 3", train.where(11));
  }

  @Test
  void pixelsStayBytes() throws IOException {
    CifarExamples train = CifarExamples.train(folder);
    Shard shard = new Sharding(1, 12, 1).pack(train, 0, new Scaling.None());
    byte[] x = ((Rows.Bytes) shard.rows()).x();
    for (int i = 0; i < 12; i++) {
      byte[] record = record(i);
      assertEquals(record[0], ((Targets.Classes) shard.targets()).labels()[i]);
      byte[] pixels = new byte[3072];
      System.arraycopy(x, i * 3072, pixels, 0, 3072);
      byte[] expected = new byte[3072];
      System.arraycopy(record, 1, expected, 0, 3072);
      assertArrayEquals(expected, pixels);
    }
  }

  private void refused(String message) {
    assertEquals(
        message,
        assertThrows(FrostException.class, () -> DataSet.of(CifarExamples.train(folder)))
            .getMessage());
  }

  @Test
  void aMissingBatchIsNamed() throws IOException {
    Files.delete(dir.resolve("data_batch_4.bin"));
    refused(
        "data_batch_4.bin: no such file; CIFAR-10's binary batches are data_batch_1.bin to"
            + " data_batch_5.bin and test_batch.bin");
    Files.delete(dir.resolve("test_batch.bin"));
    assertThrows(FrostException.class, () -> CifarExamples.test(folder));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3072, 6145})
  void aLengthOfNoWholeRecordsIsRefused(int length) throws IOException {
    Files.write(dir.resolve("data_batch_3.bin"), new byte[length]);
    refused(
        "data_batch_3.bin: has "
            + length
            + " bytes, but a file of records has a multiple of 3073: a label and 3x32x32 pixels each");
  }

  @Test
  void anotherLabelIsRefused() throws IOException {
    byte[] records = records(0, 2);
    records[RECORD] = (byte) 200;
    Files.write(dir.resolve("data_batch_2.bin"), records);
    refused("data_batch_2.bin: record 1 has the label 200, but CIFAR-10's are 0 to 9");
  }

  @Test
  void aFileThatHasShrunkIsNamed() throws IOException {
    CifarExamples train = CifarExamples.train(folder);
    Files.write(dir.resolve("data_batch_5.bin"), records(0, 2));
    DamagedException e = assertThrows(DamagedException.class, () -> DataSet.of(train));
    assertEquals(
        "data_batch_5.bin: had 4 records when it was opened, and now ends after 2", e.getMessage());
  }

  /** A server that goes away says that the stream has ended; the file has not. */
  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1, RECORD, RECORD + 1})
  void whatCannotBeReadIsNoDamage(int after) throws IOException {
    AtomicInteger open = new AtomicInteger();
    CifarExamples train = CifarExamples.train(new IdxExamplesTest.Failing(folder, after, open));
    IOException e = assertThrows(IOException.class, () -> DataSet.of(train));
    assertTrue(
        e.getMessage().matches("data_batch_\\d.bin: cannot be read: connection reset"),
        e.getMessage());
    assertInstanceOf(EOFException.class, e.getCause());
    assertEquals(0, open.get());
  }
}
