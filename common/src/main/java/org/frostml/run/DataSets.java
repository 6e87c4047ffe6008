package org.frostml.run;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.frostml.FrostException;
import org.frostml.config.TrainConfig;
import org.frostml.data.DataSet;
import org.frostml.data.Examples;
import org.frostml.data.Facts;
import org.frostml.data.Parts;
import org.frostml.data.Pool;
import org.frostml.data.Sharding;
import org.frostml.data.Split;
import org.frostml.data.Survey;
import org.frostml.nn.Inputs;
import org.frostml.nn.Labels;
import org.frostml.nn.ValueScale;
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

  /** The examples of a run. */
  public Parts parts(TrainConfig config) throws IOException {
    Examples all = train(config.data());
    Examples train = all;
    Optional<Examples> validation = Optional.empty();
    if (config.validationShare() > 0) {
      train = new Split(all, config.validationShare(), config.seed(), false);
      validation = Optional.of(heldOut(all, config));
    }
    Examples test = test(config.data());
    test.requireShape(train.shape());
    requireClasses(train, config);
    Parts parts = new Parts(train, validation, test);
    parts
        .all()
        .forEach(
            examples ->
                Sharding.of(examples, config.seed(), config.shards()).requireRoom(examples));
    return parts;
  }

  private static void requireClasses(Examples train, TrainConfig config) {
    if (train.classes() != config.data().classes()) {
      throw new FrostException(
          "data.classes is "
              + config.data().classes()
              + ", but "
              + train.name()
              + " has "
              + train.classes());
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

  /** What is known of the examples of a run. */
  public synchronized Facts facts(TrainConfig config) throws IOException {
    Parts parts = parts(config);
    TrainConfig.Data data = config.data();
    DataSet all = once(training, data, () -> DataSet.of(train(data)));
    DataSet test = once(tests, data, () -> DataSet.of(parts.test()));
    int features = parts.train().features();
    long numbers = ((long) all.examples() + test.examples()) * features;
    return new Facts(
        all,
        test,
        parts.train().size(),
        parts.validation().map(Examples::size).orElse(0),
        parts.train().shape(),
        new Inputs.All(features),
        List.of(),
        Labels.numbered(parts.train().classes()),
        survey(config, parts.train()).scaling(),
        ValueScale.NONE,
        numbers * (parts.train().bytes() ? 1 : Float.BYTES),
        Pool.fits(parts.train()) && Pool.fits(parts.test()),
        Map.of());
  }

  /** Finds out something that costs time. */
  protected interface Finding<V> {
    V find() throws IOException;
  }

  /** What costs time is found out once. */
  protected static <K, V> V once(Map<K, V> known, K key, Finding<V> finding) throws IOException {
    V found = known.get(key);
    if (found == null) {
      found = finding.find();
      known.put(key, found);
    }
    return found;
  }

  private Survey survey(TrainConfig config, Examples train) throws IOException {
    return once(
        surveys,
        Part.of(config),
        () -> {
          Survey survey = Survey.of(train, config.data().scaling());
          survey.warning().ifPresent(LOG::warn);
          return survey;
        });
  }
}
