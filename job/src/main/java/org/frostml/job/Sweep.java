package org.frostml.job;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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
final class Sweep {
  private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);
  private static final int MILLIS_TO_LOOK_UP = 200;
  private static final int SECONDS_TO_END = 15;

  private final SweepConfig config;
  private final SweepFolder folder;
  private final TrialTable table;
  private final TrialRunner runner;
  private final SweepProgress progress;
  private final Rungs rungs;
  private final BlockingQueue<Report> reports = new LinkedBlockingQueue<>();
  private int running;
  private boolean warned;
  private boolean ends;

  Sweep(
      SweepConfig config,
      SweepFolder folder,
      TrialTable table,
      TrialRunner runner,
      SweepProgress progress) {
    this.config = config;
    this.folder = folder;
    this.table = table;
    this.runner = runner;
    this.progress = progress;
    rungs = config.rungs();
    table.rows().forEach(this::replay);
  }

  /** What came of a piece of work. */
  private record Report(Rungs.Task task, Outcome outcome) {}

  /** Tells the rungs what a trial had come to when the sweep was ended. */
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
   * @param maxParallel trials at a time; 0: as many as there are slots
   * @param nanos after which it is to end
   * @return whether nothing is left
   */
  boolean run(int maxParallel, long nanos) throws InterruptedException {
    long begun = System.nanoTime();
    refuse();
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      while (!rungs.isFinished() && !isToEnd() && System.nanoTime() - begun < nanos) {
        begin(threads, maxParallel);
        take(reports.poll(MILLIS_TO_LOOK_UP, TimeUnit.MILLISECONDS));
      }
      end();
      return rungs.isFinished();
    } finally {
      threads.shutdownNow();
    }
  }

  private boolean isToEnd() {
    return ends || Interrupt.came();
  }

  /** Begins as much as there is room for. */
  private void begin(ExecutorService threads, int maxParallel) {
    int slots = Math.max(1, runner.slots());
    warnOfIdle(slots);
    int most = maxParallel == 0 ? slots : maxParallel;
    while (running < most && rungs.next().map(task -> begin(threads, task)).isPresent()) {
      LOG.debug("{} trials are being trained", running);
    }
  }

  private Rungs.Task begin(ExecutorService threads, Rungs.Task task) {
    Trial trial = trial(task.trial());
    running++;
    threads.execute(() -> reports.add(new Report(task, outcome(trial, task))));
    return task;
  }

  /** Whatever happens, there is a report: the sweep waits for one. */
  private Outcome outcome(Trial trial, Rungs.Task task) {
    try {
      return train(trial, task);
    } catch (RuntimeException | Error e) {
      return Outcome.failed(e, null);
    }
  }

  private Outcome train(Trial trial, Rungs.Task task) {
    return runner.train(trial, folder.trial(trial.id()), Math.min(task.epochs(), trial.epochs()));
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

  private void take(Report report) {
    if (report == null) {
      return;
    }
    running--;
    Outcome outcome = report.outcome();
    if (outcome.end() == Outcome.End.INTERRUPTED) {
      ends = true;
      return;
    }
    Rungs.Task task = report.task();
    Trial trial = trial(task.trial());
    if (outcome.end() == Outcome.End.TRAINED) {
      rungs.report(trial.number(), task.rung(), outcome.score(), outcome.epochs() < task.epochs());
    } else {
      rungs.fail(trial.number(), task.rung());
    }
    show(table.put(trial, task.rung(), rungs, outcome));
  }

  private void show(TrialRow row) {
    progress.show(row, new SweepProgress.Standing(table.rows(), config.trials().size(), running));
  }

  /** Writes down who cannot be trained at all. */
  private void refuse() {
    for (Trial trial : config.trials()) {
      if (trial.refused().isPresent() && !table.has(trial)) {
        Outcome refused = Outcome.without(Outcome.End.FAILED, trial.refused().get(), null);
        show(table.put(trial, 0, rungs, refused));
      }
    }
  }

  private Trial trial(int number) {
    return config.trials().get(number - 1);
  }

  /** Ends what is being trained, and takes what still comes of it. */
  private void end() throws InterruptedException {
    if (running > 0) {
      runner.stop();
    }
    long begun = System.nanoTime();
    while (running > 0 && System.nanoTime() - begun < TimeUnit.SECONDS.toNanos(SECONDS_TO_END)) {
      take(reports.poll(MILLIS_TO_LOOK_UP, TimeUnit.MILLISECONDS));
    }
  }
}
