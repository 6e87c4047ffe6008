package org.frostml.job.data;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.frostml.config.TrainConfig;
import org.frostml.data.Examples;
import org.frostml.data.Survey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The examples that configurations name, each looked at once for as many runs as want them. */
public class Sources {
  private static final Logger LOG = LoggerFactory.getLogger(Sources.class);

  private final Map<Split, Survey> surveys = new HashMap<>();

  /** Which of the examples are trained on. */
  private record Split(TrainConfig.Data data, double heldOut, long seed) {
    static Split of(TrainConfig config) {
      // Where none are held out the seed decides only how they are spread.
      long seed = config.validationShare() == 0 ? 0 : config.seed();
      return new Split(config.data(), config.validationShare(), seed);
    }
  }

  /** All training examples. */
  public Examples train(TrainConfig.Data data) throws IOException {
    return DataSource.train(data);
  }

  public Examples test(TrainConfig.Data data) throws IOException {
    return DataSource.test(data);
  }

  /**
   * The survey of a run's training examples.
   *
   * @param train those of {@code config}
   */
  public synchronized Survey survey(TrainConfig config, Examples train) throws IOException {
    Split split = Split.of(config);
    Survey known = surveys.get(split);
    if (known == null) {
      known = Survey.of(train, config.data().scaling());
      known.warning().ifPresent(LOG::warn);
      surveys.put(split, known);
    }
    return known;
  }
}
