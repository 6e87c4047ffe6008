package org.frostml.job.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.frostml.sweep.State;
import org.frostml.sweep.Trial;
import org.frostml.sweep.TrialRow;
import org.junit.jupiter.api.Test;

class StandingTest {
  private static TrialRow row(int number) {
    Trial trial = new Trial(number, "id", Map.of(), 0, null, Optional.empty());
    return TrialRow.error(trial, State.FAILED, 0, List.of(), null, "diverged");
  }

  /** With --retry-failed, or when it is promoted: its row is of before. */
  @Test
  void aTrialThatIsTrainedOnceMoreIsCountedOnce() {
    List<TrialRow> rows = List.of(row(1), row(2));
    assertEquals(
        "0/2 done, 0 running, 0 stopped, 2 failed",
        new SweepProgress.Standing(rows, 2, Set.of()).toString());
    assertEquals(
        "0/2 done, 1 running, 0 stopped, 1 failed",
        new SweepProgress.Standing(rows, 2, Set.of(2)).toString());
  }
}
