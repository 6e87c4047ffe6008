package org.frostml.run;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.frostml.FrostException;
import org.frostml.config.TrainConfig;
import org.frostml.data.Facts;
import org.frostml.io.Json;
import org.frostml.kernel.Team;
import org.frostml.nn.Network;
import org.frostml.optim.OptimState;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Weights;
import org.frostml.train.Checkpoint;
import org.frostml.train.CycleMetrics;
import org.frostml.train.Evaluator;
import org.frostml.train.FeatureBirths;
import org.frostml.train.Measures;
import org.frostml.train.Model;
import org.frostml.train.Position;
import org.frostml.train.SupportWatch;
import org.frostml.train.Totals;
import org.frostml.train.Trainer;

/** A configured run, from its beginning or its last checkpoint to the files of its run store. */
public final class Training {
  private final TrainConfig config;
  private final String text;
  private final Preparation prepared;
  private final RunStore store;
  private final Checkpoints checkpoints;
  private final Optional<Checkpoint> start;
  private final Optional<Weights> initial;

  private Training(
      TrainConfig config,
      String text,
      Preparation prepared,
      RunStore store,
      Checkpoints checkpoints,
      Optional<Checkpoint> start,
      Optional<Weights> initial) {
    this.config = config;
    this.text = text;
    this.prepared = prepared;
    this.store = store;
    this.checkpoints = checkpoints;
    this.start = start;
    this.initial = initial;
  }

  /**
   * Reads where the run in the folder is, if it is to be resumed; writes nothing.
   *
   * @param text the configuration as a file would hold it
   * @param name of the folder, for messages
   */
  public static Training begin(
      TrainConfig config, String text, Preparation prepared, RunStore store, String name)
      throws IOException {
    return begin(config, text, prepared, store, name, Optional.empty());
  }

  /**
   * Of a run that begins with the weights of a model.
   *
   * @param initial of a network of the same layers; none: they are drawn
   */
  public static Training begin(
      TrainConfig config,
      String text,
      Preparation prepared,
      RunStore store,
      String name,
      Optional<Weights> initial)
      throws IOException {
    Checkpoints checkpoints = new Checkpoints(store, config.checkpoints());
    Optional<Checkpoint> start = store.resumes() ? checkpoints.latest() : Optional.empty();
    start.ifPresent(checkpoint -> prepared.requireOf(checkpoint, config.epochs(), name));
    return new Training(config, text, prepared, store, checkpoints, start, initial);
  }

  /**
   * The result.
   *
   * @param last measures of the last epoch, with all that means something beside them
   * @param log of all of the run, what was before it was resumed included
   */
  public record Trained(Summary summary, Measures last, MetricsLog log) {}

  /** The step that comes next. */
  public long next() {
    return start.map(checkpoint -> checkpoint.at().next()).orElse(0L);
  }

  /**
   * Opens the store and trains, and writes metrics.jsonl, checkpoints and the best model as it
   * goes, then model.safetensors and summary.json, and gives the folder its name.
   *
   * @param until the epoch after which to end, though the schedules go by all of the configuration
   * @param interrupted asked between steps, and when one fails, whether to end there, to be resumed
   *     later
   */
  public Trained run(Engine engine, Progress progress, int until, BooleanSupplier interrupted)
      throws IOException {
    int stepsPerEpoch = prepared.batches().stepsPerEpoch();
    OptimState state = state(engine);
    store.open(text);
    Totals totals = new Totals(prepared.network());
    MetricsLog log = new MetricsLog(store);
    BestModel best =
        new BestModel(
            prepared.stopping(), store, kept -> model(kept, log.cycle(kept.epoch().epoch())));
    Recorder recorder =
        new Recorder(
            store,
            checkpoints,
            provenance(),
            engine,
            best,
            progress,
            totals,
            watch(engine, state),
            log,
            stepsPerEpoch,
            until,
            interrupted);
    start.ifPresent(paused -> recorder.resume(paused, state.support()));
    Trainer trainer = config.trainer(engine.objective(), stepsPerEpoch);
    try (Team team = new Team(engine.threads())) {
      state.share(team);
      recorder.settle(state);
      trainer.run(
          state,
          start.map(Checkpoint::at).orElse(Position.START),
          config.epochs(),
          recorder,
          () -> best.isEnough() || recorder.last().epoch() >= until);
    } catch (RuntimeException e) {
      throw recorder.ended(state, e);
    }
    EpochMetrics last = recorder.last();
    Weights model = engine.model(state.weights());
    BestModel.Kept kept = best.finish(last, model, recorder.births());
    Measures all = inFull(engine, last, model);
    boolean same = kept.epoch().epoch() == last.epoch();
    Summary summary =
        summarize(
            last,
            kept,
            last.measures().withModelOf(same ? all : inFull(engine, kept.epoch(), kept.weights())),
            totals);
    checkpoints.keep(1);
    store.complete();
    return new Trained(summary, all, log);
  }

