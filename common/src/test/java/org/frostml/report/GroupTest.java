package org.frostml.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.frostml.nn.Measure;
import org.junit.jupiter.api.Test;

/** Trials by what sets them apart, and maps of them. */
class GroupTest {
  private static List<TrialResult> trials(String... lines) {
    return Lines.each(String.join("\n", lines), "trials.jsonl", TrialResult::of);
  }

  private static String line(String params, int seed, String state, Object accuracy) {
    return "{\"trial\":1,\"id\":\"a\",\"params\":{%s},\"seed\":%d,\"state\":\"%s\",\"accuracy\":%s}"
        .formatted(params, seed, state, accuracy);
  }

  @Test
  void meansAndDeviationsAreThoseOfTheSample() {
    SampleMean moments = SampleMean.of(Arrays.asList(1.0, null, 2.0, 6.0));
    assertEquals(3, moments.mean(), 1e-12);
    assertEquals(Math.sqrt((4 + 1 + 9) / 2.0), moments.deviation(), 1e-12);
    assertEquals(3, moments.count());
    assertNull(SampleMean.of(List.of(5.0)).deviation());
    assertNull(SampleMean.of(Arrays.asList((Double) null)));
  }

  @Test
  void trialsThatDifferByTheirSeedAreOneGroup() {
    List<TrialResult> trials =
        trials(
            line("\"freeze.m\":0", 0, "done", 0.5),
            line("\"freeze.m\":9", 0, "done", 0.7),
            line("\"freeze.m\":0", 1, "done", 0.6));
    List<Group> groups = Group.of(trials, List.of("freeze.m"));
    assertEquals(List.of(List.of(0, 2), List.of(1)), groups.stream().map(Group::trials).toList());
    assertEquals(0.55, groups.get(0).measures().get("accuracy").mean(), 1e-12);
    assertEquals("freeze.m 0", groups.get(0).label());
    assertEquals(Map.of("done", 2), groups.get(0).states());
  }

  @Test
  void trialsThatWereStoppedAreNotAveragedWithThoseThatAreDone() {
    String params = "\"freeze.m\":0";
    Group mixed =
        Group.of(trials(line(params, 0, "stopped", 0.1), line(params, 1, "done", 0.6)), List.of())
            .get(0);
    assertEquals(0.6, mixed.measures().get("accuracy").mean(), 1e-12);
    assertTrue(mixed.done());
    Group stopped = Group.of(trials(line(params, 0, "stopped", 0.1)), List.of()).get(0);
    assertEquals(0.1, stopped.measures().get("accuracy").mean(), 1e-12);
    assertFalse(stopped.done());
  }

  @Test
  void trialsThatWereStoppedEarlierAreNotAveragedWithThoseThatWereLater() {
    List<TrialResult> trials =
        Lines.each(
            """
            {"trial":1,"id":"a","params":{},"seed":0,"state":"stopped","epochs":1,"accuracy":0.1}
            {"trial":2,"id":"b","params":{},"seed":1,"state":"stopped","epochs":3,"accuracy":0.6}
            """,
            "trials.jsonl",
            TrialResult::of);
    Group group = Group.of(trials, List.of()).get(0);
    assertEquals(0.6, group.measures().get("accuracy").mean(), 1e-12);
  }

  @Test
  void whatFailedOrDivergedHasNoNumbers() {
    for (TrialResult trial :
        trials(
            line("", 0, "failed", 0.3),
            line("", 0, "lost", 0.3),
            line("", 0, "done", "\"NaN\""),
            line("", 0, "done", null))) {
      assertEquals(Map.of(), Group.of(List.of(trial), List.of()).get(0).measures(), trial.state());
    }
  }

  @Test
  void aCellIsTheMeanOverWhateverElseVaries() {
    List<TrialResult> trials =
        trials(
            line("\"case\":\"b\",\"freeze.m\":9,\"density.target\":0.05", 0, "done", 0.5),
            line("\"case\":\"a\",\"freeze.m\":9,\"density.target\":0.05", 1, "done", 0.7),
            line("\"case\":\"a\",\"freeze.m\":0,\"density.target\":0.05", 0, "done", 0.8),
            line("\"case\":\"a\",\"freeze.m\":0,\"density.target\":0.1", 0, "failed", 0.9),
            line("\"case\":\"a\",\"freeze.m\":0,\"density.target\":0.02", 0, "done", 0.4));
    List<HeatMap> maps =
        HeatMap.of(trials, List.of("case", "freeze.m", "density.target"), Measure.ACCURACY);
    HeatMap first = maps.get(0);
    assertEquals("freeze.m", first.x());
    assertEquals("density.target", first.y());
    assertEquals(List.of(0, 9), first.xs());
    assertEquals(List.of(0.02, 0.05), first.ys());
    assertEquals(
        List.of(
            new HeatMap.Cell(0, 0, new SampleMean(0.4, null, 1)),
            new HeatMap.Cell(0, 1, new SampleMean(0.8, null, 1)),
            new HeatMap.Cell(1, 1, SampleMean.of(List.of(0.5, 0.7)))),
        first.cells());
    assertEquals(List.of("b", "a"), maps.get(1).ys());
  }

