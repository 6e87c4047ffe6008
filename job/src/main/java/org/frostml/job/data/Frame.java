package org.frostml.job.data;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.frostml.FrostException;
import org.frostml.Text;
import org.frostml.config.TableConfig;
import org.frostml.config.TrainConfig;
import org.frostml.data.DataSet;
import org.frostml.data.Facts;
import org.frostml.nn.Inputs;
import org.frostml.nn.Labels;
import org.frostml.nn.Measure;
import org.frostml.nn.Scaling;
import org.frostml.nn.Shape;
import org.frostml.nn.Shard;
import org.frostml.nn.ValueScale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shuffled rows as the examples of runs: shards are equal slices of them, scaled. */
public final class Frame implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Frame.class);

  /** Rows that hold more than one value in so many are kept dense. */
  private static final int SCARCE = 8;

  private static final int NAMED = 5;

  private final ShuffledRows rows;
  private final String name;
  private final RowContent content;
  private final Labels labels;
  private final int width;
  private final Counts total;

  /**
   * @param rows all of one width; taken over
   * @param content what they hold
   */
  public Frame(ShuffledRows rows, RowContent content) {
    this.rows = rows;
    this.content = content;
    labels = content.labels();
    name = rows.name();
    width = content.shape().size();
    total = rows.total();
  }

  /**
   * Shuffles an encoded table.
   *
   * @param table as {@link ShuffledRows} takes it
   * @param name for messages
   * @param validationShare of the rows to be trained on, held out by a hash of row and seed
   */
  static Frame of(
      Dataset<Row> table,
      String name,
      RowContent content,
      double validationShare,
      long seed,
      int shards) {
    Labels labels = content.labels();
    ShuffledRows rows =
        ShuffledRows.of(
            table, name, labels.width(), labels.classes(), validationShare, seed, shards);
    try {
      rows.requireWidth(content.shape().size());
    } catch (Exception e) {
      rows.close();
      throw e;
    }
    return new Frame(rows, content);
  }

  private boolean hasTests() {
    return total.rows[Bundle.TEST] > 0;
  }

  /** Fails where there is nothing to test on. */
  void requireTests() {
    requireRows(Bundle.TRAINING, "to train on");
    requireRows(Bundle.TEST, "to test on: raise data.testShare, or name data.testPath");
  }

  /** What is known of the examples. Where there are none to test on, those trained on are named. */
  public Facts facts(TrainConfig config) {
    requireRows(Bundle.TRAINING, "to train on");
    if (config.validates()) {
      String column = config.data().table().heldOut();
      requireRows(
          Bundle.VALIDATION,
          "held out of training: "
              + (column.isEmpty() ? "raise validation.share" : column + " is true of none"));
    }
    requireWeight(Bundle.TRAINING, "to train on", "nothing can be learnt from them");
    requireWeight(Bundle.VALIDATION, "held out of training", "nothing can be measured on them");
    requireWeight(Bundle.TEST, "to test on", "nothing can be measured on them");
    requireClasses();
    int train = total.rows[Bundle.TRAINING];
    int validation = total.rows[Bundle.VALIDATION];
    int test = total.rows[Bundle.TEST];
    Inputs inputs = inputs();
    List<String> names = content.features(inputs);
    FeatureScales scales = new FeatureScales(rows.bundles(), inputs, labels.width());
    // Where a column says which rows are held out, and not a share, the data say it.
    boolean said = config.validationShare() == 0;
    BigInteger identity = said ? total.training.add(total.validation) : total.training;
    DataSet training = new DataSet(name, Counts.sum(train, validation), Counts.sha256(identity));
    return new Facts(
        training,
        hasTests() ? new DataSet(name + " (test)", test, Counts.sha256(total.test)) : training,
        train,
        validation,
        inputs instanceof Inputs.All ? content.shape() : Shape.flat(inputs.count()),
        inputs,
        names,
        labels,
        scaling(scales, config.data().scaling(), names),
        config.loss().measure() == Measure.RMSE ? scales.values(labels) : ValueScale.NONE,
        bytes(),
        false,
        content.texts());
  }

  /** What rows are labelled with. */
  public Labels labels() {
    return labels;
  }

  private void requireRows(int part, String what) {
    if (total.rows[part] == 0) {
      throw new FrostException(name + ": has no rows " + what);
    }
  }

  private void requireWeight(int part, String what, String so) {
    if (total.rows[part] > 0 && !total.weighs[part]) {
      throw new FrostException(
          name + ": the " + total.rows[part] + " rows " + what + " all weigh 0: " + so);
    }
  }

  private void requireClasses() {
    if (!labels.classes()) {
      return;
    }
    int seen = 0;
    for (int k = 0; k < labels.count(); k++) {
      seen += weight(k) > 0 ? 1 : 0;
      if (weight(k) == 0) {
        LOG.warn("{}: no row of class {} is trained on", name, labels.names().get(k));
      }
    }
    if (seen < 2) {
      throw new FrostException(
          name + ": rows of at least 2 classes are needed to train on, but there are " + seen);
    }
  }

  /** What all training rows of a class weigh. */
  private double weight(int label) {
    return label < total.classes.length ? total.classes[label] : 0;
  }

  private boolean isOfImages() {
    return content.shape().isImage();
  }

  /** Numbers of all rows, zeros among them. */
  private long numbers() {
    return IntStream.of(total.rows).asLongStream().sum() * width;
  }

  private boolean isSparse() {
    return !isOfImages() && Counts.mayBeSparse(width) && total.nonZero * SCARCE < numbers();
  }

  /** The features that a network is to learn from. */
  private Inputs inputs() {
    if (!isSparse()) {
      return new Inputs.All(width);
    }
    int[] occurring = total.occurring();
    if (occurring.length == 0) {
      throw nothingToLearn();
    }
    LOG.info(
        "{}: {} of {} features occur in training rows, and are the network's inputs",
        name,
        occurring.length,
        width);
    return new Inputs.Occurring(width, occurring);
  }

  private FrostException nothingToLearn() {
    return new FrostException(
        name + ": every feature is the same in all rows: there is nothing to learn");
  }

  /** Of all examples in memory. */
  private long bytes() {
    return content.bytes() * (isSparse() ? 2 * total.nonZero : numbers());
  }

  private Scaling scaling(FeatureScales scales, Scaling.By by, List<String> names) {
    if (!isSparse()) {
      Scaling scaling = scales.dense(dense(by), content.shape().channels());
      if (scaling instanceof Scaling.PerFeature each) {
        nameConstants(each, names);
      }
      if (scaling instanceof Scaling.PerChannel each && areZero(each.deviation())) {
        throw nothingToLearn();
      }
      return scaling;
    }
    requireNoChannel(by);
    if (by == Scaling.By.WHOLE) {
      throw new FrostException(
          name
              + ": sparse features are never centred: set data.scaling = feature, by their largest"
              + " magnitude, or none");
    }
    return scales.sparse(by);
  }

  private static boolean areZero(float[] deviations) {
    return IntStream.range(0, deviations.length).allMatch(c -> deviations[c] == 0);
  }

  private Scaling.By dense(Scaling.By by) {
    if (!isOfImages()) {
      requireNoChannel(by);
      return by;
    }
    return by == Scaling.By.AUTO ? Scaling.By.ofImages(content.shape()) : by;
  }

  private void requireNoChannel(Scaling.By by) {
    if (by == Scaling.By.CHANNEL) {
      throw new FrostException(
          name + ": data.scaling = channel is of images, which those of a table are by data.shape");
    }
  }

  /** They are harmless, and maybe not meant. */
  private void nameConstants(Scaling.PerFeature scaling, List<String> names) {
    int[] constants = IntStream.range(0, width).filter(f -> scaling.deviation()[f] == 0).toArray();
    if (constants.length == width) {
      throw nothingToLearn();
    }
    if (constants.length > 0) {
      List<String> constant =
          IntStream.of(constants)
              .mapToObj(f -> names.isEmpty() ? "feature " + f : names.get(f))
              .toList();
      LOG.warn(
          "{}: {} of {} features are the same in all training rows, and tell nothing: {}",
          name,
          constants.length,
          width,
          Text.first(constant, NAMED));
    }
  }

  /**
   * The shards, to be cached.
   *
   * @param facts of them, or as another model takes them: its inputs decide whether zeros are kept
   * @param weighting what each class weighs beside the weights of its rows
   */
  public Shards shards(Facts facts, TableConfig.ClassWeights weighting) {
    float[] weights = weighting == TableConfig.ClassWeights.BALANCED ? balanced() : new float[0];
    // Balanced where they are learnt: models are measured on rows as they are.
    Slices.Kind learnt = new Slices.Kind(facts.inputs(), labels, facts.scaling(), weights);
    Slices.Kind kind = new Slices.Kind(facts.inputs(), labels, facts.scaling(), new float[0]);
    return new Shards(
        slices(Bundle.TRAINING, learnt),
        someOf(Bundle.TEST, kind),
        someOf(Bundle.VALIDATION, kind),
        kind.inputs().areSparse());
  }

  private Optional<JavaRDD<Shard>> someOf(int part, Slices.Kind kind) {
    return total.rows[part] == 0 ? Optional.empty() : Optional.of(slices(part, kind));
  }

  /** The shards of the rows to test a model on, as it takes rows, whatever these hold. */
  public JavaRDD<Shard> test(Inputs inputs, Scaling scaling) {
    requireRows(Bundle.TEST, "at all");
    return slices(Bundle.TEST, new Slices.Kind(inputs, labels, scaling, new float[0]));
  }

  private JavaRDD<Shard> slices(int part, Slices.Kind kind) {
    int[] sizes = rows.counts().stream().mapToInt(each -> each.rows[part]).toArray();
    return Slices.of(rows.bundles(), part, sizes, rows.shards(), kind).setName("shards of " + name);
  }

  /** All classes weigh the same together, and all examples what they weigh without. */
  private float[] balanced() {
    if (!labels.classes()) {
      throw new FrostException(
          "data.classWeights = balanced, but the labels are " + labels.describe());
    }
    double all = 0;
    int seen = 0;
    for (double weight : total.classes) {
      all += weight;
      seen += weight > 0 ? 1 : 0;
    }
    float[] weights = new float[labels.count()];
    for (int k = 0; k < weights.length; k++) {
      weights[k] = weight(k) == 0 ? 1 : (float) (all / (seen * weight(k)));
    }
    return weights;
  }

  @Override
  public void close() {
    rows.close();
  }
}
