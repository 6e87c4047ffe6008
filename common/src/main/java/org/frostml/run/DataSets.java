package org.frostml.run;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.frostml.config.TrainConfig;
import org.frostml.data.DataSet;
import org.frostml.data.Examples;
import org.frostml.data.Survey;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The examples that configurations name, each looked at once for as many runs as want them. */
public abstract class DataSets {
  private static final Logger LOG = LoggerFactory.getLogger(DataSets.class);

  private final Map<Part, Survey> surveys = new HashMap<>();
  private final Map<TrainConfig.Data, DataSet> training = new HashMap<>();
  private final Map<TrainConfig.Data, DataSet> tests = new HashMap<>();

  /** Which of the examples are trained on. */
  private record Part(TrainConfig.Data data, double heldOut, long seed) {
    static Part of(TrainConfig config) {
      // Where none are held out the seed decides only how they are spread.
      long seed = config.validationShare() == 0 ? 0 : config.seed();
      return new Part(config.data(), config.validationShare(), seed);
    }
  }

  /** All training examples. */
  public abstract Examples train(TrainConfig.Data data) throws IOException;

  public abstract Examples test(TrainConfig.Data data) throws IOException;

  /**
   * Where the numbers of a run come from.
   *
   * @param train all training examples of {@code data}
   * @param test those of {@code data}
   */
  synchronized Provenance provenance(
      TrainConfig.Data data, Examples train, Examples test, Platform platform) throws IOException {
    return new Provenance(identity(training, data, train), identity(tests, data, test), platform);
  }

  private static DataSet identity(
      Map<TrainConfig.Data, DataSet> known, TrainConfig.Data data, Examples examples)
      throws IOException {
    DataSet identity = known.get(data);
    if (identity == null) {
      identity = DataSet.of(examples);
      known.put(data, identity);
    }
    return identity;
  }

  /**
   * The survey of a run's training examples.
   *
   * @param train those of {@code config}
   */
  synchronized Survey survey(TrainConfig config, Examples train) throws IOException {
    Part part = Part.of(config);
    Survey known = surveys.get(part);
    if (known == null) {
      known = Survey.of(train, config.data().scaling());
      known.warning().ifPresent(LOG::warn);
      surveys.put(part, known);
    }
    return known;
  }
}
