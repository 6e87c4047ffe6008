package org.frostml.run;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.frostml.FrostException;
import org.frostml.Reasons;
import org.frostml.io.Json;
import org.frostml.io.ModelFile;
import org.frostml.nn.Measure;
import org.frostml.sparse.Weights;
import org.frostml.train.FeatureBirths;
import org.frostml.train.Model;
import org.frostml.train.Stopping;

/**
 * Which epoch's model is the run's. The best one is in memory and, as soon as that can be written
 * to, in the run folder; a checkpoint is written only after it, so that a run that resumes from
 * there finds it.
 */
public final class BestModel {
  /** What names a model's epoch in its provenance. */
  public static final String EPOCH = "epoch";

  private final Stopping rule;
  private final RunStore store;
  private final Maker maker;
  private Stopping.Best best;
  private Kept kept;
  private boolean written = true;

  public BestModel(Stopping rule, RunStore store, Maker maker) {
    this.rule = rule;
    this.store = store;
    this.maker = maker;
    best = rule.begin();
  }

  /** Makes a model of the run. */
  public interface Maker {
    Model model(Kept kept);
  }

  /**
   * An epoch and its model.
   *
   * @param weights null if they are lost
   * @param births of the features that they use, where that is known
   */
  public record Kept(EpochMetrics epoch, Weights weights, Optional<FeatureBirths> births) {}

  /**
   * Takes over the epochs of a run that paused. All that is to be known of them follows from their
   * metrics.
   *
   * @param epochs that the run has had
   */
  void resume(List<EpochMetrics> epochs) {
    if (!rule.needsValidation()) {
      return;
    }
    EpochMetrics of = null;
    for (EpochMetrics epoch : epochs) {
      of = isToBeKept(epoch) ? epoch : of;
    }
    if (of != null) {
      kept = read(of);
    }
  }

  /**
   * The parameters in the run folder, or none if they are not of that epoch. Then they are of a
   * later one, which was better: the run was killed before a checkpoint recorded it, and will come
   * to it again.
   */
  private Kept read(EpochMetrics epoch) {
    for (RunStore.Entry file : store.list("", Pattern.quote(ModelFile.NAME))) {
      String name = file.shown();
      try (InputStream in = store.open(file)) {
        Model model = ModelFile.read(in, file.length(), name);
        if (Integer.toString(epoch.epoch()).equals(model.provenance().get(EPOCH))) {
          return new Kept(epoch, model.weights(), births(model, name));
        }
      } catch (IOException e) {
        throw new FrostException(name + ": cannot be read: " + Reasons.of(e), e);
      }
    }
    return new Kept(epoch, null, Optional.empty());
  }

  /**
   * What a model says of the features that it uses.
   *
   * @param name of the model, for messages
   */
  public static Optional<FeatureBirths> births(Model model, String name) {
    return Optional.ofNullable(model.provenance().get(FeatureBirths.KEY))
        .map(text -> Json.read(text, FeatureBirths.class, name));
  }

  private Stopping.Best with(EpochMetrics epoch) {
    return rule.needsValidation()
        ? best.with(epoch.epoch(), epoch.measures().validationQuality(), epoch.measures().density())
        : best;
  }

  /** Whether the run will have seen enough once this epoch is taken. */
  boolean isEnoughWith(EpochMetrics epoch) {
    return with(epoch).isEnough();
  }

  /** What epochs are compared by. */
  Measure measure() {
    return rule.measure();
  }

  /** Epochs without improvement that end a run. */
  int patience() {
    return rule.patience();
  }

  /** Whether the run has seen enough. */
  boolean isEnough() {
    return best.isEnough();
  }

  /** Counts an epoch that has ended, and keeps its model if that is the best so far. */
  void take(EpochMetrics epoch, Weights weights, Optional<FeatureBirths> births) {
    if (isToBeKept(epoch)) {
      // The next step changes the values; a support never changes.
      kept = new Kept(epoch, weights.copy(), births);
      written = false;
    }
  }

  private boolean isToBeKept(EpochMetrics epoch) {
    best = with(epoch);
    return rule.keepBest() && best.epoch() == epoch.epoch();
  }

  /** Writes the best model to the run folder, unless it is there. */
  void write() {
    if (!written) {
      write(kept);
      written = true;
    }
  }

  private void write(Kept model) {
    store.write(ModelFile.NAME, stream -> ModelFile.write(maker.model(model), stream));
  }

  /**
   * Writes the run's model: the best one, or the last where none is to be kept or none has counted.
   *
   * @throws FrostException if the best one is lost
   */
  public Kept finish(EpochMetrics last, Weights weights, Optional<FeatureBirths> births) {
    Kept model = kept == null ? new Kept(last, weights, births) : kept;
    if (model.weights() == null) {
      throw new FrostException(
          store.show()
              + ": the model of the best epoch, "
              + model.epoch().epoch()
              + ", is lost: "
              + ModelFile.NAME
              + " is not of that epoch; start over with --overwrite");
    }
    // Once more, because a run that was resumed says where it ended, not where it began.
    write(model);
    return model;
  }
}
