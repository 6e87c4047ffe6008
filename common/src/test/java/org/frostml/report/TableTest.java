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

  /** What trials are not compared by has a column where some trial has it. */
  @Test
  void otherMeasuresStandBeside() {
    String numbers =
        ",\"auc\":0.9%d,\"bestAuc\":0.95,\"validationAuc\":0.9,\"loss\":0.3,\"seconds\":1,"
            + "\"accuracy\":0.8%d,\"f1\":0.6,\"validationF1\":0.5,\"logLoss\":0.3";
    List<TrialResult> trials =
        Lines.each(
            line("a", 0, numbers.formatted(1, 1))
                + "\n"
                + line("a", 1, numbers.formatted(3, 3))
                + "\n"
                + line("b", 0, ",\"auc\":0.5,\"bestAuc\":0.5,\"accuracy\":0.5,\"r2\":null"),
            "trials.jsonl",
            TrialResult::of);
    assertEquals(Measure.AUC, trials.get(0).measure());
    assertEquals(0.9, Worth.of(Measure.AUC, trials.subList(0, 2)).of(trials.get(0)::number));
    List<Group> groups = Group.of(trials, List.of("case"));
    assertEquals(
        """
        | run | test AUC | test accuracy, % | test F1, % | test log loss | density, % | its mean over the run, % | trainFlopsRatio | seconds |
        |---|---|---|---|---|---|---|---|---|
        | a | 0.9200 ± 0.0141 | 82.00 ± 1.41 | 60.00 ± 0.00 | 0.3000 ± 0.0000 |  |  |  | 1.0 |
        | b | 0.5000 | 50.00 |  |  |  |  |  |  |
        """,
        Table.of(groups, Measure.AUC));
    Page.Quality quality = Page.Quality.of(Measure.AUC, groups);
    assertEquals("validationAuc", quality.validation());
    assertTrue(quality.higher() && !quality.share());
    assertEquals(
        List.of(new Page.Other("accuracy", "accuracy", true), new Page.Other("f1", "F1", true)),
        quality.others());
  }
}
