package org.frostml.job;

import java.io.IOException;
import org.frostml.FrostException;
import org.frostml.config.TrainConfig;
import org.frostml.data.Examples;
import org.frostml.data.Survey;
import org.frostml.nn.Network;
import org.frostml.train.MiniBatches;

/**
 * Everything of a run that can be known, and so can be refused, before Spark starts and anything is
 * written.
 */
record Preparation(
    Examples train, Examples test, Survey survey, Network network, Run run, MiniBatches batches) {
  static Preparation of(TrainConfig config) throws IOException {
    Examples train = DataSource.train(config.data());
    Examples test = DataSource.test(config.data());
    DataSource.requireFeatures(test, train.features());
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
    Network network = network(train.features(), config);
    Run run = Run.of(network);
    Survey survey = Survey.of(train);
    Survey.requireFinite(test);
    return new Preparation(train, test, survey, network, run, batches);
  }

  private static Network network(int inputs, TrainConfig config) {
    try {
      return Network.mlp(inputs, config.hidden(), config.data().classes());
    } catch (IllegalArgumentException e) {
      throw new FrostException("network.hidden: " + e.getMessage(), e);
    }
  }
}
