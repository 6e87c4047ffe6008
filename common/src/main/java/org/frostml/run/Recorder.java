package org.frostml.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.frostml.FrostException;
import org.frostml.TakenOverException;
import org.frostml.io.Json;
import org.frostml.nn.Measure;
import org.frostml.optim.OptimState;
import org.frostml.sparse.Level;
import org.frostml.sparse.Score;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.frostml.train.Checkpoint;
import org.frostml.train.DivergedException;
import org.frostml.train.Evaluated;
import org.frostml.train.Evaluator;
import org.frostml.train.Exchange;
import org.frostml.train.FeatureBirths;
import org.frostml.train.Listener;
import org.frostml.train.Measures;
import org.frostml.train.Position;
import org.frostml.train.StepMetrics;
import org.frostml.train.SupportWatch;
import org.frostml.train.Totals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down a run: its epochs, each evaluated, and checkpoints. A store that cannot be written to
 * for a while costs it neither.
 */
public final class Recorder implements Listener {
  private static final String THE_RUN = "the run";

  private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);
  private static final String TALLY = "tally";
  private static final String LOG_MARK = "log";

  private final RunStore store;
  private final Checkpoints checkpoints;
  private final Map<String, String> provenance;
  private final Optional<Evaluator> test;
  private final Optional<Evaluator> validation;
  private final BestModel best;
  private final Engine engine;
  private final Exchange exchange;
  private final Progress progress;
  private final Totals totals;
  private final SupportWatch watch;
  private final int stepsPerEpoch;
  private final int until;
  private final BooleanSupplier interrupted;
  private final MetricsLog log;
  private Score epochScore = Score.NONE;
  private double secondsBefore;
  private Level level;
  private float rate;
  private EpochMetrics last;

  /** Null where a step has been taken and not yet all of it been heard. */
  private Position paused;

  /** What was counted there: a step that fails may have counted more, and shipped another. */
  private Tally tally;

  private Optional<Support> shipped;

  /**
   * How far the log was before the end of an epoch was heard, until the next step: a run that
   * resumes between them hears it again.
   */
  private MetricsLog.Mark heard;

  /**
   * @param provenance what a checkpoint is to say of its run
   * @param until the epoch after which this part of the run ends
   * @param interrupted asked between steps, and when one fails, whether to end there, to be resumed
   *     later
   */
  Recorder(
      RunStore store,
      Checkpoints checkpoints,
      Map<String, String> provenance,
      Engine engine,
      BestModel best,
      Progress progress,
      Totals totals,
      SupportWatch watch,
      MetricsLog log,
      int stepsPerEpoch,
      int until,
      BooleanSupplier interrupted) {
    this.store = store;
    this.checkpoints = checkpoints;
    this.provenance = provenance;
    this.engine = engine;
    test = engine.test();
    validation = engine.validation();
    exchange = engine.exchange();
    this.best = best;
    this.progress = progress;
    this.totals = totals;
    this.watch = watch;
    this.log = log;
    this.stepsPerEpoch = stepsPerEpoch;
    this.until = until;
    this.interrupted = interrupted;
  }

  /**
   * Takes over what was known when a run paused.
   *
   * @param support that it resumes with
   */
  void resume(Checkpoint start, Support support) {
    String name = "the checkpoint of step " + start.at().next();
    tally = Json.read(start.notes().getOrDefault(TALLY, ""), Tally.class, name);
    epochScore = tally.epoch();
    secondsBefore = tally.secondsBefore();
    rate = tally.rate();
    log.resume(
        Json.read(start.notes().getOrDefault(LOG_MARK, ""), MetricsLog.Mark.class, name), name);
    try {
      shipped = tally.shipped(support, start.shipped());
      tally.into(totals, exchange, shipped);
      watch.restore(start.watched());
    } catch (IllegalArgumentException e) {
      throw new FrostException(name + " does not fit: " + e.getMessage(), e);
    }
    paused = start.at();
    List<EpochMetrics> epochs = log.epochs();
    last = epochs.isEmpty() ? null : epochs.get(epochs.size() - 1);
    best.resume(epochs);
  }

  /** When the features that the network uses were born, where that is known. */
  public Optional<FeatureBirths> births() {
    return watch.births(stepsPerEpoch);
  }

  /** The last epoch's numbers. */
  public EpochMetrics last() {
    return last;
  }

  @Override
  public void step(StepMetrics step, OptimState state) {
    paused = null;
    heard = null;
    level = step.level();
    rate = step.rate();
    epochScore = epochScore.plus(step.work().score());
    totals.step(step, state);
    progress.step(step, state);
    watch.step(step, state);
  }

  @Override
  public void epoch(int epoch, OptimState state) {
    Weights model = isEvaluated() ? engine.model(state.weights()) : state.weights();
    EpochMetrics metrics =
        new EpochMetrics(
            epoch + 1,
            totals.steps(),
            epochScore.meanLoss(),
            measures(epoch, state, model),
            state.lambda(),
            rate,
            exchange.bytes(),
            epochScore.examples() / (totals.seconds() - secondsBefore));
    if (best.isEnoughWith(metrics)) {
      LOG.info(
          "epoch {} ends the run: {} epochs have not improved the validation {}",
          metrics.epoch(),
          best.patience(),
          best.measure().title());
      // As at any end. Nothing has counted the epoch yet: a run that resumes begins with it.
      WriteAttempt.of(THE_RUN, () -> write(paused, state));
    }
    WriteAttempt.of(
        THE_RUN,
        () -> {
          log.write();
          heard = log.mark();
        });
    // Without the lines before the epoch's own nothing is kept until the next step.
    paused = heard == null ? null : paused;
    last = metrics;
    progress.show(last);
    epochScore = Score.NONE;
    secondsBefore = totals.seconds();
    log.add(last);
    WriteAttempt.of(THE_RUN, log::write);
    best.take(last, model, births());
    WriteAttempt.of(THE_RUN, best::write);
  }

  /** Whether an epoch is, on whatever examples: a best one cannot be kept otherwise. */
  private boolean isEvaluated() {
    return test.isPresent() || validation.isPresent();
  }

  private Measures measures(int epoch, OptimState state, Weights model) {
    Measure measure = best.measure();
    Optional<Evaluated> tested = test.map(examples -> evaluated(examples, epoch, model));
    Optional<Evaluated> held = validation.map(examples -> evaluated(examples, epoch, model));
    if (!isEvaluated()) {
      requireFinite(epoch, state);
    }
    return new Measures(
            measure,
            tested.map(examples -> quality(examples, "test examples")).orElse(null),
            null,
            held.map(examples -> quality(examples, "held-out examples")).orElse(null),
            null,
            tested.map(examples -> examples.score().meanLoss()).orElse(null),
            held.map(examples -> examples.score().meanLoss()).orElse(null),
            state.density(),
            totals.meanDensity(),
            totals.flopsRatio(),
            exchange.ratio(),
            totals.flops(),
            totals.seconds(),
            Measures.beside(measure, tested, held))
        .after(last == null ? Measures.NONE : last.measures());
  }

  private Evaluated evaluated(Evaluator examples, int epoch, Weights model) {
    Evaluated evaluated =
        best.measure().isPlain()
            ? new Evaluated(examples.score(model), Optional.empty())
            : examples.evaluate(model);
    double loss = evaluated.score().loss();
    if (!Double.isFinite(loss)) {
      throw new DivergedException(totals.steps() - 1, epoch, loss, rate);
    }
    return evaluated;
  }

  /** What an evaluation would show: the last step's loss is that before it. */
  private void requireFinite(int epoch, OptimState state) {
    for (float value : state.weights().values()) {
      if (!Float.isFinite(value)) {
        throw new DivergedException(totals.steps() - 1, epoch, Double.NaN, rate);
      }
    }
  }

  private double quality(Evaluated evaluated, String examples) {
    double quality = evaluated.of(best.measure());
    if (Double.isNaN(quality)) {
      throw new FrostException(
          "stopping.by "
              + best.measure().key()
              + ": the "
              + evaluated.score().examples()
              + " "
              + examples
              + " have no "
              + best.measure().title()
              + ", because they are all of one class; set stopping.by to loss, or take more of them");
    }
    return quality;
  }

  @Override
  public void pause(Position at, OptimState state) {
    paused = at;
    tally = Tally.of(totals, exchange, epochScore, secondsBefore, rate);
    shipped = exchange.shipped();
    if (interrupted.getAsBoolean()) {
      write(at, state);
      throw new Interrupted(at.next(), store.show());
    }
    settle(state);
    if (isDue(at)) {
      WriteAttempt.of(THE_RUN, () -> write(at, state));
    }
  }

  /**
   * Asks for the line of a fine step. That may evaluate, which may fail: a run that resumes from
   * such a step asks before all else.
   */
  void settle(OptimState state) {
    watch.line(state).ifPresent(log::add);
  }

  private boolean isDue(Position at) {
    int epochs = (int) (at.next() / stepsPerEpoch);
    boolean between = at.next() % stepsPerEpoch == 0;
    return between && (epochs == until || checkpoints.dueAfter(epochs))
        || level == Level.FINE && checkpoints.due()
        || at.fine() >= (long) until * stepsPerEpoch && checkpoints.overdue();
  }

  /**
   * Keeps the state of a run that fails, where it is still that of a pause.
   *
   * @return why it ended: its steps may have been cancelled because its end was asked for
   */
  public RuntimeException ended(OptimState state, RuntimeException cause) {
    boolean spoilt =
        cause instanceof DivergedException
            || cause instanceof Interrupted
            || cause instanceof TakenOverException;
    if (spoilt || paused == null || !store.lasts()) {
      return cause;
    }
    if (interrupted.getAsBoolean()) {
      write(paused, state);
      return new Interrupted(paused.next(), store.show());
    }
    WriteAttempt.of(
        THE_RUN,
        () -> {
          write(paused, state);
          LOG.warn(
              "step {} is kept in {}: add --resume, or fit the same again",
              paused.next(),
              store.show());
        });
    return cause;
  }

  private void write(Position at, OptimState state) {
    if (!store.lasts()) {
      return;
    }
    best.write();
    log.write();
    Map<String, String> notes = new LinkedHashMap<>(provenance);
    notes.put(TALLY, Json.line(tally));
    notes.put(LOG_MARK, Json.line(heard == null ? log.mark() : heard));
    checkpoints.write(Checkpoint.of(at, state, shipped, watch.save(), notes));
  }
}
