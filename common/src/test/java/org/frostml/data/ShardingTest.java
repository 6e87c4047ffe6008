package org.frostml.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Arrays;
import java.util.function.IntPredicate;
import org.frostml.nn.Shard;
import org.frostml.nn.Standardizer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardingTest {
  /** Example i has the features i and -i and the label i % 3. */
  private record Counting(int size) implements Examples {
    @Override
    public String name() {
      return "counting";
    }

    @Override
    public int features() {
      return 2;
    }

    @Override
    public int classes() {
      return 3;
    }

    @Override
    public void read(IntPredicate wanted, Sink sink) {
      float[] x = new float[2];
      for (int i = 0; i < size; i++) {
        if (wanted.test(i)) {
          x[0] = i;
          x[1] = -i;
          sink.accept(i, x, i % 3);
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "7, 7", "100, 1", "100, 8", "257, 9"})
  void everyExampleIsInOneShardAndSizesAreEven(int size, int shards) throws IOException {
    int[] found = new int[size];
    for (int s = 0; s < shards; s++) {
      Shard shard =
          new Sharding(3, size, shards).pack(new Counting(size), s, new Standardizer(1, 2));
      assertEquals(s, shard.index());
      assertEquals((double) size / shards, shard.examples(), 0.999);
      for (int i = 0; i < shard.examples(); i++) {
        int index = Math.round(shard.x()[2 * i] * 2 + 1);
        found[index]++;
        assertEquals((-index - 1) / 2f, shard.x()[2 * i + 1]);
        assertEquals(index % 3, shard.labels()[i]);
      }
    }
    int[] once = new int[size];
    Arrays.fill(once, 1);
    assertArrayEquals(once, found);
  }
}
