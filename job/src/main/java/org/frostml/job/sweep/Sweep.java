package org.frostml.job.sweep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.frostml.config.RunSettings;
import org.frostml.job.data.Sources;
import org.frostml.run.WriteAttempt;
import org.frostml.sweep.Rungs;
import org.frostml.sweep.State;
import org.frostml.sweep.SweepConfig;
import org.frostml.sweep.Trial;
import org.frostml.sweep.TrialRow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop of a sweep: has trials trained as slots come free, and writes down what they report. All
 * bookkeeping is in one thread; who trains what, and when, decides no number.
 */
public final class Sweep {
  private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);
  private static final int MILLIS_TO_LOOK_UP = 200;

  /** A step of a trial on all executors may take a while, and its checkpoint comes after it. */
  private static final int SECONDS_TO_END = 20;

  private final SweepConfig config;
  private final SweepFolder folder;
  private final TrialTable table;
  private final TrialRunner runner;
  private final SweepProgress progress;
  private final Rungs rungs;
  private final BlockingQueue<Report> reports = new LinkedBlockingQueue<>();
  private final BooleanSupplier interrupted;

  /** The numbers of the trials that are being trained. */
  private final Set<Integer> running = new HashSet<>();

  private boolean warned;
  private boolean gone;

  /**
   * @param table of what has been reported, where the sweep is resumed
   * @param interrupted asked now and then whether to end, to be resumed later
   */
  public Sweep(
      SweepConfig config,
      SweepFolder folder,
      TrialTable table,
      TrialRunner runner,
      SweepProgress progress,
      BooleanSupplier interrupted) {
    this.config = config;
    this.folder = folder;
    this.table = table;
    this.runner = runner;
    this.progress = progress;
    this.interrupted = interrupted;
    rungs = config.rungs();
    table.rows().forEach(this::replay);
  }

  /** Why a sweep ends, unless it is interrupted. */
  public enum End {
    COMPLETE("all trials are finished"),
    TIME_IS_UP("the time is up"),
    TRIALS_LOST("trials were lost with their executors, or by what failed there"),
    SPARK_HAS_ENDED("Spark has ended");

    private final String words;

    End(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }

  /** The result of a piece of work. */
  private record Report(Rungs.Task task, Outcome outcome) {}

  /** Reports to the rungs what a trial had reported before the sweep was ended. */
  private void replay(TrialRow row) {
    if (trial(row.trial()).refused().isPresent()) {
      return;
    }
    List<Double> scores = row.scores();
    for (int rung = 0; rung < scores.size(); rung++) {
      boolean last = rung == scores.size() - 1;
      rungs.report(row.trial(), rung, scores.get(rung), last && row.state() == State.DONE);
    }
    if (row.state() == State.FAILED) {
      rungs.fail(row.trial(), scores.size());
    }
  }

  /**
   * Trains until nothing is left to train, or the sweep is to end.
   *
   * @param maxParallel trials at a time; null: as many as there are slots
   * @param nanos after which it is to end
   */
  public End run(Integer maxParallel, long nanos) throws InterruptedException {
    long begun = System.nanoTime();
    refuse();
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      boolean timeIsUp = System.nanoTime() - begun >= nanos;
      while (!timeIsUp && !isToEnd() && begin(threads, maxParallel)) {
        takeReports();
        timeIsUp = System.nanoTime() - begun >= nanos;
      }
      end();
      table.settle();
      return rungs.isFinished()
          ? End.COMPLETE
          : timeIsUp ? End.TIME_IS_UP : gone ? End.SPARK_HAS_ENDED : End.TRIALS_LOST;
    } finally {
      threads.shutdownNow();
    }
  }

  private boolean isToEnd() {
    return gone || interrupted.getAsBoolean();
  }

  /** Begins as much as there is room for, and says whether anything is being trained. */
  private boolean begin(ExecutorService threads, Integer maxParallel) {
    int slots = Math.max(1, runner.slots());
    warnOfIdle(slots);
    int most = maxParallel == null ? slots : maxParallel;
    boolean more = true;
    while (more && running.size() < most) {
      Optional<Rungs.Task> task = rungs.next();
      task.ifPresent(next -> begin(threads, next));
      more = task.isPresent();
    }
    return !running.isEmpty();
  }

  private void begin(ExecutorService threads, Rungs.Task task) {
    Trial trial = trial(task.trial());
    running.add(task.trial());
    threads.execute(() -> reports.add(new Report(task, outcome(trial, task))));
  }

  /** Whatever happens, there is a report: the sweep waits for one. */
  private Outcome outcome(Trial trial, Rungs.Task task) {
    try {
      return train(trial, task);
    } catch (IOException | RuntimeException | Error e) {
      return Outcome.failed(e, null);
    }
  }

  private Outcome train(Trial trial, Rungs.Task task) throws IOException {
    RunSettings settings = Sources.qualified(trial.run());
    int until = Math.min(task.epochs(), settings.config().epochs());
    return runner.train(trial, settings, folder.trial(trial.id()), until);
  }

  private void warnOfIdle(int slots) {
    if (!warned && slots > config.trials().size()) {
      warned = true;
      LOG.warn(
          "{} slots outnumber the {} trials: the others are idle; sweep.placement = spread trains"
              + " each trial on all of them",
          slots,
          config.trials().size());
    }
  }

  /** Takes down what has been reported, waiting a little for the first. */
  private void takeReports() throws InterruptedException {
    Report first = reports.poll(MILLIS_TO_LOOK_UP, TimeUnit.MILLISECONDS);
    if (first == null) {
      return;
    }
    List<Report> all = new ArrayList<>(List.of(first));
    reports.drainTo(all);
    List<TrialRow> rows = all.stream().map(this::take).flatMap(Optional::stream).toList();
    if (!rows.isEmpty()) {
      write();
      rows.forEach(this::show);
    }
  }

  /** Takes down a report; its row in the table, unless it has none. */
  private Optional<TrialRow> take(Report report) {
    running.remove(report.task().trial());
    Outcome outcome = report.outcome();
    int rung = report.task().rung();
    Trial trial = trial(report.task().trial());
    switch (outcome.end()) {
      case TRAINED ->
          rungs.report(
              trial.number(), rung, outcome.score(), outcome.epochs() < report.task().epochs());
      case FAILED -> rungs.fail(trial.number(), rung);
      // Nothing is decided by it: it will be trained, as if it had not been lost.
      case LOST -> {}
      case INTERRUPTED -> {
        gone = true;
        return Optional.empty();
      }
    }
    return Optional.of(table.put(trial, rung, rungs, outcome));
  }

  /** A folder that cannot be written to for a while costs nothing: the next report writes all. */
  private void write() {
    WriteAttempt.of("the sweep", table::write);
  }

  private void show(TrialRow row) {
    progress.show(
        row, new SweepProgress.Standing(table.rows(), config.trials().size(), Set.copyOf(running)));
  }

  /** Writes down who cannot be trained at all. */
  private void refuse() {
    List<TrialRow> refused =
        config.trials().stream()
            .filter(trial -> trial.refused().isPresent() && !table.has(trial))
            .map(trial -> table.put(trial, 0, rungs, refusal(trial)))
            .toList();
    if (!refused.isEmpty()) {
      write();
      refused.forEach(this::show);
    }
  }

  private static Outcome refusal(Trial trial) {
    return Outcome.without(Outcome.End.FAILED, trial.refused().orElseThrow(), null);
  }

  private Trial trial(int number) {
    return config.trials().get(number - 1);
  }

  /** Ends what is being trained, and takes the results that still arrive. */
  private void end() throws InterruptedException {
    if (!running.isEmpty()) {
      runner.stop();
    }
    long begun = System.nanoTime();
    while (!running.isEmpty()
        && System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(SECONDS_TO_END)) {
      takeReports();
    }
  }
}
