package org.frostml.job.data;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.shiftrightunsigned;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.List;
import java.util.Map;
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
  private final List<String> features;
  private final Labels labels;
  private final int width;
  private final int shards;
  private final JavaRDD<Bundle> bundles;
  private final List<Counts> counts;
  private final Counts total;

  private Frame(
      String name,
      List<String> features,
      Labels labels,
      int width,
      int shards,
      JavaRDD<Bundle> bundles) {
    this.name = name;
    this.features = features;
    this.labels = labels;
    this.width = width;
    this.shards = shards;
    this.bundles = bundles;
    int classes = labels.classes() ? labels.count() : 0;
    try {
      counts = bundles.map(new Counts.Count(width, labels.width(), classes)).collect();
    } catch (Exception e) {
      throw Failure.ofRows(e, name);
    }
    total = Counts.none(classes);
    counts.forEach(total::add);
  }

  /**
   * Shuffles a table.
   *
   * @param table with the columns {@link #FEATURES}, {@link #TARGETS}, {@link #WEIGHT} and {@link
   *     #PART}, and no null in them
   * @param name for messages
   * @param features their names, or none
   * @param width how many there are
   * @param validationShare of the rows to be trained on, held out by a hash of row and seed
   */
  public static Frame of(
      Dataset<Row> table,
      String name,
      List<String> features,
      int width,
      Labels labels,
      double validationShare,
      long seed,
      int shards) {
    Column bytes =
        udf(new RowBytes(width), DataTypes.BinaryType)
            .apply(col(FEATURES), col(TARGETS), col(WEIGHT));
    Dataset<Row> rows = table.select(col(PART), bytes.as("row"));
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
      return new Frame(name, features, labels, width, shards, bundles);
    } catch (RuntimeException e) {
      bundles.unpersist(false);
      throw e;
    }
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

  /**
   * What is known of the examples. Where there are none to test on, those trained on are.
   *
   * @param texts what else a model is to say of them
   */
  public Facts facts(TrainConfig config, Map<String, String> texts) {
    requireRows(Bundle.TRAINING, "to train on");
    if (config.validates()) {
      requireRows(Bundle.VALIDATION, "held out of training: raise validation.share");
    }
    requireClasses();
    int train = total.rows[Bundle.TRAINING];
    int validation = total.rows[Bundle.VALIDATION];
    int test = total.rows[Bundle.TEST];
    DataSet training = new DataSet(name, train + validation, Counts.sha256(total.training));
    return new Facts(
        training,
        hasTests() ? new DataSet(name + " (test)", test, Counts.sha256(total.test)) : training,
        train,
        validation,
        Shape.flat(width),
        features,
        labels,
        scaling(config.data().scaling()),
        config.loss().measure() == Measure.RMSE ? scales().values(labels) : ValueScale.NONE,
        bytes(),
        false,
        texts);
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

  /** Of all examples in memory. */
  private long bytes() {
    return Float.BYTES * (isSparse() ? 2 * total.nonZero : numbers());
  }

  private FeatureScales scales() {
    return new FeatureScales(bundles, width, labels.width(), total.rows[Bundle.TRAINING]);
  }

  private Scaling scaling(Scaling.By by) {
    FeatureScales scales = scales();
    if (!isSparse()) {
      Scaling scaling = scales.dense(by);
      if (scaling instanceof Scaling.PerFeature each) {
        nameConstants(each);
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
  private void nameConstants(Scaling.PerFeature scaling) {
    int[] constants = IntStream.range(0, width).filter(f -> scaling.deviation()[f] == 0).toArray();
    if (constants.length == width) {
      throw new FrostException(
          name + ": every feature is the same in all rows: there is nothing to learn");
    }
    if (constants.length > 0) {
      List<String> first = IntStream.of(constants).limit(NAMED).mapToObj(this::feature).toList();
      LOG.warn(
          "{}: {} of {} features are the same in all training rows, and tell nothing: {}{}",
          name,
          constants.length,
          width,
          String.join(", ", first),
          constants.length > NAMED ? ", ..." : "");
    }
  }

  private String feature(int f) {
    return features.isEmpty() ? "feature " + f : features.get(f);
  }

  /**
   * The shards, to be cached.
   *
   * @param weighting what each class weighs beside the weights of its rows
   */
  public Shards shards(Scaling scaling, TableConfig.ClassWeights weighting) {
    float[] weights = weighting == TableConfig.ClassWeights.BALANCED ? balanced() : new float[0];
    Slices.Kind kind = new Slices.Kind(width, labels, isSparse(), scaling, weights);
    JavaRDD<Shard> training = slices(Bundle.TRAINING, kind);
    return Shards.of(
        training,
        hasTests() ? slices(Bundle.TEST, kind) : training,
        total.rows[Bundle.VALIDATION] == 0
            ? Optional.empty()
            : Optional.of(slices(Bundle.VALIDATION, kind)));
  }

  /** The shards of the rows to test on. */
  public JavaRDD<Shard> test(Scaling scaling) {
    requireRows(Bundle.TEST, "at all");
    return slices(Bundle.TEST, new Slices.Kind(width, labels, isSparse(), scaling, new float[0]));
  }

  private JavaRDD<Shard> slices(int part, Slices.Kind kind) {
    int[] sizes = counts.stream().mapToInt(each -> each.rows[part]).toArray();
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
