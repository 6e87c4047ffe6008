package org.frostml.run;

import java.util.List;
import java.util.stream.Collectors;
import org.frostml.FrostException;
import org.frostml.config.TrainConfig;
import org.frostml.data.Facts;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Augmentation;
import org.frostml.nn.Measure;
import org.frostml.nn.Moments;
import org.frostml.nn.Network;
import org.frostml.optim.DensityControl;
import org.frostml.optim.Optimizer;
import org.frostml.sparse.Block;
import org.frostml.sparse.Grouping;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Message;
import org.frostml.train.Checkpoint;
import org.frostml.train.FineGradient;
import org.frostml.train.MiniBatches;
import org.frostml.train.Stopping;

/**
 * Everything of a run that can be known, and so can be refused, before anything is written; where
 * its examples are streamed, before Spark starts.
 *
 * @param kernels by name, those that the run trains with
 */
public record Preparation(
    Facts data,
    Network network,
    Layout layout,
    Provenance provenance,
    String kernels,
    MiniBatches batches,
    Stopping stopping) {
  /** What holds the resolved configuration in provenance. */
  public static final String CONFIG = "config";

  /** A checkpoint with a certificate has an array of 35 / 32 words a parameter, and some more. */
  private static final int MAX_PARAMETERS = Message.MOST / Float.BYTES / 9 * 8;

  /**
   * Of a run.
   *
   * @param data what is known of its examples
   * @param platform with the kernels of all that take part
   */
  public static Preparation of(TrainConfig config, Facts data, Platform platform) {
    MiniBatches batches =
        new MiniBatches(
            config.seed(),
            config.batchSize(),
            config.shards(),
            data.trained(),
            augmentation(config, data));
    requireNoMoreThanAnEpoch(config.fineGradient(), batches);
    Network network = network(data, config);
    requireTwoToNormalise(network, batches, config);
    Layout layout = layout(network, config);
    requireAWeight(layout, config);
    if (config.freeze().localSteps() > 1) {
      config.optimizer().requireMessages(layout, config.exchange().active());
    }
    Provenance provenance = new Provenance(data.training(), data.test(), platform);
    String kernels = platform.kernels() + (config.rounded() ? Kernels.ROUNDED : "");
    Stopping stopping = stopping(config.stopping(), network);
    return new Preparation(data, network, layout, provenance, kernels, batches, stopping);
  }

  /** By what the network has as many outputs for as it turned out to have. */
  private static Stopping stopping(Stopping rule, Network network) {
    List<Measure> measures = network.loss().measures(network.outputs());
    if (measures.contains(rule.measure())) {
      return rule;
    }
    if (rule.measure() == Measure.F1 && measures.contains(Measure.MACRO_F1)) {
      return rule.by(Measure.MACRO_F1);
    }
    throw new FrostException(
        "stopping.by: "
            + rule.measure().key()
            + " means nothing for a network with "
            + network.outputs()
            + " outputs: take one of "
            + measures.stream().map(Measure::key).collect(Collectors.joining(", ")));
  }

  private static Augmentation augmentation(TrainConfig config, Facts data) {
    try {
      config.augmentation().require(data.in());
      return config.augmentation();
    } catch (IllegalArgumentException e) {
      throw new FrostException("data.augment: " + e.getMessage(), e);
    }
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
              + " steps: raise epochs");
    }
  }

  /** Fails where a batch norm would make 0 of whatever it is given: each number is its own mean. */
  private static void requireTwoToNormalise(
      Network network, MiniBatches batches, TrainConfig config) {
    for (Moments norm : network.moments()) {
      String alone = ": the batch norm " + norm.name() + " would normalise 1 number per channel";
      if (norm.pixels() == 1 && config.sample() == 1) {
        throw new FrostException("network.sample = 1" + alone + ": raise it");
      }
      if (norm.pixels() == 1 && batches.perShard() == 1) {
        throw new FrostException(
            config.networkKey()
                + alone
                + ", a pixel of the 1 example that each of "
                + batches.shards()
                + " shards gives to a mini-batch of "
                + batches.batchSize()
                + ": raise batchSize, or lower shards");
      }
    }
  }

  private static Layout layout(Network network, TrainConfig config) {
    try {
      return config.penalties().on(network);
    } catch (IllegalArgumentException e) {
      throw new FrostException("regularizer." + e.getMessage(), e);
    }
  }

  /** Fails where the density that the run aims at is less than one weight, or a group of them. */
  private static void requireAWeight(Layout layout, TrainConfig config) {
    double target = config.stopping().density();
    int most = largestGroup(layout, config.optimizer());
    int keep = DensityControl.keep(target, layout.weights());
    if (keep > 0 && keep < most) {
      throw new FrostException(
          "density.target "
              + target
              + " of the "
              + layout.weights()
              + " regularised weights is "
              + keep
              + ", but groups of "
              + most
              + " live or die together: raise it, or take another regularizer.name");
    }
    if (keep == 0) {
      throw new FrostException(
          "density.target "
              + target
              + " of the "
              + layout.weights()
              + " regularised weights is none: raise it");
    }
  }

  /**
   * Weights of the largest group that lives or dies together: below it the layer could not live,
   * and where such a group leads no other could.
   */
  private static int largestGroup(Layout layout, Optimizer optimizer) {
    if (optimizer.choosesFeatures()) {
      return layout.blocks().get(0).rows();
    }
    Grouping grouping = optimizer.grouping();
    return layout.blocks().stream()
        .filter(Block::isSparse)
        .mapToInt(block -> block.size() / grouping.count(block))
        .max()
        .orElse(1);
  }

  private static Network network(Facts data, TrainConfig config) {
    Network network = config.network(data.in(), data.labels(), data.values());
    if (network.layout().size() > MAX_PARAMETERS) {
      throw new FrostException(
          config.networkKey()
              + ": the network would have "
              + network.layout().size()
              + " parameters, and may have "
              + MAX_PARAMETERS
              + ", because gradients travel, and checkpoints are kept, as arrays of bytes");
    }
    return network;
  }
}
