package org.frostml.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.frostml.FrostException;
import org.frostml.config.Configs;
import org.frostml.config.Hocon;
import org.frostml.config.RunSettings;
import org.frostml.config.TrainConfig;
import org.frostml.nn.Measure;
import org.frostml.train.Measures;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SweepConfigTest {
  private static final String WHOLE =
      """
      epochs = 7
      seed = 5
      sweep {
        seeds = [0, 1]
        cases = [
          { name = "dense SGD", optimizer.name = sgd, freeze.m = 0, epochs = 9 }
          { name = "m = 9", freeze.m = 9, epochs = 9 }
        ]
        space {
          density.target = [0.02, 0.05]
          learningRate.base = { log-uniform = [0.1, 2], points = 2 }
        }
        scheduler { name = asha, eta = 2, epochs = 3 }
        placement = packed
      }
      """;

  private static TrialRow row(Trial trial, State state, Integer epochs) {
    return new TrialRow(
        trial.number(),
        trial.id(),
        trial.params(),
        trial.seed(),
        state,
        0,
        epochs,
        List.of(),
        Measures.NONE,
        null,
        null);
  }

  /** Who has ended early, or failed, leaves nothing to be trained; who is lost leaves all. */
  @Test
  void whatIsLeftIsOfTrialsThatHaveNotEnded() {
    SweepConfig sweep = SweepTexts.bind("epochs = 9, sweep.seeds = [0, 1, 2, 3]");
    List<Trial> trials = sweep.trials();
    assertEquals(36, sweep.expectedEpochs());
    assertEquals(36, sweep.epochsLeft(List.of()));
    List<TrialRow> rows =
        List.of(
            row(trials.get(0), State.DONE, 2),
            row(trials.get(1), State.FAILED, null),
            row(trials.get(2), State.STOPPED, 4),
            row(trials.get(3), State.LOST, null));
    assertEquals(14, sweep.epochsLeft(rows));
  }

  /** Neither an accuracy with an RMSE, nor two losses with each other. */
  @Test
  void trialsAreComparedByOneMeasure() {
    assertEquals(Measure.LOSS, SweepTexts.bind("stopping.by = loss").measure());
    assertEquals(
        Measure.LOSS,
        SweepTexts.bind("stopping.by = loss, sweep.space.network.smoothing = [0, 0.1]").measure(),
        "scores are not smoothed");
    assertEquals(
        Measure.MACRO_F1,
        SweepTexts.bind("stopping.by = f1, sweep.space.density.target = [0.1, 0.2]").measure());
    assertEquals(
        Measure.R2,
        SweepTexts.bind("stopping.by = r2, sweep.space.network.loss = [mse, huber]").measure());
    assertDifferent(
        "sweep.space.network.loss = [cross-entropy, mse]",
        "network.loss is cross-entropy and stopping.by auto in trial 1, which is compared by"
            + " accuracy, and network.loss is mse and stopping.by auto in trial 2, which is compared"
            + " by RMSE");
    assertDifferent(
        "sweep.space.stopping.by = [auto, loss]",
        "network.loss is cross-entropy and stopping.by auto in trial 1, which is compared by"
            + " accuracy, and network.loss is cross-entropy and stopping.by loss in trial 2, which"
            + " is compared by the loss cross-entropy");
    assertDifferent(
        "stopping.by = loss, network.loss = huber, sweep.space.network.delta = [1, 2]",
        "network.loss is huber and stopping.by loss in trial 1, which is compared by the loss"
            + " huber(1.0), and network.loss is huber and stopping.by loss in trial 2, which is"
            + " compared by the loss huber(2.0)");
  }

  private static void assertDifferent(String text, String message) {
    assertEquals(
        "the trials of a sweep are compared by one measure: " + message,
        assertThrows(FrostException.class, () -> SweepTexts.bind(text)).getMessage());
  }

  @Test
  void aSweepOfNothingIsOneRun() {
    SweepConfig sweep = SweepTexts.bind("epochs = 3, seed = 4");
    assertEquals(1, sweep.trials().size());
    Trial only = sweep.trials().get(0);
    assertEquals(Map.of(), only.params());
    assertEquals(4, only.seed());
    assertEquals(Configs.read(List.of(Configs.text("epochs = 3, seed = 4", "t"))), only.run());
    assertEquals(new Scheduler.Full(), sweep.scheduler());
    assertEquals(Placement.AUTO, sweep.placement());
  }

  @Test
  void theReferenceIsASweepOfOneRun() {
    File reference = new File("../conf/reference.conf");
    assertEquals(
        SweepTexts.bind("").trials(), SweepConfig.bind(List.of(Configs.file(reference))).trials());
  }

  @Test
  void casesAreOutermostAndSeedsInnermost() {
    SweepConfig sweep = SweepTexts.bind(WHOLE);
    assertEquals(16, sweep.trials().size());
    Trial last = sweep.trials().get(15);
    assertEquals(
        "{case=m = 9, density.target=0.05, learningRate.base=2}", last.params().toString());
    assertEquals(List.of("case", "density.target", "learningRate.base"), keys(last));
    assertEquals(1, last.seed());
    TrainConfig run = last.run().config();
    assertEquals(1, run.seed());
    assertEquals(9, run.freeze().m());
    assertEquals(9, run.epochs());
    assertEquals(0.05, last.run().resolved().getDouble("density.target"));
    assertEquals(0, sweep.trials().get(7).run().config().freeze().m());
    assertEquals(new Scheduler.Asha(2, 3), sweep.scheduler());
    assertEquals(Placement.PACKED, sweep.placement());
  }

  /** So that a case may include a whole configuration. */
  @Test
  void whatIsSweptWinsOverACase() {
    SweepConfig sweep =
        SweepTexts.bind("sweep { cases = [{ name = a, freeze.m = 3 }], space.freeze.m = [1, 2] }");
    assertEquals(
        List.of(1, 2),
        sweep.trials().stream().map(trial -> trial.run().config().freeze().m()).toList());
  }

  /** A grid's order is no order to compare in. */
  @Test
  void trialsAreComparedInAnOrderOfTheirOwn() {
    String grid = "epochs = 4\nsweep.space.density.target = { uniform = [0.1, 0.8], points = 8 }\n";
    List<Integer> listed = List.of(1, 2, 3, 4, 5, 6, 7, 8);
    assertEquals(listed, order(grid));
    List<Integer> compared = order(grid + "sweep.scheduler.name = asha");
    assertNotEquals(listed, compared);
    assertEquals(listed, compared.stream().sorted().toList());
    assertEquals(compared, order(grid + "sweep.scheduler.name = median"));
    assertNotEquals(compared, order(grid + "sweep { scheduler.name = asha, seed = 1 }"));
  }

  private static List<Integer> order(String text) {
    Rungs rungs = SweepTexts.bind(text).rungs();
    return IntStream.range(0, 8).mapToObj(i -> rungs.next().orElseThrow().trial()).toList();
  }

  private static List<String> keys(Trial trial) {
    return List.copyOf(trial.params().keySet());
  }

  /** An id is 12 digits that go by parameters and seed, however a number is written. */
  @Test
  void idsGoByParametersAndSeed() {
    Set<String> ids = new HashSet<>();
    SweepTexts.bind(WHOLE).trials().forEach(trial -> ids.add(trial.id()));
    assertEquals(16, ids.size());
    assertTrue(ids.stream().allMatch(id -> id.matches("[0-9a-f]{12}")), ids::toString);
    assertEquals("667b2de689f3", id("sweep.space.learningRate.base = [2]"));
    assertEquals("667b2de689f3", id("sweep.space.learningRate.base = [2.0]"));
    assertEquals("667b2de689f3", id("epochs = 4, sweep.space.learningRate.base = [20e-1]"));
    assertNotEquals("667b2de689f3", id("seed = 1, sweep.space.learningRate.base = [2]"));
  }

  private static String id(String text) {
    return SweepTexts.bind(text).trials().get(0).id();
  }

  /** What sweep.conf holds gives the same trials, also where the command line had its say. */
  @Test
  void theResolvedConfigurationBindsToTheSameSweep() {
    String ratio = WHOLE + "batchSize = ${data.classes}\nsweep.scheduler.epochs = ${sweep.seed}5\n";
    SweepConfig sweep =
        SweepTexts.bind(ratio, "epochs=8", "sweep.search=random", "data.classes=20");
    SweepConfig again =
        SweepConfig.bind(List.of(Configs.kept(Hocon.render(sweep.resolved()), "sweep.conf")));
    assertEquals(sweep.trials(), again.trials());
    assertEquals(sweep.scheduler(), again.scheduler());
    assertEquals(sweep.placement(), again.placement());
    assertEquals(sweep.resolved(), again.resolved());
    assertEquals(20, again.trials().get(0).run().config().batchSize());
  }

  @Test
  void aRunKnowsNothingOfItsSweep() {
    RunSettings run = SweepTexts.bind(WHOLE).trials().get(0).run();
    assertFalse(run.resolved().hasPath("sweep"));
    assertEquals(run, Configs.read(List.of(run.resolved())));
  }

  @Test
  void theCommandLineIsStrongerThanACase() {
    assertEquals(9, SweepTexts.bind(WHOLE).trials().get(0).run().config().epochs());
    SweepConfig sweep = SweepTexts.bind(WHOLE, "epochs=8", "sweep.seeds=[]");
    assertEquals(8, sweep.trials().size());
    assertTrue(sweep.trials().stream().allMatch(trial -> trial.run().config().epochs() == 8));
    assertTrue(sweep.trials().stream().allMatch(trial -> trial.seed() == 5));
  }

  @Test
  void aCaseMayHaveASeedOfItsOwn() {
    String cases = "seed = 5, sweep.cases = [{ name = a }, { name = b, seed = 6 }]";
    assertEquals(
        List.of(5L, 6L), SweepTexts.bind(cases).trials().stream().map(Trial::seed).toList());
    assertEquals(
        List.of(6L, 6L),
        SweepTexts.bind(cases, "seed=6").trials().stream().map(Trial::seed).toList());
  }

  @Test
  void casesMayIncludeFiles(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("sgd.conf"), "optimizer.name = sgd\nfreeze.m = 0\n");
    Files.createDirectory(folder.resolve("sweeps"));
    Path file = folder.resolve("sweeps/a.conf");
    Files.writeString(
        file, "sweep.cases = [\n { name = dense\n include \"../sgd.conf\" }\n { name = own } ]\n");
    SweepConfig sweep = SweepConfig.bind(List.of(Configs.file(file.toFile())));
    assertEquals(0, sweep.trials().get(0).run().config().freeze().m());
    assertEquals(19, sweep.trials().get(1).run().config().freeze().m());
  }

  /** A combination that makes no run is one failed trial, and says why. */
  @Test
  void aRefusedCombinationIsATrial() {
    SweepConfig sweep =
        SweepTexts.bind(
            "optimizer.name = sgd\nsweep.space.freeze.m = [0, 3], sweep.seeds = [1, 0]");
    assertEquals(
        List.of(false, false, true, true),
        sweep.trials().stream().map(trial -> trial.refused().isPresent()).toList());
    String message =
        "freeze.m must be 0 where nothing is sparse, because then nothing can be frozen: m 3"
            + " (s: 2)";
    assertEquals(Optional.of(message), sweep.trials().get(2).refused());
    Trial refused = sweep.trials().get(2);
    assertEquals(message, assertThrows(FrostException.class, refused::run).getMessage());
    Rungs rungs = sweep.rungs();
    assertEquals(Optional.of(State.FAILED), rungs.state(3));
    assertEquals(Optional.of(new Rungs.Task(1, 0, 30)), rungs.next());
    assertEquals(Optional.of(new Rungs.Task(2, 0, 30)), rungs.next());
    assertEquals(Optional.empty(), rungs.next());
  }

  @Test
  void trialsMayDifferInEpochsWhereAllEnd() {
    SweepConfig sweep = SweepTexts.bind("sweep.space.epochs = [2, 30, 4]");
    assertEquals(List.of(30), sweep.rungs().epochs());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sweep.serach = grid | unknown key sweep.serach (s: 1); did you mean sweep.search?
          epoch = 3 | unknown key epoch (s: 1); did you mean epochs?
          sweep.search = gird | sweep.search must be one of grid, random: gird (s: 1); did you mean grid?
          sweep.trials = 0 | sweep.trials must be >= 1: 0 (s: 1)
          sweep.seeds = 3 | s: 1: sweep.seeds has type NUMBER rather than LIST
          sweep.seeds = [1, 2, 1] | sweep.seeds has 1 twice (s: 1)
          sweep.seeds = [0.5] | sweep.seeds must be a whole number: 0.5 (s: 1)
          sweep.placement = spred | sweep.placement must be one of auto, packed, spread: spred (s: 1); did you mean spread?
          sweep.scheduler = asha | sweep.scheduler is a group of keys and takes no value (s: 1)
          sweep.scheduler.name = ahsa | sweep.scheduler.name must be one of asha, full, median: ahsa (s: 1); did you mean asha?
          sweep.scheduler.eta = 1 | sweep.scheduler.eta must be >= 2: 1 (s: 1)
          sweep.scheduler.epochs = 0 | sweep.scheduler.epochs must be >= 1: 0 (s: 1)
          sweep.scheduler.name = median, sweep.space.epochs = [2, 3] | sweep.scheduler compares trials of equal epochs: trial 1 has 2, trial 2 has 3; the scheduler full takes them
          sweep.space = 3 | s: 1: sweep.space has type NUMBER rather than OBJECT
          sweep.space.epoch = [1] | unknown key sweep.space.epoch (s: 1); did you mean epochs?
          sweep.space.density.targt = [1] | unknown key sweep.space.density.targt (s: 1); did you mean density.target?
          sweep.space.sweep.seed = [1] | unknown key sweep.space.sweep (s: 1); this is the configuration of a sweep: use frost sweep
          sweep.space.density = [1] | sweep.space.density is a group of keys and takes no value (s: 1)
          sweep.space.seed = [1] | seed is not swept but repeated: use sweep.seeds (s: 1)
          sweep.space.density.target = 0.1 | sweep.space.density.target must be a list of choices, or a range such as { uniform = [0, 1], points = 3 }: 0.1 (s: 1)
          sweep.space.density.target = [] | sweep.space.density.target has no choices: name some, or leave it out (s: 1)
          sweep.space.density.target = [0.1, 1e-1] | sweep.space.density.target has 0.1 twice (s: 1)
          sweep.space.density.target = [[0.1]] | sweep.space.density.target takes no such choice: [0.1] (s: 1)
          sweep.space.density.target = [null] | sweep.space.density.target takes no such choice: null (s: 1)
          sweep.space.network.hidden = [300, 100] | sweep.space.network.hidden takes a list of lists, such as [[1, 2], [3]]: 300 (s: 1)
          sweep.space.optimizer.name { integer = [1, 2] } | sweep.space.optimizer.name is no number: give a list of choices, not a range (s: 1)
          sweep.space.freeze.m { points = 3 } | sweep.space.freeze.m must have one of uniform, log-uniform, integer, such as uniform = [0, 1] (s: 1)
          sweep.space.freeze.m { integer = [1, 2], uniform = [1, 2] } | sweep.space.freeze.m must have one of uniform, log-uniform, integer, such as uniform = [0, 1] (s: 1)
          sweep.space.freeze.m { integr = [1, 2] } | unknown key sweep.space.freeze.m.integr (s: 1); did you mean integer?
          sweep.space.freeze.m { integer = [1] } | sweep.space.freeze.m.integer must be [from, to]: [1.0] (s: 1)
          sweep.space.freeze.m { integer = [2, 1] } | sweep.space.freeze.m.integer must have from <= to: [2.0, 1.0] (s: 1)
          sweep.space.freeze.m { integer = [0.5, 1] } | sweep.space.freeze.m.integer must be a whole number: 0.5 (s: 1)
          sweep.space.freeze.m { integer = 3 } | s: 1: sweep.space.freeze.m.integer has type NUMBER rather than LIST
          sweep.space.freeze.m { integer = [0, 9], points = 0 } | sweep.space.freeze.m.points must be >= 1: 0 (s: 1)
          sweep.space.density.target { uniform = [0.1, 0.2] } | sweep.space.density.target needs points on a grid, a number of values (s: 1)
          sweep.space.density.target { uniform = [0.2, 0.1], points = 2 } | sweep.space.density.target.uniform must have from <= to: [0.2, 0.1] (s: 1)
          sweep.space.density.target { uniform = [0.2, Infinity], points = 2 } | sweep.space.density.target.uniform must be finite: Infinity (s: 1)
          sweep.space.density.target { log-uniform = [0, 1], points = 2 } | sweep.space.density.target.log-uniform must have from > 0: [0.0, 1.0] (s: 1)
          sweep.space.data.seed { integer = [1, 99999] } | the sweep has up to 99999 trials, and may have 10000: narrow sweep.space, or set search = random
          sweep { search = random, trials = 6000, seeds = [1, 2] } | the sweep has up to 12000 trials, and may have 10000: lower sweep.trials
          sweep.space.density.target = [2, 3] | no trial of the sweep can be run; the first: density.target must be in (0, 1]: 2.0 (s: 1)
          sweep.cases = [{ epochs = 3 }] | a case of sweep.cases has no name (s: 1)
          sweep.cases = [{ name = "" }] | a case of sweep.cases has no name (s: 1)
          sweep.cases = [{ name = a }, { name = a, epochs = 1 }] | two cases of sweep.cases have the name a
          sweep.cases = [{ name = a, epoch = 3 }] | unknown key epoch (s: 1); did you mean epochs?
          sweep.cases = [{ name = [a] }] | s: 1: name has type LIST rather than STRING
          sweep.seeds = [0, 1], sweep.cases = [{ name = a, seed = 3 }] | seed is set (s: 1), but all trials are repeated with sweep.seeds = [0, 1] (s: 1): take it out of one of them
          sweep.cases = [{ name = a }, { name = b, data { format = csv, path = t } }] | the trials of a sweep read data of one kind: data.format is digits in trial 1, and csv in trial 2, which Spark reads in one of them only
          sweep.cases = [{ name = a, epochs { x = 3 } }] | epochs takes a value and has no keys below it (s: 1)
          """)
  void whatDoesNotFitIsNamed(String text, String message) {
    FrostException e = assertThrows(FrostException.class, () -> SweepTexts.bind(text));
    assertEquals(message, e.getMessage());
  }

  @Test
  void whatIsSweptIsNotSetBeside() {
    assertEquals(
        "freeze.m is set (--set freeze.m=2: 1) and swept by sweep.space: take it out of one of them",
        assertThrows(
                FrostException.class,
                () -> SweepTexts.bind("sweep.space.freeze.m=[1]", "freeze.m=2"))
            .getMessage());
    assertEquals(
        "seed is set (--set seed=7: 1), but all trials are repeated with sweep.seeds = [0, 1] (s: 1):"
            + " take it out of one of them",
        assertThrows(FrostException.class, () -> SweepTexts.bind("sweep.seeds = [0, 1]", "seed=7"))
            .getMessage());
    assertEquals(
        List.of(2),
        SweepTexts.values(
            SweepTexts.bind("freeze.m = 5, sweep.space.freeze.m=[1]", "sweep.space.freeze.m=[2]"),
            "freeze.m"));
  }
}
