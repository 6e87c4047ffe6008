package org.frostml.job.data;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.octet_length;
import static org.apache.spark.sql.functions.shiftrightunsigned;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;
import static org.apache.spark.sql.functions.xxhash64;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.storage.StorageLevel;
import org.frostml.FrostException;
import org.frostml.job.spark.Failure;
import org.frostml.job.spark.Uninterrupted;

/**
 * The rows of a table after one pass over it, and one shuffle. Rows go to partitions by a hash of
 * what they hold and are sorted there by that hash, so that files, formats, the order of rows,
 * partitions and executors make no difference to what comes after, and equal rows, of which it does
 * not matter which is which, may be as many as there are. Executors keep them on disk.
 */
public final class ShuffledRows implements AutoCloseable {
  /**
   * The columns that a table comes with: a vector, or a byte for each pixel; an array of double; a
   * double; an int.
   */
  public static final String FEATURES = "features";

  public static final String TARGETS = "targets";
  public static final String WEIGHT = "weight";

  /** {@link #TRAINING}, {@link #VALIDATION}, {@link #INVALID}, or 2: to test on. */
  public static final String PART = "part";

  public static final int TRAINING = Bundle.TRAINING;
  public static final int VALIDATION = Bundle.VALIDATION;

  /** Rows that cannot be used, of which nothing is kept but how many they are. */
  public static final int INVALID = Bundle.INVALID;

  private static final double TO_UNIT = 0x1p-53;
  private static final int UNIT_BITS = 11;

  private final String name;
  private final int shards;
  private final JavaRDD<Bundle> bundles;
  private final List<Counts> counts;
  private final Counts total;

  private ShuffledRows(String name, int shards, JavaRDD<Bundle> bundles, List<Counts> counts) {
    this.name = name;
    this.shards = shards;
    this.bundles = bundles;
    this.counts = counts;
    total = Counts.sum(counts);
  }

  /**
   * Shuffles a table.
   *
   * @param table with the columns {@link #FEATURES}, {@link #TARGETS}, {@link #WEIGHT} and {@link
   *     #PART}, and no null in them but in invalid rows
   * @param name for messages
   * @param targets of a row
   * @param classes whether a row's one target is a class
   * @param validationShare of the rows to be trained on, held out by a hash of row and seed
   */
  public static ShuffledRows of(
      Dataset<Row> table,
      String name,
      int targets,
      boolean classes,
      double validationShare,
      long seed,
      int shards) {
    try {
      // To ask for an RDD is to run the stages before it.
      JavaRDD<Bundle> bundles =
          withoutPlan(shuffled(table, validationShare, seed, shards))
              .mapPartitions(new Bundle.Collect())
              .setName("rows of " + name)
              .persist(StorageLevel.DISK_ONLY());
      try {
        List<Counts> counts = bundles.map(new Counts.Count(targets, classes)).collect();
        return new ShuffledRows(name, shards, bundles, counts);
      } catch (Exception e) {
        Uninterrupted.run(() -> bundles.unpersist(false));
        throw e;
      }
    } catch (Exception e) {
      throw Failure.ofRows(e, name);
    }
  }

  private static Dataset<Row> shuffled(
      Dataset<Row> table, double validationShare, long seed, int shards) {
    boolean pixels = table.schema().apply(FEATURES).dataType().equals(DataTypes.BinaryType);
    Column bytes =
        (pixels
                ? udf(new RowBytes.OfPixels(), DataTypes.BinaryType)
                : udf(new RowBytes(), DataTypes.BinaryType))
            .apply(col(FEATURES), col(TARGETS), col(WEIGHT));
    Column width =
        pixels
            ? octet_length(col(FEATURES))
            : udf(new VectorSize(), DataTypes.IntegerType).apply(col(FEATURES));
    Column valid = col(PART).notEqual(INVALID);
    Dataset<Row> rows =
        table.select(col(PART), when(valid, bytes).as("row"), when(valid, width).as("width"));
    Column held = unit(xxhash64(col("row"), lit(seed))).lt(validationShare);
    Column part = when(col(PART).equalTo(TRAINING).and(held), VALIDATION).otherwise(col(PART));
    return rows.select(part.as(PART), col("row"), col("width"), xxhash64(col("row")).as("hash"))
        .repartition(shards, col("hash"));
  }

  /**
   * The rows as they come out of the shuffle. What Spark makes rows of its API by, or sorts them,
   * holds the plan of all that was before: it would travel with every job, and grows with a table's
   * columns.
   */
  private static JavaRDD<InternalRow> withoutPlan(Dataset<Row> shuffled) {
    return ((org.apache.spark.sql.classic.Dataset<Row>) shuffled)
        .queryExecution()
        .toRdd()
        .toJavaRDD();
  }

  /** A hash as a number in [0, 1). */
  static Column unit(Column hash) {
    return shiftrightunsigned(hash, UNIT_BITS).cast(DataTypes.DoubleType).multiply(TO_UNIT);
  }

  String name() {
    return name;
  }

  int shards() {
    return shards;
  }

  JavaRDD<Bundle> bundles() {
    return bundles;
  }

  /** Of each bundle. */
  List<Counts> counts() {
    return counts;
  }

  Counts total() {
    return total;
  }

  public boolean isEmpty() {
    return IntStream.of(total.rows).sum() == 0;
  }

  /** How many rows cannot be used. */
  public int invalid() {
    return total.rows[INVALID];
  }

  /** One more than the largest class; 0 where targets are none. */
  public int classes() {
    return total.classes.length;
  }

  /** Features of the narrowest row. */
  public int narrowest() {
    return total.narrowest;
  }

  /** Features of the widest row; 0 where there are no rows. */
  public int widest() {
    return total.widest;
  }

  /** Fails unless all rows have so many features. */
  void requireWidth(int width) {
    for (int found : new int[] {narrowest(), widest()}) {
      if (widest() > 0 && found != width) {
        throw new FrostException(
            name
                + ": a row has "
                + found
                + " features, but others have "
                + width
                + ": a column's arrays or vectors must all be of one length");
      }
    }
  }

  @Override
  public void close() {
    Uninterrupted.run(() -> bundles.unpersist(false));
  }
}
