package org.frostml.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.frostml.FrostException;
import org.frostml.config.TrainConfig;
import org.frostml.job.Metrics;
import org.frostml.job.Problem;
import org.frostml.job.Scripted;
import org.frostml.job.files.Models;
import org.frostml.job.run.RunFolder;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Inputs;
import org.frostml.nn.Labels;
import org.frostml.nn.Measure;
import org.frostml.optim.LrSchedule;
import org.frostml.optim.OptimState;
import org.frostml.sparse.Score;
import org.frostml.train.Checkpoint;
import org.frostml.train.FreezeSchedule;
import org.frostml.train.Listener;
import org.frostml.train.LocalObjective;
import org.frostml.train.Model;
import org.frostml.train.Position;
import org.frostml.train.StepMetrics;
import org.frostml.train.Stopping;
import org.frostml.train.SupportWatch;
import org.frostml.train.Totals;
import org.frostml.train.Trainer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BestModelTest {
  private static final int EPOCHS = 7;
  private static final int STEPS = Problem.BATCHES.stepsPerEpoch();

  /** Correct answers of 100, by epoch. */
  private static final int[] VALIDATION = {50, 70, 60, 65, 90, 95, 99};

  private static final int[] TEST = {40, 41, 42, 43, 44, 45, 46};

  @TempDir Path dir;

  /** A run in this JVM that is driven as {@link Training} does it. */
  private final class Drive implements Listener, AutoCloseable {
    final RunFolder folder;
    final Checkpoints checkpoints;
    final Totals totals = new Totals(Problem.NETWORK);
    final BestModel best;
    Recorder recorder;
    final List<Long> pauses = new ArrayList<>();
    long saved = -1;
    long killed = -1;
    long full = -1;

    Drive(String name, Stopping rule, boolean resume) throws IOException {
      folder = RunFolder.check(dir.resolve(name).toString(), false, resume);
      checkpoints = new Checkpoints(folder, new TrainConfig.Checkpoints(0, 0, 0, 2));
      best = new BestModel(rule, folder, this::model);
    }

    private Recorder recorder(OptimState state) {
      return new Recorder(
          folder,
          checkpoints,
          Map.of(),
          new Scripted(weights -> scripted(TEST), Optional.of(weights -> scripted(VALIDATION))),
          best,
          new Progress.Silent(),
          totals,
          new SupportWatch(1, Problem.NETWORK::deadUnits, Problem.RULE, state, Optional.empty()),
          new MetricsLog(folder),
          STEPS,
          EPOCHS,
          () -> false);
    }

    private Model model(BestModel.Kept kept) {
      if (totals.steps() == full) {
        throw new FrostException("the disk is full");
      }
      return new Model(
          Problem.NETWORK,
          kept.weights(),
          new Inputs.All(Problem.NETWORK.inputs()),
          Problem.SCALING,
          List.of(),
          Labels.numbered(Problem.NETWORK.outputs()),
          Map.of(BestModel.EPOCH, Integer.toString(kept.epoch().epoch())));
    }

    private Score scripted(int[] correct) {
      return new Score(1, correct[(int) totals.steps() / STEPS - 1], 100, 100);
    }

    BestModel.Kept run() throws IOException {
      Optional<Checkpoint> start = folder.resumes() ? checkpoints.latest() : Optional.empty();
      folder.open("seed = 0");
      OptimState state =
          start.isPresent()
              ? start.get().state(Problem.RULE, Problem.NETWORK.layout())
              : Problem.begin();
      recorder = recorder(state);
      start.ifPresent(paused -> recorder.resume(paused, state.support()));
      try (LocalObjective objective =
          new LocalObjective(
              Problem.NETWORK, Kernels.chosen(), 1, Problem.BATCHES, Problem.localShards())) {
        new Trainer(
                objective,
                Problem.RULE,
                new FreezeSchedule(6, 4),
                new LrSchedule.Constant(0.3),
                STEPS)
            .run(
                state,
                start.map(Checkpoint::at).orElse(Position.START),
                EPOCHS,
                this,
                best::isEnough);
      }
      return best.finish(recorder.last(), state.weights(), Optional.empty());
    }

    @Override
    public void step(StepMetrics step, OptimState state) {
      recorder.step(step, state);
    }

    @Override
    public void pause(Position at, OptimState state) {
      long next = at.next();
      pauses.add(next);
      recorder.pause(at, state);
      if (next == saved) {
        recorder.ended(state, new FrostException("a task failed"));
      }
      if (next == killed) {
        throw new FrostException("killed");
      }
    }

    @Override
    public void epoch(int epoch, OptimState state) {
      recorder.epoch(epoch, state);
    }

    @Override
    public void close() throws IOException {
      folder.close();
    }
  }

  private byte[] model(String name) throws IOException {
    return Files.readAllBytes(dir.resolve(name + ".partial").resolve(Models.FILE));
  }

  private List<String> metrics(String name) throws IOException {
    return Metrics.lines(dir.resolve(name + ".partial"));
  }

  @Test
  void aRunEndsEarlyAndItsModelIsThatOfTheBestEpoch() throws IOException {
    Stopping rule = new Stopping(2, 0, true, 0.05, Measure.ACCURACY);
    try (Drive drive = new Drive("early", rule, false);
        Drive shorter =
            new Drive("shorter", new Stopping(0, 0, false, 0.05, Measure.ACCURACY), false)) {
      BestModel.Kept kept = drive.run();
      assertEquals(2, kept.epoch().epoch());
      assertEquals(0.7, kept.epoch().measures().validationQuality());
      assertEquals(0.41, kept.epoch().measures().quality());
      assertEquals(4, drive.recorder.last().epoch());
      assertEquals(4 * STEPS, drive.checkpoints.latest().orElseThrow().at().next());
      // What the weights were after epoch 2.
      shorter.killed = 2 * STEPS;
      shorter.saved = 2 * STEPS;
      assertThrows(FrostException.class, shorter::run);
      Checkpoint then = shorter.checkpoints.latest().orElseThrow();
      assertArrayEquals(then.numbers().theta(), kept.weights().values());
    }
  }

  @Test
  void theLastModelIsTheRunsWhereNoneIsToBeKept() throws IOException {
    try (Drive drive =
        new Drive("last", new Stopping(2, 0, false, 0.05, Measure.ACCURACY), false)) {
      assertEquals(4, drive.run().epoch().epoch());
    }
    try (Drive drive = new Drive("all", new Stopping(0, 0, true, 0.05, Measure.ACCURACY), false)) {
      assertEquals(7, drive.run().epoch().epoch());
    }
    // The network never becomes as sparse as that.
    try (Drive drive =
        new Drive("dense", new Stopping(1, 0, true, 0.01, Measure.ACCURACY), false)) {
      assertEquals(7, drive.run().epoch().epoch());
    }
  }

  /**
   * From any pause, whether the run was killed at once or only when all was done, and so the model
   * of a later epoch was in the folder.
   */
  @Tag("slow")
  @Test
  void whereverItIsInterruptedItEndsTheSame() throws IOException {
    Stopping rule = new Stopping(2, 0, true, 0.05, Measure.ACCURACY);
    List<Long> pauses;
    try (Drive drive = new Drive("quiet", rule, false)) {
      drive.run();
      pauses = drive.pauses;
    }
    assertTrue(pauses.size() > 4 * 6, () -> pauses.size() + " pauses");
    for (long pause : pauses) {
      for (boolean atOnce : new boolean[] {true, false}) {
        String name = "run-" + pause + atOnce;
        try (Drive first = new Drive(name, rule, false)) {
          first.saved = pause;
          if (atOnce) {
            first.killed = pause;
            assertThrows(FrostException.class, first::run);
          } else {
            first.run();
            loseCheckpointsBehind(name, pause);
          }
        }
        try (Drive second = new Drive(name, rule, true)) {
          assertEquals(2, second.run().epoch().epoch(), name);
          assertTrue(second.pauses.size() < pauses.size());
        }
        assertArrayEquals(model("quiet"), model(name), name);
        assertEquals(metrics("quiet"), metrics(name), name);
      }
    }
  }

  /** A driver that dies while it appends leaves half a line. */
  @Test
  void aTornLineIsCutOff() throws IOException {
    Stopping rule = new Stopping(2, 0, true, 0.05, Measure.ACCURACY);
    try (Drive drive = new Drive("quiet", rule, false)) {
      drive.run();
    }
    try (Drive drive = new Drive("torn", rule, false)) {
      drive.saved = 2 * STEPS;
      drive.killed = 3 * STEPS;
      assertThrows(FrostException.class, drive::run);
    }
    Path log = dir.resolve("torn.partial").resolve(MetricsLog.FILE);
    Files.writeString(log, "{\"kind\":\"epoch\",\"epo", StandardOpenOption.APPEND);
    try (Drive drive = new Drive("torn", rule, true)) {
      drive.run();
    }
    assertEquals(metrics("quiet"), metrics("torn"));
  }

  /** What a checkpoint has counted on must be there. */
  @Test
  void aLogThatIsNotAsItWasIsRefused() throws IOException {
    Stopping rule = new Stopping(2, 0, true, 0.05, Measure.ACCURACY);
    try (Drive drive = new Drive("run", rule, false)) {
      drive.saved = 3 * STEPS;
      drive.killed = 3 * STEPS;
      assertThrows(FrostException.class, drive::run);
    }
    Path log = dir.resolve("run.partial").resolve(MetricsLog.FILE);
    String text = Files.readString(log);
    Files.writeString(log, text.replaceFirst("0", "1"));
    assertTrue(refusal(rule).startsWith("metrics.jsonl: the SHA-256 of its first "));
    Files.writeString(log, "");
    assertTrue(refusal(rule).startsWith("metrics.jsonl: has 0 bytes, but " + text.length() + " "));
    Files.delete(log);
    assertEquals(
        "metrics.jsonl: has 0 bytes, but "
            + text.length()
            + " by the checkpoint of step "
            + 3 * STEPS
            + ": put it back as it was, or start over with --overwrite",
        refusal(rule));
  }

  private String refusal(Stopping rule) throws IOException {
    try (Drive drive = new Drive("run", rule, true)) {
      return assertThrows(FrostException.class, drive::run).getMessage();
    }
  }

  private void loseCheckpointsBehind(String name, long step) throws IOException {
    Path checkpoints = dir.resolve(name + ".partial").resolve(Checkpoints.FOLDER);
    String last = String.format("step-%012d.safetensors", step);
    try (Stream<Path> files = Files.list(checkpoints)) {
      for (Path file : files.toList()) {
        if (file.getFileName().toString().compareTo(last) > 0) {
          Files.delete(file);
        }
      }
    }
    assertTrue(Files.exists(checkpoints.resolve(last)));
  }

  /** A folder that cannot be written to for a while costs neither the model nor a checkpoint. */
  @Test
  void aModelThatCouldNotBeWrittenIsWrittenLater() throws IOException {
    Stopping rule = new Stopping(2, 0, true, 0.05, Measure.ACCURACY);
    try (Drive drive = new Drive("quiet", rule, false)) {
      drive.run();
    }
    try (Drive drive = new Drive("full", rule, false)) {
      drive.full = 2 * STEPS;
      drive.saved = 3 * STEPS;
      drive.killed = 3 * STEPS;
      assertThrows(FrostException.class, drive::run);
    }
    try (Drive drive = new Drive("full", rule, true)) {
      drive.run();
    }
    assertArrayEquals(model("quiet"), model("full"));
  }

  @Test
  void aModelThatIsLostIsSaidToBe() throws IOException {
    Stopping rule = new Stopping(2, 0, true, 0.05, Measure.ACCURACY);
    try (Drive drive = new Drive("lost", rule, false)) {
      drive.run();
    }
    try (Drive drive = new Drive("other", rule, false)) {
      drive.saved = 2 * STEPS;
      drive.killed = 2 * STEPS;
      assertThrows(FrostException.class, drive::run);
    }
    Path partial = dir.resolve("lost.partial");
    Path file = partial.resolve(Models.FILE);
    Files.write(file, model("other"));
    lost(rule, partial);
    Files.delete(file);
    lost(rule, partial);
  }

  private void lost(Stopping rule, Path partial) throws IOException {
    try (Drive drive = new Drive("lost", rule, true)) {
      FrostException e = assertThrows(FrostException.class, drive::run);
      assertEquals(
          partial
              + ": the model of the best epoch, 2, is lost: model.safetensors is not of that epoch;"
              + " start over with --overwrite",
          e.getMessage());
    }
  }
}
