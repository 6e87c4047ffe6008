package org.frostml.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.frostml.nn.Measure;
import org.junit.jupiter.api.Test;

class TableTest {
  private static String line(String name, int seed, String numbers) {
    return "{\"trial\":1,\"id\":\"a\",\"params\":{\"case\":\"%s\"},\"seed\":%d,\"state\":\"%s\"%s}"
        .formatted(name, seed, numbers.isEmpty() ? "failed" : "done", numbers);
  }

  /** A pipe would end the cell, a line feed the table; a backslash would eat what follows it. */
  @Test
  void aNameStaysInItsCell() {
    List<TrialResult> trials =
        Lines.each(
            line("a|b\\\\|\\r\\n| x |\\u2028y", 0, ",\"accuracy\":0.5"),
            "trials.jsonl",
            TrialResult::of);
    String table = Table.of(Group.of(trials, List.of("case")), Measure.ACCURACY);
    assertEquals(3, table.lines().count(), table);
    assertTrue(table.contains("| a\\|b\\\\\\| \\| x \\| y | 50.00 |"), table);
  }

  @Test
  void aRowIsTheMeanOverSeeds() {
    String numbers =
        ",\"accuracy\":0.98%d,\"density\":0.05,\"meanDensity\":0.0512,\"trainFlopsRatio\":0.078,"
            + "\"seconds\":%d";
    List<TrialResult> trials =
        Lines.each(
            line("m = 9 | 19", 0, numbers.formatted(1, 10))
                + "\n"
                + line("m = 9 | 19", 1, numbers.formatted(3, 11))
                + "\n"
                + line("broken", 0, ""),
            "trials.jsonl",
            TrialResult::of);
    assertEquals(
        """
        | run | test accuracy, % | density, % | its mean over the run, % | trainFlopsRatio | seconds |
        |---|---|---|---|---|---|
        | m = 9 \\| 19 | 98.20 ± 0.14 | 5.00 | 5.12 | 0.0780 | 10.5 |
        | broken (not to its end) |  |  |  |  |  |
        """,
        Table.of(Group.of(trials, List.of("case")), Measure.ACCURACY));
  }
}
