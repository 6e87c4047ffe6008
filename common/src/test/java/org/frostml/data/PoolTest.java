package org.frostml.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.frostml.FrostException;
import org.frostml.nn.Scaling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoolTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 9, 31, 257})
  void isTheExamplesOfItsSource(int size) throws IOException {
    Examples source = new Noise(size, 13);
    Pool pool = Pool.of(source);
    assertEquals(source.name(), pool.name());
    assertEquals(size, pool.size());
    assertEquals(13, pool.features());
    assertEquals(3, pool.classes());
    assertEquals(read(source, i -> i % 3 != 1), read(pool, i -> i % 3 != 1));
    assertEquals(Survey.of(source, Scaling.By.WHOLE), Survey.of(pool, Scaling.By.WHOLE));
    Split split = new Split(source, 0.3, 5, false);
    Split pooled = new Split(pool, 0.3, 5, false);
    assertEquals(read(split, i -> true), read(pooled, i -> true));
  }

  /** Index, features and label of the wanted. */
  private static List<List<Object>> read(Examples examples, IntPredicate wanted)
      throws IOException {
    List<List<Object>> read = new ArrayList<>();
    examples.read(
        wanted,
        (index, x, label) -> {
          List<Object> example = new ArrayList<>(List.of(index, label));
          for (float feature : x) {
            example.add(feature);
          }
          read.add(example);
        });
    return read;
  }

  @Test
  void messagesNameThePlaceInTheSource() throws IOException {
    Split part = new Split(new Counting(50), 0.4, 3, true);
    Pool pool = Pool.of(part);
    assertEquals("counting, held out", pool.name());
    assertEquals(part.where(7), pool.where(7));
  }

  @Test
  void whatDoesNotFitAnArrayIsRefusedUnread() {
    Examples many = new Noise(3_000_000, 784);
    assertEquals(
        "noise: 3000000 examples x 784 features are too many to share: 2352000000 numbers, but an"
            + " array holds 2147483639: set sweep.placement = spread",
        assertThrows(FrostException.class, () -> Pool.of(many)).getMessage());
  }

  @Test
  void staysInItsJvm() throws IOException {
    Examples part = new Split(Pool.of(new Counting(5)), 0.5, 3, true);
    ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream());
    String message =
        assertThrows(NotSerializableException.class, () -> out.writeObject(part)).getMessage();
    assertEquals(
        "counting: a pool stays in its JVM: send its source, to be read again there", message);
  }
}
