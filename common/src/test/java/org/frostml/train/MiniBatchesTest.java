package org.frostml.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.frostml.FrostException;
import org.junit.jupiter.api.Test;

class MiniBatchesTest {
  @Test
  void anEpochShowsEveryExampleOnce() {
    MiniBatches batches = new MiniBatches(3, 12, 4, 120);
    assertEquals(10, batches.stepsPerEpoch());
    for (int shard = 0; shard < 4; shard++) {
      BitSet seen = new BitSet();
      for (int step = 10; step < 20; step++) {
        rows(batches, shard, 30, step).forEach(seen::set);
      }
      assertEquals(30, seen.cardinality());
    }
  }

  @Test
  void unevenDataNeverRunsOut() {
    // 125 examples over 4 shards: sizes 32, 31, 31, 31; 10 steps of 3 rows need 30.
    MiniBatches batches = new MiniBatches(3, 12, 4, 125);
    assertEquals(10, batches.stepsPerEpoch());
    BitSet seen = new BitSet();
    for (int step = 0; step < 10; step++) {
      rows(batches, 3, 31, step).forEach(seen::set);
    }
    assertEquals(30, seen.cardinality());
  }

  @Test
  void epochsAndShardsHaveTheirOwnOrders() {
    MiniBatches batches = new MiniBatches(3, 40, 2, 40);
    assertNotEquals(rows(batches, 0, 20, 0), rows(batches, 0, 20, 1));
    assertNotEquals(rows(batches, 0, 20, 0), rows(batches, 1, 20, 0));
    assertEquals(rows(batches, 0, 20, 0), rows(batches, 0, 20, 0));
    assertEquals(7, batches.epoch(7));
  }

  @Test
  void sizesThatCannotBeAreNamed() {
    refused("batchSize 64 is larger than the 50 training examples: lower batchSize", 64, 2, 50);
    refused(
        "batchSize must be a multiple of shards, because every shard gives an equal part: batchSize 64, shards 5",
        64,
        5,
        100);
    refused("shards must be >= 1: 0", 64, 0, 100);
  }

  private static void refused(String message, int batchSize, int shards, int examples) {
    assertEquals(
        message,
        assertThrows(FrostException.class, () -> new MiniBatches(0, batchSize, shards, examples))
            .getMessage());
  }

  @Test
  void severalMiniBatchesAreThoseOfTheStepsToCome() {
    MiniBatches batches = new MiniBatches(3, 12, 4, 125);
    for (int step : new int[] {10, 14, 17, 18, 19}) {
      List<Integer> expected = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        // The epoch is a ring: after its last mini-batch comes its first.
        expected.addAll(rows(batches, 2, 31, 10 + (step - 10 + i) % 10));
      }
      assertEquals(12, batches.perShard(31, 4));
      assertEquals(expected, rows(batches, 2, 31, step, 4));
    }
  }

  @Test
  void asManyMiniBatchesAsAnEpochHasAreTheEpoch() {
    MiniBatches batches = new MiniBatches(3, 12, 4, 120);
    assertEquals(30, Set.copyOf(rows(batches, 1, 30, 17, 10)).size());
    List<Integer> twice = rows(batches, 1, 30, 17, 20);
    assertEquals(twice.subList(0, 30), twice.subList(30, 60));
  }

  @Test
  void allExamplesAreAllOfEveryShard() {
    MiniBatches batches = new MiniBatches(3, 12, 4, 125);
    for (int size : new int[] {31, 32}) {
      assertEquals(size, batches.perShard(size, 0));
      assertEquals(IntStream.range(0, size).boxed().toList(), rows(batches, 1, size, 7, 0));
    }
  }

  private static List<Integer> rows(MiniBatches batches, int shard, int size, long step) {
    return rows(batches, shard, size, step, 1);
  }

  private static List<Integer> rows(
      MiniBatches batches, int shard, int size, long step, int count) {
    int[] rows = new int[batches.perShard(size, count)];
    batches.rows(shard, size, step, count, rows);
    List<Integer> list = new ArrayList<>();
    for (int row : rows) {
      list.add(row);
    }
    return list;
  }
}
