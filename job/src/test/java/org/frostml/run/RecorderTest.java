package org.frostml.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.frostml.FrostException;
import org.frostml.config.TrainConfig;
import org.frostml.job.Metrics;
import org.frostml.job.Problem;
import org.frostml.job.Scripted;
import org.frostml.job.run.RunFolder;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Measure;
import org.frostml.optim.OptimState;
import org.frostml.sparse.Level;
import org.frostml.sparse.Score;
import org.frostml.sparse.Work;
import org.frostml.train.Checkpoint;
import org.frostml.train.CycleMetrics;
import org.frostml.train.DivergedException;
import org.frostml.train.Evaluator;
import org.frostml.train.Exchange;
import org.frostml.train.LocalObjective;
import org.frostml.train.Position;
import org.frostml.train.StepMetrics;
import org.frostml.train.Stopping;
import org.frostml.train.SupportWatch;
import org.frostml.train.Totals;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecorderTest {
  private static final TrainConfig.Checkpoints NEVER = new TrainConfig.Checkpoints(0, 0, 0, 2);

  @TempDir Path dir;

  private Recorder recorder(RunFolder folder, Checkpoints checkpoints, Evaluator evaluator) {
    return recorder(folder, checkpoints, evaluator, new MetricsLog(folder));
  }

  private Recorder recorder(
      RunFolder folder, Checkpoints checkpoints, Evaluator evaluator, MetricsLog log) {
    return recorder(folder, checkpoints, new Scripted(evaluator, Optional.empty()), log);
  }

  private Recorder recorder(
      RunFolder folder, Checkpoints checkpoints, Engine engine, MetricsLog log) {
    return new Recorder(
        folder,
        checkpoints,
        Map.of(),
        engine,
        new BestModel(new Stopping(0, 0, false, 1, Measure.ACCURACY), folder, kept -> null),
        new Progress.Silent(),
        new Totals(Problem.NETWORK),
        new SupportWatch(
            20, Problem.NETWORK::deadUnits, Problem.RULE, Problem.begin(), Optional.empty()),
        log,
        Problem.BATCHES.stepsPerEpoch(),
        Problem.EPOCHS,
        () -> false);
  }

  /** An evaluation that fails costs no step, and the run that resumes begins with it. */
  @Test
  void anEvaluationThatFailsIsRepeated() throws Exception {
    float[] undisturbed = Problem.locally(4);
    try (RunFolder folder = RunFolder.check(dir.resolve("run").toString(), false, false);
        LocalObjective objective =
            new LocalObjective(
                Problem.NETWORK, Kernels.chosen(), 1, Problem.BATCHES, Problem.localShards())) {
      folder.open("");
      Checkpoints checkpoints = new Checkpoints(folder, NEVER);
      Recorder first =
          recorder(
              folder,
              checkpoints,
              weights -> {
                throw new FrostException("no executor left");
              });
      OptimState state = Problem.begin();
      FrostException e =
          assertThrows(
              FrostException.class,
              () -> Problem.train(objective, 4, state, Position.START, first));
      first.ended(state, e);

      Checkpoint kept = checkpoints.latest().orElseThrow();
      assertEquals(Problem.BATCHES.stepsPerEpoch(), kept.at().next());
      Recorder second = recorder(folder, checkpoints, weights -> new Score(1, 1, 2, 2));
      OptimState resumed = kept.state(Problem.RULE, Problem.NETWORK.layout());
      second.resume(kept, resumed.support());
      Problem.train(objective, 4, resumed, kept.at(), second);
      assertArrayEquals(undisturbed, resumed.theta());
      assertEquals(
          Problem.EPOCHS, Metrics.epochs(dir.resolve("run.partial")).size(), "no epoch is missing");
    }
  }

  /** An epoch has the loss of its steps then, and nothing else is computed for it. */
  @Test
  void withoutTestExamplesNothingIsEvaluated() throws Exception {
    try (RunFolder folder = RunFolder.check(dir.resolve("run").toString(), false, false);
        LocalObjective objective =
            new LocalObjective(
                Problem.NETWORK, Kernels.chosen(), 1, Problem.BATCHES, Problem.localShards())) {
      folder.open("");
      Recorder recorder =
          recorder(
              folder,
              new Checkpoints(folder, NEVER),
              new Scripted(Optional.empty(), Optional.empty(), new Exchange()),
              new MetricsLog(folder));
      OptimState state = Problem.begin();
      Problem.train(objective, 4, state, Position.START, recorder);
      assertNull(recorder.last().measures().quality());
      assertNull(recorder.last().measures().loss());
      assertTrue(recorder.last().trainLoss() > 0);
      assertEquals(Problem.EPOCHS, Metrics.epochs(dir.resolve("run.partial")).size());
      // What the last step spoils no step's loss tells.
      Arrays.fill(state.weights().values(), Float.NaN);
      assertThrows(DivergedException.class, () -> recorder.epoch(Problem.EPOCHS, state));
    }
  }

  /** By the clock, a checkpoint is written where no fine step comes before the run's end. */
  @Test
  void whatIsOverdueIsWrittenWhereNoFineStepComes() throws Exception {
    try (RunFolder folder = RunFolder.check(dir.resolve("run").toString(), false, false)) {
      folder.open("");
      Checkpoints checkpoints =
          new Checkpoints(folder, new TrainConfig.Checkpoints(0, Double.MIN_VALUE, 0, 2));
      Recorder recorder = recorder(folder, checkpoints, weights -> Score.NONE);
      int end = Problem.EPOCHS * Problem.BATCHES.stepsPerEpoch();
      OptimState state = Problem.begin();
      recorder.step(new StepMetrics(0, 1, 0, Level.COARSE, Work.NONE, 0.1f, 1), state);
      recorder.pause(new Position(1, end - 1, 4), state);
      assertEquals(Optional.empty(), checkpoints.latest());
      recorder.pause(new Position(1, end, 4), state);
      assertEquals(1, checkpoints.latest().orElseThrow().at().next());
    }
  }

  /** A file of safetensors has a header of at most 100 MB. */
  @Tag("slow")
  @Test
  void aRunWithALongLogIsResumed() throws Exception {
    try (RunFolder folder = RunFolder.check(dir.resolve("run").toString(), false, false)) {
      folder.open("");
      Checkpoints checkpoints = new Checkpoints(folder, NEVER);
      MetricsLog log = new MetricsLog(folder);
      List<Double> densities = Collections.nCopies(1_000_000, 0.125);
      int lines = 18;
      for (int line = 1; line <= lines; line++) {
        log.add(
            new CycleMetrics(
                line, line, 1, 0.5, densities, 0, 0, 0, 0, 0, 0, 1, null, null, null, null));
      }
      Recorder first = recorder(folder, checkpoints, weights -> Score.NONE, log);
      first.pause(new Position(1, 20, 19), Problem.begin());
      first.ended(Problem.begin(), new FrostException("a task failed"));

      Checkpoint kept = checkpoints.latest().orElseThrow();
      MetricsLog again = new MetricsLog(folder);
      recorder(folder, checkpoints, weights -> Score.NONE, again)
          .resume(kept, Problem.begin().support());
      assertTrue(Files.size(dir.resolve("run.partial/metrics.jsonl")) > 100_000_000);
      assertEquals(lines, again.cycle(lines).orElseThrow().step());
    }
  }
}
