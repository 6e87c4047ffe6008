package org.frostml.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.frostml.DamagedException;
import org.frostml.FrostException;
import org.frostml.NewerFormatException;
import org.frostml.optim.ByteDual;
import org.frostml.optim.Dual;
import org.frostml.optim.FloatDual;
import org.frostml.optim.OptimState;
import org.frostml.random.Rng;
import org.frostml.train.Checkpoint;
import org.frostml.train.Position;
import org.junit.jupiter.api.Test;

class CheckpointFileTest {
  private static final Checkpoint WRITTEN =
      new Checkpoint(
          new Position(1234, 1241, 19),
          new OptimState.Counts(0.1f, 1233, 62, 4.75, -1),
          61,
          new int[] {0, 2, 3, 7},
          new OptimState.Saved(
              new float[] {1.5f, -0f, 3e-40f, 4},
              new float[] {0, 2, 3, 7},
              new FloatDual(new float[] {0, 1, 2, 3, 4, 5, 6, 7}),
              List.of(
                  new float[] {.1f, .2f, .3f, .4f, .5f, .6f, .7f, .8f},
                  new float[] {9, 8, 7, 6, 5, 4, 3, 2})),
          new int[] {0, 2, 5},
          new int[] {7, -1},
          Map.of("config", "epochs = 3\n\"quoted\" ü", "metrics", "{\"epoch\":1}\n"));

