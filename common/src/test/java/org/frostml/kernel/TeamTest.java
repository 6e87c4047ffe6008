package org.frostml.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TeamTest {
  private static final int[] ROWS = {0, 1, 2, 7, 257};

  /** The parts that the team makes of the rows, [from, to) each, from the first to the last. */
  private static List<int[]> parts(Team team, int[] ptr, int rows) {
    List<int[]> parts = Collections.synchronizedList(new ArrayList<>());
    Team.Rows note = (from, to) -> parts.add(new int[] {from, to});
    if (ptr == null) {
      team.share(rows, note);
    } else {
      team.share(ptr, rows, note);
    }
    parts.removeIf(part -> part[0] == part[1]);
    parts.sort((a, b) -> Integer.compare(a[0], b[0]));
    int next = 0;
    for (int[] part : parts) {
      assertEquals(next, part[0], "rows are left out, or in two parts");
      next = part[1];
    }
    assertEquals(rows, next);
    return parts;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void rowsAreSharedEvenly(int threads) {
    try (Team team = new Team(threads)) {
      assertEquals(threads, team.threads());
      for (int rows : ROWS) {
        List<int[]> parts = parts(team, null, rows);
        assertEquals(Math.min(threads, rows), parts.size());
        for (int[] part : parts) {
          assertEquals((double) rows / threads, part[1] - part[0], 1);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  void rowsAreSharedByTheirNonZeros(int threads) {
    try (Team team = new Team(threads)) {
      Random random = new Random(threads);
      for (int rows : ROWS) {
        int[] uneven = new int[rows];
        for (int r = 0; r < rows; r++) {
          uneven[r] = random.nextInt(20) * (r % 3 == 0 ? 10 : 1);
        }
        requireBalance(team, uneven);
        requireBalance(team, new int[rows]);
        for (int one : new int[] {0, rows / 2, rows - 1}) {
          int[] counts = new int[rows];
          if (rows > 0) {
            counts[one] = 1000;
          }
          requireBalance(team, counts);
        }
      }
    }
  }

  /** No part has more than its share of non-zeros and one row. */
  private static void requireBalance(Team team, int[] counts) {
    int[] ptr = new int[counts.length + 1];
    ptr[0] = 1_000_000; // Other blocks come before.
    int longest = 0;
    for (int r = 0; r < counts.length; r++) {
      ptr[r + 1] = ptr[r] + counts[r];
      longest = Math.max(longest, counts[r]);
    }
    double share = (double) (ptr[counts.length] - ptr[0]) / team.threads();
    for (int[] part : parts(team, ptr, counts.length)) {
      assertTrue(ptr[part[1]] - ptr[part[0]] <= share + longest, "one part has too much");
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 0", "2, 1", "5, 0", "5, 2", "5, 4"})
  void anExceptionReachesTheCaller(int threads, int guilty) {
    try (Team team = new Team(threads)) {
      IllegalStateException e =
          assertThrows(
              IllegalStateException.class,
              () ->
                  team.share(
                      threads,
                      (from, to) -> {
                        if (from == guilty) {
                          throw new IllegalStateException("row " + from);
                        }
                      }));
      assertTrue(e.getMessage().endsWith("row " + guilty), e.getMessage());
      assertEquals(threads, parts(team, null, threads).size(), "the team works on");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void allHaveStoppedWhenTheCallerContinues(int guilty) {
    // Who catches the exception may use the arrays again.
    try (Team team = new Team(3)) {
      AtomicBoolean done = new AtomicBoolean();
      assertThrows(
          IllegalStateException.class,
          () ->
              team.share(
                  3,
                  (from, to) -> {
                    if (from == guilty) {
                      throw new IllegalStateException("row " + from);
                    }
                    if (from == 2) {
                      pause();
                      done.set(true);
                    }
                  }));
      assertTrue(done.get(), "another part still runs");
    }
  }

  private static void pause() {
    try {
      Thread.sleep(200);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aTeamOfNobodyIsRefused() {
    assertEquals(
        "threads must be >= 1: 0",
        assertThrows(IllegalArgumentException.class, () -> new Team(0)).getMessage());
  }
}