  /** One rate is done, the other was stopped after an epoch. */
  @Test
  void aCellIsOfTrialsOfOneLength() {
    List<TrialResult> trials =
        trials(
            line("\"rate\":1,\"freeze.m\":0,\"epochs\":1", 0, "done", 0.9),
            line("\"rate\":2,\"freeze.m\":0,\"epochs\":1", 0, "stopped", 0.5),
            line("\"rate\":1,\"freeze.m\":9,\"epochs\":2", 0, "done", 0.8));
    HeatMap map = HeatMap.of(trials, List.of("freeze.m", "epochs"), Measure.ACCURACY).get(0);
    assertEquals(
        List.of(
            new HeatMap.Cell(0, 0, new SampleMean(0.9, null, 1)),
            new HeatMap.Cell(1, 1, new SampleMean(0.8, null, 1))),
        map.cells());
  }

  /** Chosen by test examples it would flatter. */
  @Test
  void theBestIsChosenByHeldOutExamples() {
    List<TrialResult> trials =
        trials(
            line("\"m\":1", 0, "done", "0.9,\"validationAccuracy\":0.7"),
            line("\"m\":2", 0, "done", "0.8,\"validationAccuracy\":0.75"));
    Worth worth = Worth.of(Measure.ACCURACY, trials);
    List<Tile> tiles = Tile.ofTrials(trials, Group.of(trials, List.of("m")), worth);
    assertEquals(new Tile("best accuracy", "80.00 %", "m 2"), tiles.get(1));
  }

  /** A test accuracy and one on held-out examples are of different examples. */
  @Test
  void whereSomeHaveNoHeldOutExamplesTestOnesDecide() {
    List<TrialResult> trials =
        trials(
            line("\"m\":1", 0, "done", "0.8,\"validationAccuracy\":0.95"),
            line("\"m\":2", 0, "done", "0.9"));
    Worth worth = Worth.of(Measure.ACCURACY, trials);
    assertFalse(worth.heldOut());
    List<Tile> tiles = Tile.ofTrials(trials, Group.of(trials, List.of("m")), worth);
    assertEquals(new Tile("best accuracy", "90.00 %", "m 2"), tiles.get(1));
  }

  /** An estimator's fit has no test examples. */
  @Test
  void whatWasHeldOutTellsWhatIsMeasured() {
    TrialResult fit =
        trials(
                line("\"m\":1", 0, "done", "0.5,\"bestValidationRmse\":3,\"validationRmse\":4")
                    .replace("\"accuracy\"", "\"trainLoss\""))
            .get(0);
    assertEquals(Measure.RMSE, fit.measure());
    assertTrue(fit.hasResult());
    assertEquals(-4, Worth.of(Measure.RMSE, List.of(fit)).of(fit::number));
  }

  @Test
  void theMethodsOwnKeysAreTheFirstMap() {
    String[] lines = new String[4];
    for (int i = 0; i < 4; i++) {
      lines[i] =
          line(
              "\"epochs\":%d,\"density.lambda\":%d,\"freeze.m\":%d".formatted(i % 2, i / 2, i % 2),
              0,
              "done",
              0.5);
    }
    HeatMap first =
        HeatMap.of(trials(lines), List.of("epochs", "density.lambda", "freeze.m"), Measure.ACCURACY)
            .get(0);
    assertEquals(List.of("freeze.m", "density.lambda"), List.of(first.x(), first.y()));
  }

  @Test
  void keysOfDifferentCasesAreNoMap() {
    List<TrialResult> trials =
        trials(
            line("\"freeze.m\":0", 0, "done", 0.5),
            line("\"freeze.m\":9", 0, "done", 0.5),
            line("\"epochs\":1", 0, "done", 0.5),
            line("\"epochs\":2", 0, "done", 0.5));
    assertEquals(List.of(), HeatMap.of(trials, List.of("freeze.m", "epochs"), Measure.ACCURACY));
  }

  @Test
  void ofAnRmseTheSmallestIsTheBest() {
    List<TrialResult> trials =
        trials(
            line("\"m\":1", 0, "done", 3).replace("accuracy", "rmse"),
            line("\"m\":2", 0, "done", 2).replace("accuracy", "rmse"),
            line("\"m\":3", 0, "done", 4).replace("accuracy", "rmse"));
    List<Group> groups = Group.of(trials, List.of("m"));
    assertEquals(Measure.RMSE, trials.get(0).measure());
    assertEquals(-3, Worth.of(trials.get(0).measure(), trials).of(trials.get(0)::number));
    assertEquals(List.of(1), Group.front(groups, Measure.RMSE, "rmse"));
    List<Tile> tiles = Tile.ofTrials(trials, groups, Worth.of(Measure.RMSE, trials));
    assertEquals(new Tile("best RMSE", "2.000", "m 2"), tiles.get(1));
  }
}