  private static byte[] bytes(Checkpoint checkpoint) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CheckpointFile.write(checkpoint, out);
    return out.toByteArray();
  }

  private static Checkpoint read(byte[] bytes) throws IOException {
    return CheckpointFile.read(new ByteArrayInputStream(bytes), bytes.length, "c");
  }

  private static void assertSame(Checkpoint expected, Checkpoint actual) {
    assertEquals(expected.at(), actual.at());
    assertEquals(expected.counts(), actual.counts());
    assertEquals(expected.version(), actual.version());
    assertArrayEquals(expected.support(), actual.support());
    assertArrayEquals(expected.shipped(), actual.shipped());
    OptimState.Saved numbers = actual.numbers();
    assertArrayEquals(expected.numbers().theta(), numbers.theta());
    assertArrayEquals(expected.numbers().active(), numbers.active());
    if (expected.numbers().dual() instanceof ByteDual rounded) {
      ByteDual other = (ByteDual) numbers.dual();
      assertArrayEquals(rounded.bytes(), other.bytes());
      assertEquals(rounded.unit(), other.unit());
    } else {
      assertArrayEquals(
          ((FloatDual) expected.numbers().dual()).values(), ((FloatDual) numbers.dual()).values());
    }
    assertEquals(expected.numbers().moments().size(), numbers.moments().size());
    for (int i = 0; i < numbers.moments().size(); i++) {
      assertArrayEquals(expected.numbers().moments().get(i), numbers.moments().get(i));
    }
    assertArrayEquals(expected.watched(), actual.watched());
    assertEquals(expected.notes(), actual.notes());
  }

  @Test
  void comesBackBitForBit() throws IOException {
    assertSame(WRITTEN, read(bytes(WRITTEN)));
  }

  /** A byte each; and a rule that keeps nothing off the support has none. */
  @Test
  void dualsOfEveryKindComeBack() throws IOException {
    for (Dual dual :
        List.of(
            ByteDual.of(new byte[] {-127, 0, 1, 2, 3, 4, 5, 127}, 1e-3f),
            new FloatDual(new float[0]))) {
      OptimState.Saved numbers = WRITTEN.numbers();
      Checkpoint other =
          with(
              new OptimState.Saved(numbers.theta(), numbers.active(), dual, numbers.moments()),
              WRITTEN.notes());
      assertSame(other, read(bytes(other)));
    }
  }

  /** Such as some 40,000 lines of metrics.jsonl. */
  @Test
  void aLongLogComesBackToo() throws IOException {
    Map<String, String> notes = Map.of("metrics", "{\"kind\":1}\n".repeat(2_000_000));
    Checkpoint wordy = with(notes);
    assertSame(wordy, read(bytes(wordy)));
  }

  private static Checkpoint with(Map<String, String> notes) {
    return with(WRITTEN.numbers(), notes);
  }

  private static Checkpoint with(OptimState.Saved numbers, Map<String, String> notes) {
    return new Checkpoint(
        WRITTEN.at(),
        WRITTEN.counts(),
        WRITTEN.version(),
        WRITTEN.support(),
        numbers,
        WRITTEN.shipped(),
        WRITTEN.watched(),
        notes);
  }

  @Test
  void everyTruncationIsNoticed() throws IOException {
    byte[] file = bytes(WRITTEN);
    for (int length = 0; length < file.length; length++) {
      byte[] part = Arrays.copyOf(file, length);
      FrostException e = assertThrows(DamagedException.class, () -> read(part));
      assertTrue(e.getMessage().startsWith("c: "), e.getMessage());
    }
  }

  /** Every byte, three ways: a message, or, where it did not matter, the same checkpoint. */
  @Test
  void noChangedByteGoesUnnoticed() throws IOException {
    byte[] file = bytes(WRITTEN);
    Rng rng = new Rng(7, 0);
    int harmless = 0;
    for (int at = 0; at < file.length; at++) {
      for (int change : new int[] {1 << rng.nextInt(8), 0xff, 1 + rng.nextInt(255)}) {
        byte[] damaged = file.clone();
        damaged[at] ^= (byte) change;
        try {
          assertSame(WRITTEN, read(damaged));
          harmless++;
        } catch (DamagedException e) {
          assertTrue(e.getMessage().startsWith("c: "), e.getMessage());
        }
      }
    }
    assertTrue(3 * file.length > 1000, () -> file.length + " bytes are too few");
    // Blanks after the header, at the most.
    assertTrue(harmless < 3 * 8, harmless + " changes went unnoticed");
  }

  @Test
  void damageIsNamed() throws IOException {
    byte[] file = bytes(WRITTEN);
    file[file.length - 1] ^= 1;
    assertTrue(
        assertThrows(DamagedException.class, () -> read(file))
            .getMessage()
            .startsWith("c: damaged or changed: watched does not match its SHA-256, "));
  }

  /** Its sums are right, so nothing says that it is damaged. */
  @Test
  void aNewerFormatIsNoDamage() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Checksums.seal(new Safetensors(Map.of("frost.checkpoint", "4"), Map.of())).write(out);
    assertEquals(
        "c: a checkpoint of format 4, but this Frost knows no later one than 3: use the version"
            + " that wrote it, or a later one",
        assertThrows(NewerFormatException.class, () -> read(out.toByteArray())).getMessage());
  }

  /** Wherever the device fails: that is said, and nothing of the bytes. */
  @Test
  void whatCannotBeReadIsNoDamage() throws IOException {
    byte[] file = bytes(WRITTEN);
    for (int at = 0; at < file.length; at += 7) {
      InputStream failing =
          new SequenceInputStream(
              new ByteArrayInputStream(file, 0, at),
              new InputStream() {
                @Override
                public int read() throws IOException {
                  throw new EOFException("connection closed");
                }
              });
      IOException e =
          assertThrows(IOException.class, () -> CheckpointFile.read(failing, file.length, "c"));
      assertEquals("connection closed", e.getMessage());
    }
  }

  /** The file system says that there is more. */
  @Test
  void aStreamThatEndsTooEarlyIsNoDamage() throws IOException {
    byte[] file = bytes(WRITTEN);
    for (int at = 0; at < file.length; at += 7) {
      InputStream early = new ByteArrayInputStream(file, 0, at);
      String message =
          assertThrows(IOException.class, () -> CheckpointFile.read(early, file.length, "c"))
              .getMessage();
      assertTrue(message.startsWith("c: only " + at + " bytes of " + file.length), message);
    }
  }

  /** What no reader would take is not written: nothing of it, and it is said. */
  @Test
  void aHeaderThatIsTooLongIsNotWritten() {
    Checkpoint wordy = with(Map.of("metrics", "x".repeat(100_000_000)));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    String message =
        assertThrows(FrostException.class, () -> CheckpointFile.write(wordy, out)).getMessage();
    assertTrue(
        message.matches(
            "the header would have 10000\\d{4} bytes, more than the format's 100000000.*"),
        message);
    assertEquals(0, out.size());
  }

  @Test
  void aLongNameComesBackToo() throws IOException {
    Checkpoint named = with(Map.of("n".repeat(70_000), "note"));
    assertSame(named, read(bytes(named)));
  }

  @Test
  void aModelIsNoCheckpoint() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new Safetensors(Map.of("frost.format", "1"), Map.of()).write(out);
    assertEquals(
        "c: not a checkpoint of format 3: its metadata says frost.checkpoint = null",
        assertThrows(FrostException.class, () -> read(out.toByteArray())).getMessage());
  }
}