  /** The measures of an epoch with all that stands beside them, evaluated where they were not. */
  private static Measures inFull(Engine engine, EpochMetrics epoch, Weights weights) {
    Measures measures = epoch.measures();
    return measures.beside().isEmpty()
        ? measures.with(
            Measures.beside(
                measures.measure(),
                engine.test().map(tested -> tested.evaluate(weights)),
                engine.validation().map(heldOut -> heldOut.evaluate(weights))))
        : measures;
  }

  private SupportWatch watch(Engine engine, OptimState state) {
    // What is promised of exact gradients of a loss is not looked for along others, or of another.
    boolean exact =
        config.fineGradient().isFull()
            && config.exchange().isExact()
            && !config.rounded()
            && config.augmentation().isNone()
            && prepared.network().learnsWhatIsScored();
    Optional<Evaluator> training = exact ? Optional.of(engine.training()) : Optional.empty();
    return new SupportWatch(
        config.metricsSteps(), prepared.network()::deadUnits, config.optimizer(), state, training);
  }

  private OptimState state(Engine engine) {
    Layout layout = prepared.layout();
    if (start.isEmpty()) {
      return initial
          .map(weights -> weights.support().prolong(weights.values()))
          .map(theta -> config.optimizer().from(layout, theta))
          .orElseGet(() -> config.optimizer().init(layout, drawn(layout, engine)));
    }
    try {
      return start.get().state(config.optimizer(), layout);
    } catch (IllegalArgumentException e) {
      throw new FrostException(
          "the checkpoint of step " + start.get().at().next() + " does not fit: " + e.getMessage(),
          e);
    }
  }

  /** Drawn by the seed, but for what whitens the engine's examples. */
  private float[] drawn(Layout layout, Engine engine) {
    Network network = prepared.network();
    float[] theta = config.init().theta(network, layout, config.seed());
    if (network.whitens()) {
      Weights weights = config.optimizer().init(layout, theta).weights();
      network.whiten(engine.moments(weights), theta);
    }
    return theta;
  }

  private Model model(BestModel.Kept kept, Optional<CycleMetrics> cycle) {
    Map<String, String> provenance = provenance();
    provenance.put(BestModel.EPOCH, Integer.toString(kept.epoch().epoch()));
    kept.births().ifPresent(births -> provenance.put(FeatureBirths.KEY, Json.line(births).strip()));
    cycle.ifPresent(metrics -> provenance.put("cycle", Json.line(metrics).strip()));
    Facts data = prepared.data();
    return new Model(
        prepared.network(),
        kept.weights(),
        data.inputs(),
        data.scaling(),
        data.features(),
        data.labels(),
        provenance);
  }

  private Summary summarize(
      EpochMetrics last, BestModel.Kept kept, Measures measures, Totals totals) {
    Summary summary =
        Summary.of(
            last, kept, measures, totals, config.seed(), prepared.provenance(), config.shards());
    store.write("summary.json", Json.file(summary));
    return summary;
  }

  private Map<String, String> provenance() {
    Map<String, String> provenance = new LinkedHashMap<>();
    provenance.put("seed", Long.toString(config.seed()));
    provenance.putAll(prepared.provenance().texts());
    provenance.putAll(prepared.data().texts());
    provenance.put(Preparation.CONFIG, text);
    return provenance;
  }
}
