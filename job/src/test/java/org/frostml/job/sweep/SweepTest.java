package org.frostml.job.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.frostml.TakenOverException;
import org.frostml.config.RunSettings;
import org.frostml.run.Provenance;
import org.frostml.sweep.SweepConfig;
import org.frostml.sweep.Trial;
import org.frostml.sweep.TrialRow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The loop of a sweep, whose trials are trained in name only. */
@Timeout(60)
class SweepTest {
  @TempDir Path dir;

  private final SweepConfig config =
      SweepConfig.bind(
          List.of(ConfigFactory.parseMap(Map.of("sweep.space.density.target", List.of(0.1, 0.2)))));

  /** All trials fail, each but the first only after the first has been shown. */
  private static final class Failing implements TrialRunner, SweepProgress {
    private final CountDownLatch shown = new CountDownLatch(1);
    private final List<String> standings = new ArrayList<>();

    @Override
    public int slots() {
      return 2;
    }

    @Override
    public Outcome train(Trial trial, RunSettings settings, String folder, int until) {
      try {
        if (trial.number() > 1) {
          shown.await();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return Outcome.without(Outcome.End.FAILED, "diverged", null);
    }

    @Override
    public void show(TrialRow row, Standing standing) {
      standings.add(standing.toString());
      shown.countDown();
    }

    @Override
    public void stop() {}

    @Override
    public void close() {}
  }

  private SweepFolder claim(boolean resume) throws IOException {
    return SweepFolder.claim(dir.resolve("sweep").toString(), false, resume);
  }

  private List<String> standings(boolean resume) throws Exception {
    Failing failing = new Failing();
    try (SweepFolder folder = claim(resume)) {
      TrialTable table = new TrialTable(folder);
      if (resume) {
        table.retryFailed(config);
      } else {
        folder.open("", new Provenance(null, null, null));
      }
      new Sweep(config, folder, table, failing, failing, () -> false).run(null, Long.MAX_VALUE);
    }
    return failing.standings;
  }

  @Test
  void aTrialThatIsRetriedIsNoLongerCountedAsFailed() throws Exception {
    List<String> expected =
        List.of(
            "0/2 done, 1 running, 0 stopped, 1 failed", "0/2 done, 0 running, 0 stopped, 2 failed");
    assertEquals(expected, standings(false));
    assertEquals(expected, standings(true));
  }

  /** As after a time in which it stood still: what it would write is another's. */
  @Test
  void aSweepThatIsTakenOverEnds() throws Exception {
    Failing failing = new Failing();
    try (SweepFolder folder = claim(false)) {
      TrialTable table = new TrialTable(folder);
      folder.open("", new Provenance(null, null, null));
      Files.delete(dir.resolve(".sweep.claim"));
      Sweep sweep = new Sweep(config, folder, table, failing, failing, () -> false);
      assertThrows(TakenOverException.class, () -> sweep.run(null, Long.MAX_VALUE));
    }
    assertEquals(List.of(), failing.standings);
  }
}
