package org.frostml.job.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.frostml.FrostException;
import org.frostml.io.Json;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaimTest {
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofMinutes(5);

  @TempDir Path dir;
  private Path file;
  private org.apache.hadoop.fs.Path target;

  @BeforeEach
  void name() throws IOException {
    file = dir.resolve("above/.run.claim");
    target = Hadoop.qualified(dir.resolve("above/run").toString());
  }

  /** A process of another machine, of which nothing is seen but its claim. */
  private static Owner elsewhere(String id) {
    return new Owner(id, "far.away", "another boot", 7, "1", "2026-01-01T00:00:00Z");
  }

  private static void assertTaken(FrostException e, String by) {
    assertTrue(e.getMessage().contains(": is being written by " + by), e.getMessage());
  }

  @Test
  void leavesNothing() throws IOException {
    Claim.of(target).close();
    assertFalse(Files.exists(dir.resolve("above")));
    try (Claim claim = Claim.of(target)) {
      claim.require();
      Files.createFile(dir.resolve("above/run"));
    }
    assertTrue(Files.exists(dir.resolve("above/run")));
    assertFalse(Files.exists(file));
  }

  @Test
  void oneOfManyGetsIt() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      for (int round = 0; round < 20; round++) {
        CountDownLatch ready = new CountDownLatch(8);
        List<Future<Claim>> all =
            IntStream.range(0, 8)
                .mapToObj(
                    i ->
                        threads.submit(
                            () -> {
                              ready.countDown();
                              ready.await();
                              return Claim.of(target, Owner.here(), LONG, LONG);
                            }))
                .toList();
        List<Claim> got = new ArrayList<>();
        for (Future<Claim> each : all) {
          try {
            got.add(each.get());
          } catch (ExecutionException refused) {
            assertTaken((FrostException) refused.getCause(), "process ");
          }
        }
        assertEquals(1, got.size());
        got.get(0).require();
        got.get(0).close();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void whoEndedOnThisMachineIsDead() throws Exception {
    Process ended = new ProcessBuilder("sleep", "1000").start();
    Owner me = Owner.here();
    Owner other =
        new Owner("it", me.host(), me.machine(), ended.pid(), Owner.birth(ended.pid()), me.since());
    Files.createDirectories(file.getParent());
    Files.writeString(file, Json.line(other));
    FrostException e = assertThrows(FrostException.class, () -> Claim.of(target));
    assertTaken(e, "process " + ended.pid() + " on " + me.host() + " since " + me.since() + "; ");
    ended.destroyForcibly().waitFor(60, TimeUnit.SECONDS);
    Claim.of(target).close();

    // A number is given to another process later.
    Files.writeString(
        file, Json.line(new Owner("it", me.host(), me.machine(), me.pid(), "1", me.since())));
    Claim.of(target).close();
    assertFalse(Files.exists(file));
  }

  @Test
  void whoRenewsElsewhereLives() throws IOException {
    try (Claim claim = Claim.of(target, elsewhere("it"), SHORT, LONG)) {
      FrostException e =
          assertThrows(FrostException.class, () -> Claim.of(target, Owner.here(), SHORT, LONG));
      assertTaken(e, "process 7 on far.away since 2026-01-01T00:00:00Z; ");
      claim.require();
    }
  }

  @Test
  void whoStandsStillElsewhereIsTakenOverAndFindsOut() throws IOException {
    try (Claim still = Claim.of(target, elsewhere("it"), LONG, LONG)) {
      Claim other = Claim.of(target, Owner.here(), SHORT, SHORT);
      FrostException e = assertThrows(FrostException.class, still::require);
      assertTrue(e.getMessage().contains(": was taken over by "), e.getMessage());
      still.close();
      other.require();
      other.close();
      assertFalse(Files.exists(file));
    }
  }

  /** A driver that died before it could say its name. */
  @Test
  void anEmptyClaimIsTakenOver() throws IOException {
    Files.createDirectories(file.getParent());
    Files.createFile(file);
    Claim.of(target, Owner.here(), SHORT, SHORT).close();
    assertFalse(Files.exists(file));
  }

  @Test
  void saysWhyNothingCanBeWrittenThere() throws IOException {
    Files.writeString(dir.resolve("above"), "a file");
    FrostException e = assertThrows(FrostException.class, () -> Claim.of(target));
    assertEquals(dir + "/above/run: cannot be made: " + dir + "/above is a file", e.getMessage());
  }
}
