package org.frostml.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Arrays;
import org.frostml.nn.Rows;
import org.frostml.nn.Scaling;
import org.frostml.nn.Shard;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShardingTest {
  @ParameterizedTest
  @CsvSource({"1, 1", "7, 7", "100, 1", "100, 8", "257, 9"})
  void everyExampleIsInOneShardAndSizesAreEven(int size, int shards) throws IOException {
    int[] found = new int[size];
    for (int s = 0; s < shards; s++) {
      Shard shard =
          new Sharding(3, size, shards).pack(new Counting(size), s, new Scaling.Whole(1, 2));
      assertEquals(s, shard.index());
      assertEquals((double) size / shards, shard.examples(), 0.999);
      for (int i = 0; i < shard.examples(); i++) {
        int index = Math.round(((Rows.Floats) shard.rows()).x()[2 * i]);
        found[index]++;
        assertEquals(-index, ((Rows.Floats) shard.rows()).x()[2 * i + 1]);
        assertEquals(index % 3, shard.targets().value(i, 0));
      }
    }
    int[] once = new int[size];
    Arrays.fill(once, 1);
    assertArrayEquals(once, found);
  }
}
