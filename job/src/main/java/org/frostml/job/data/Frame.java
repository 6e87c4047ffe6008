package org.frostml.job.data;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.shiftrightunsigned;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;
import org.frostml.FrostException;
import org.frostml.config.TableConfig;
import org.frostml.config.TrainConfig;
import org.frostml.data.DataSet;
import org.frostml.data.Facts;
import org.frostml.job.spark.Failure;
import org.frostml.nn.Inputs;
import org.frostml.nn.Labels;
import org.frostml.nn.Measure;
import org.frostml.nn.Scaling;
import org.frostml.nn.Shape;
import org.frostml.nn.Shard;
import org.frostml.nn.ValueScale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A table on its way into shards: one pass over it, and one shuffle. Rows go to partitions by a
 * hash of what they hold and are sorted there by that hash; shards are equal slices of that order.
 * So files, formats, the order of rows, partitions and executors make no difference to any bit of a
 * run, and equal rows, of which it does not matter which is which, may be as many as there are.
 */
public final class Frame implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Frame.class);

  /** The columns that a table comes with: a vector, an array of double, a double, an int. */
  public static final String FEATURES = "features";

  public static final String TARGETS = "targets";
  public static final String WEIGHT = "weight";

  /** {@link #TRAINING}, {@link #VALIDATION}, or 2: to test on. */
  public static final String PART = "part";

  public static final int TRAINING = Bundle.TRAINING;
  public static final int VALIDATION = Bundle.VALIDATION;

  /** Narrower rows are kept dense whatever they hold. */
  private static final int NARROW = 1024;

  /** Rows that hold more than one value in so many are kept dense. */
  private static final int SCARCE = 8;

  private static final int NAMED = 5;
  private static final double TO_UNIT = 0x1p-53;
  private static final int UNIT_BITS = 11;

  private final String name;
  private final Encoding encoding;
  private final Labels labels;
  private final int width;
  private final int shards;
  private final JavaRDD<Bundle> bundles;

  /** Of every bundle, by part. */
  private final List<int[]> rows;

  private final Counts total;

  private Frame(String name, Encoding encoding, int shards, JavaRDD<Bundle> bundles) {
    this.name = name;
    this.encoding = encoding;
    labels = encoding.labels();
    width = encoding.width();
    this.shards = shards;
    this.bundles = bundles;
    int classes = labels.classes() ? labels.count() : 0;
    // What is narrow is kept dense.
    int marked = width > NARROW ? width : 0;
    List<Counts> counts;
    try {
      counts = bundles.map(new Counts.Count(width, labels.width(), classes, marked)).collect();
    } catch (Exception e) {
      throw Failure.ofRows(e, name);
    }
    total = Counts.none(classes, marked);
    counts.forEach(total::add);
    rows = counts.stream().map(each -> each.rows).toList();
  }

  /**
   * Shuffles a table.
   *
   * @param table with the columns {@link #FEATURES}, {@link #TARGETS}, {@link #WEIGHT} and {@link
   *     #PART}, and no null in them
   * @param name for messages
   * @param encoding how its columns became this one of features
   * @param validationShare of the rows to be trained on, held out by a hash of row and seed
   */
  public static Frame of(
      Dataset<Row> table,
      String name,
      Encoding encoding,
      double validationShare,
      long seed,
      int shards) {
    Column bytes =
        udf(new RowBytes(encoding.width()), DataTypes.BinaryType)
            .apply(col(FEATURES), col(TARGETS), col(WEIGHT));
    Dataset<Row> rows = withoutPlan(table.select(col(PART), bytes.as("row")));
    Column held = unit(xxhash64(col("row"), lit(seed))).lt(validationShare);
    Column part =
        when(col(PART).equalTo(Bundle.TRAINING).and(held), Bundle.VALIDATION).otherwise(col(PART));
    JavaRDD<Bundle> bundles =
        rows.select(part.as(PART), col("row"), xxhash64(col("row")).as("hash"))
            .repartition(shards, col("hash"))
            .sortWithinPartitions(PART, "hash", "row")
            .javaRDD()
            .mapPartitions(new Bundle.Collect())
            .setName("rows of " + name)
            .persist(StorageLevel.DISK_ONLY());
    try {
      return new Frame(name, encoding, shards, bundles);
    } catch (RuntimeException e) {
      bundles.unpersist(false);
      throw e;
    }
  }

  /**
   * The same rows, whose plan begins with them. A sort's plan travels with every job on what was
   * sorted, and that of a vector names every one of its features, a million times.
   */
  private static Dataset<Row> withoutPlan(Dataset<Row> rows) {
    return rows.sparkSession().createDataFrame(rows.javaRDD(), rows.schema());
  }

  /** A hash as a number in [0, 1). */
  static Column unit(Column hash) {
    return shiftrightunsigned(hash, UNIT_BITS).cast(DataTypes.DoubleType).multiply(TO_UNIT);
  }

  private boolean hasTests() {
    return total.rows[Bundle.TEST] > 0;
  }

  /** Fails where there is nothing to test on. */
  void requireTests() {
    requireRows(Bundle.TRAINING, "to train on");
    requireRows(Bundle.TEST, "to test on: raise data.testShare, or name data.testPath");
  }

  /** What is known of the examples. Where there are none to test on, those trained on are. */
  public Facts facts(TrainConfig config) {
    requireRows(Bundle.TRAINING, "to train on");
    if (config.validates()) {
      requireRows(Bundle.VALIDATION, "held out of training: raise validation.share");
    }
    requireClasses();
    int train = total.rows[Bundle.TRAINING];
    int validation = total.rows[Bundle.VALIDATION];
    int test = total.rows[Bundle.TEST];
    Inputs inputs = inputs();
    List<String> names = encoding.features(inputs);
    FeatureScales scales = new FeatureScales(bundles, inputs, labels.width(), train);
    DataSet training = new DataSet(name, train + validation, Counts.sha256(total.training));
    return new Facts(
        training,
        hasTests() ? new DataSet(name + " (test)", test, Counts.sha256(total.test)) : training,
        train,
        validation,
        Shape.flat(inputs.count()),
        inputs,
        names,
        labels,
        scaling(scales, config.data().scaling(), names),
        config.loss().measure() == Measure.RMSE ? scales.values(labels) : ValueScale.NONE,
        bytes(),
        false,
        encoding.texts());
  }

  private void requireRows(int part, String what) {
    if (total.rows[part] == 0) {
      throw new FrostException(name + ": has no rows " + what);
    }
  }

  private void requireClasses() {
    if (!labels.classes()) {
      return;
    }
    int seen = 0;
    for (int k = 0; k < labels.count(); k++) {
      seen += total.classes[k] > 0 ? 1 : 0;
      if (total.classes[k] == 0) {
        LOG.warn("{}: no row of class {} is trained on", name, labels.names().get(k));
      }
    }
    if (seen < 2) {
      throw new FrostException(
          name + ": rows of at least 2 classes are needed to train on, but there are " + seen);
    }
  }

  /** Numbers of all rows, zeros among them. */
  private long numbers() {
    return IntStream.of(total.rows).asLongStream().sum() * width;
  }

  private boolean isSparse() {
    return width > NARROW && total.nonZero * SCARCE < numbers();
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

  /** Of all examples in memory. */
  private long bytes() {
    return Float.BYTES * (isSparse() ? 2 * total.nonZero : numbers());
  }

  private Scaling scaling(FeatureScales scales, Scaling.By by, List<String> names) {
    if (!isSparse()) {
      Scaling scaling = scales.dense(by);
      if (scaling instanceof Scaling.PerFeature each) {
        nameConstants(each, names);
      }
      return scaling;
    }
    if (by == Scaling.By.WHOLE) {
      throw new FrostException(
          name
              + ": sparse features are never centred: set data.scaling = feature, by their largest"
              + " magnitude, or none");
    }
    return scales.sparse(by);
  }

  /** They are harmless, and maybe not meant. */
  private void nameConstants(Scaling.PerFeature scaling, List<String> names) {
    int[] constants = IntStream.range(0, width).filter(f -> scaling.deviation()[f] == 0).toArray();
    if (constants.length == width) {
      throw nothingToLearn();
    }
    if (constants.length > 0) {
      List<String> first =
          IntStream.of(constants)
              .limit(NAMED)
              .mapToObj(f -> names.isEmpty() ? "feature " + f : names.get(f))
              .toList();
      LOG.warn(
          "{}: {} of {} features are the same in all training rows, and tell nothing: {}{}",
          name,
          constants.length,
          width,
          String.join(", ", first),
          constants.length > NAMED ? ", ..." : "");
    }
  }

  private FrostException nothingToLearn() {
    return new FrostException(
        name + ": every feature is the same in all rows: there is nothing to learn");
  }

  /**
   * The shards, to be cached.
   *
   * @param facts known of them: their inputs decide whether zeros are left out
   * @param weighting what each class weighs beside the weights of its rows
   */
  public Shards shards(Facts facts, TableConfig.ClassWeights weighting) {
    float[] weights = weighting == TableConfig.ClassWeights.BALANCED ? balanced() : new float[0];
    Slices.Kind kind = new Slices.Kind(facts.inputs(), labels, facts.scaling(), weights);
    JavaRDD<Shard> training = slices(Bundle.TRAINING, kind);
    return Shards.of(
        training,
        hasTests() ? slices(Bundle.TEST, kind) : training,
        total.rows[Bundle.VALIDATION] == 0
            ? Optional.empty()
            : Optional.of(slices(Bundle.VALIDATION, kind)));
  }

  /** The shards of the rows to test a model on, as it takes rows and whatever these hold. */
  public JavaRDD<Shard> test(Inputs inputs, Scaling scaling) {
    requireRows(Bundle.TEST, "at all");
    return slices(Bundle.TEST, new Slices.Kind(inputs, labels, scaling, new float[0]));
  }

  private JavaRDD<Shard> slices(int part, Slices.Kind kind) {
    int[] sizes = rows.stream().mapToInt(each -> each[part]).toArray();
    return Slices.of(bundles, part, sizes, shards, kind).setName("shards of " + name);
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
      weights[k] = total.classes[k] == 0 ? 1 : (float) (all / (seen * total.classes[k]));
    }
    return weights;
  }

  @Override
  public void close() {
    bundles.unpersist(false);
  }
}
