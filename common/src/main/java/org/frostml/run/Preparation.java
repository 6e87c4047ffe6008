package org.frostml.run;

import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;
import org.frostml.FrostException;
import org.frostml.config.TrainConfig;
import org.frostml.data.Examples;
import org.frostml.data.Sharding;
import org.frostml.data.Split;
import org.frostml.data.Survey;
import org.frostml.nn.Network;
import org.frostml.nn.Shape;
import org.frostml.optim.DensityControl;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Message;
import org.frostml.train.Checkpoint;
import org.frostml.train.FineGradient;
import org.frostml.train.MiniBatches;

/**
 * Everything of a run that can be known, and so can be refused, before Spark starts and anything is
 * written.
 */
public record Preparation(
    Examples train,
    Optional<Examples> validation,
    Examples test,
    Survey survey,
    Network network,
    Layout layout,
    Provenance provenance,
    MiniBatches batches) {
  /** What holds the resolved configuration in provenance. */
  public static final String CONFIG = "config";

  private static final int MAX_PARAMETERS = Message.MOST / Float.BYTES;

  /**
   * Of a run.
   *
   * @param data what the configuration names, shared with other runs
   * @param platform with the kernels of all that take part
   */
  public static Preparation of(TrainConfig config, DataSets data, Platform platform)
      throws IOException {
    Examples all = data.train(config.data());
    Examples train = all;
    Optional<Examples> validation = Optional.empty();
    if (config.validationShare() > 0) {
      train = new Split(all, config.validationShare(), config.seed(), false);
      validation = Optional.of(heldOut(all, config));
    }
    Examples test = data.test(config.data());
    test.requireFeatures(train.features());
    if (train.classes() != config.data().classes()) {
      throw new FrostException(
          "data.classes is "
              + config.data().classes()
              + ", but "
              + train.name()
              + " has "
              + train.classes());
    }
    MiniBatches batches =
        new MiniBatches(config.seed(), config.batchSize(), config.shards(), train.size());
    requireNoMoreThanAnEpoch(config.fineGradient(), batches);
    Stream.concat(Stream.of(train, test), validation.stream())
        .forEach(
            examples ->
                Sharding.of(examples, config.seed(), config.shards()).requireRoom(examples));
    Network network = network(train.features(), config);
    Layout layout = layout(network, config);
    requireAWeight(layout, config);
    if (config.freeze().localSteps() > 1) {
      config.optimizer().requireMessages(layout);
    }
    Provenance provenance = data.provenance(config.data(), all, test, platform);
    Survey survey = data.survey(config, train);
    return new Preparation(train, validation, test, survey, network, layout, provenance, batches);
  }

  /** By name. */
  public String kernels() {
    return provenance.platform().kernels();
  }

  /** Fails where a fine gradient would see examples twice. */
  private static void requireNoMoreThanAnEpoch(FineGradient fine, MiniBatches batches) {
    if (fine.batches() > batches.stepsPerEpoch()) {
      throw new FrostException(
          "fine.batches "
              + fine.batches()
              + " is more than the "
              + batches.stepsPerEpoch()
              + " mini-batches of an epoch: lower it, or set fine.gradient = full");
    }
  }

  private static Examples heldOut(Examples all, TrainConfig config) {
    Split split = new Split(all, config.validationShare(), config.seed(), true);
    if (split.size() == 0) {
      throw new FrostException(
          "validation.share "
              + config.validationShare()
              + " of the "
              + all.size()
              + " training examples is none: raise it");
    }
    return split;
  }

  /** Fails unless a checkpoint is of these data, these kernels, and not after the run's end. */
  void requireOf(Checkpoint checkpoint, int epochs, String where) {
    provenance.requireOf(checkpoint.notes(), where);
    if (checkpoint.at().next() > (long) epochs * batches.stepsPerEpoch()) {
      throw new FrostException(
          where
              + ": is at step "
              + checkpoint.at().next()
              + ", after the end of "
              + epochs
              + " epochs of "
              + batches.stepsPerEpoch()
              + " steps");
    }
  }

  private static Layout layout(Network network, TrainConfig config) {
    try {
      return config.penalties().on(network);
    } catch (IllegalArgumentException e) {
      throw new FrostException("regularizer." + e.getMessage(), e);
    }
  }

  /** Fails where the density that the run aims at is less than one weight. */
  private static void requireAWeight(Layout layout, TrainConfig config) {
    double target = config.stopping().density();
    if (DensityControl.keep(target, layout.weights()) == 0) {
      throw new FrostException(
          "density.target "
              + target
              + " of the "
              + layout.weights()
              + " regularised weights is none: raise it");
    }
  }

  private static Network network(int inputs, TrainConfig config) {
    Network network = config.network(Shape.flat(inputs));
    if (network.layout().size() > MAX_PARAMETERS) {
      throw new FrostException(
          config.networkKey()
              + ": the network would have "
              + network.layout().size()
              + " parameters, and may have "
              + MAX_PARAMETERS
              + ", because a gradient travels as one array of bytes");
    }
    return network;
  }
}
