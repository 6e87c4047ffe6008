package org.frostml.config;

import java.util.List;
import java.util.Optional;
import org.frostml.FrostException;
import org.frostml.nn.Augmentation;
import org.frostml.nn.Init;
import org.frostml.nn.Labels;
import org.frostml.nn.Loss;
import org.frostml.nn.Network;
import org.frostml.nn.Networks;
import org.frostml.nn.Penalties;
import org.frostml.nn.Scaling;
import org.frostml.nn.Shape;
import org.frostml.nn.ValueScale;
import org.frostml.optim.LrSchedule;
import org.frostml.optim.Optimizer;
import org.frostml.train.ExchangePrecision;
import org.frostml.train.FineGradient;
import org.frostml.train.FreezeSchedule;
import org.frostml.train.MiniBatches;
import org.frostml.train.Objective;
import org.frostml.train.Stopping;
import org.frostml.train.Sums;
import org.frostml.train.Trainer;

/**
 * Everything that decides a run, plain: {@link Configs} reads it from files, and others may build
 * it without any. Every key and its default stand in {@code conf/reference.conf}.
 *
 * @param augmentation of the examples that are learnt from
 * @param validationShare of the training examples, held out of training; 0: none
 * @param hidden widths of the hidden layers, where there are no {@code layers}
 * @param layers all layers, the last one's outputs are the classes, or a network's name; {@link
 *     Networks}
 * @param sample training examples of each shard, at most, that tell the moments of batch norms
 * @param rounded whether sparse products round what they gather, in training
 * @param metricsSteps steps after which the support's movement is written down, at the first fine
 *     step thereafter; 0 for never
 */
public record TrainConfig(
    long seed,
    int epochs,
    int batchSize,
    int shards,
    Data data,
    Augmentation augmentation,
    double validationShare,
    List<Integer> hidden,
    Optional<String> layers,
    int sample,
    boolean rounded,
    Loss loss,
    Init init,
    Penalties penalties,
    Optimizer optimizer,
    LrSchedule schedule,
    FreezeSchedule freeze,
    FineGradient fineGradient,
    ExchangePrecision exchange,
    Sums sums,
    int metricsSteps,
    Stopping stopping,
    Checkpoints checkpoints) {
  public TrainConfig {
    MiniBatches.requireEqualParts(batchSize, shards);
    if (!optimizer.isSparse() && freeze.m() > 0) {
      throw new IllegalArgumentException(
          "m must be 0 where nothing is sparse, because then nothing can be frozen: m "
              + freeze.m());
    }
    if (freeze.middle() > 0 && optimizer.middleSteps().isEmpty()) {
      throw new IllegalArgumentException(
          "middle must be 0 but for linbreg and adabreg, which know what is close to being born: "
              + "middle "
              + freeze.middle());
    }
  }

  /** Whether rows are held out of training. */
  public boolean validates() {
    return validationShare > 0 || !data.table().heldOut().isEmpty();
  }

  /** The key that the layers come from. */
  public String networkKey() {
    return layers.isPresent() ? "network.layers" : "network.hidden";
  }

  /** What trains by gradients from there. */
  public Trainer trainer(Objective objective, int stepsPerEpoch) {
    return new Trainer(objective, optimizer, freeze, fineGradient, schedule, stepsPerEpoch);
  }

  /** The network for examples of that shape, labelled so. */
  public Network network(Shape in, Labels labels) {
    return network(in, labels, ValueScale.NONE);
  }

  /** The same for values that are scaled so. */
  public Network network(Shape in, Labels labels, ValueScale values) {
    Loss loss = this.loss.with(values);
    int outputs = outputs(labels);
    try {
      Network network = layered(in, outputs, loss);
      if (network.outputs() != outputs) {
        throw new IllegalArgumentException(
            "the last layer has "
                + network.outputs()
                + " outputs, but network.loss = "
                + loss.spec()
                + " and "
                + labels.describe()
                + " take "
                + outputs);
      }
      return network;
    } catch (IllegalArgumentException e) {
      throw new FrostException(networkKey() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Outputs that the layers have, whatever is learnt.
   *
   * @param classes of a network that has as many as there are
   */
  public int outputs(Shape in, int classes) {
    return layered(in, classes, loss).outputs();
  }

  /**
   * @param outputs of a network that has as many as there are
   */
  private Network layered(Shape in, int outputs, Loss loss) {
    return layers
        .map(text -> new Network(in, Networks.of(text, in, outputs), loss))
        .orElseGet(() -> Network.mlp(in, hidden, outputs, loss));
  }

  private int outputs(Labels labels) {
    try {
      return loss.outputs(labels);
    } catch (IllegalArgumentException e) {
      throw new FrostException("network.loss: " + e.getMessage(), e);
    }
  }

  /**
   * When a run is written down: between epochs, and at its first fine step after so many minutes or
   * cycles; at its end and where it is interrupted it always is.
   *
   * @param minutes between checkpoints; 0: none by time
   * @param epochs between checkpoints; 0: none by epochs
   * @param cycles between checkpoints; 0: none by count
   * @param keep how many of the last ones stay
   */
  public record Checkpoints(int epochs, double minutes, int cycles, int keep) {
    public Checkpoints {
      if (!(minutes >= 0)) {
        throw new IllegalArgumentException("minutes must be >= 0: " + minutes);
      }
    }
  }

  /** Where examples come from. */
  public enum Format {
    /** The procedural generator. */
    DIGITS,
    /** A folder with the four IDX files of MNIST. */
    IDX,
    /** A folder with the six binary batches of CIFAR-10. */
    CIFAR,
    /** Folders of image files by class, which Spark's readers read. */
    IMAGES,
    /** A table of Spark's. */
    TABLE;

    /** Whether Spark's readers read it: only then is known what it holds. */
    public boolean needsSpark() {
      return this == IMAGES || this == TABLE;
    }
  }

  /**
   * The data.
   *
   * @param path the folder; empty for {@link Format#DIGITS}
   * @param classes of digits, IDX and CIFAR; of others those that are found
   * @param train generated training examples; digits only
   * @param test generated test examples; digits only
   * @param seed of the generator
   * @param scaling how features are scaled
   * @param table how a table is read
   */
  public record Data(
      Format format,
      String path,
      int classes,
      int train,
      int test,
      long seed,
      Scaling.By scaling,
      TableConfig table) {}
}
