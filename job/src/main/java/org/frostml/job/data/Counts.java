package org.frostml.job.data;

import java.io.Serializable;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.apache.spark.api.java.function.Function;
import org.frostml.FrostException;
import org.frostml.Sha256;

/** What a bundle counts. */
final class Counts implements Serializable {
  private static final int BITS = 256;

  /** Narrower rows are kept dense whatever they hold. */
  private static final int NARROW = 1024;

  final int[] rows = new int[Bundle.PARTS];

  /** Whether a row of a part weighs more than 0. */
  final boolean[] weighs = new boolean[Bundle.PARTS];

  /** Features that are not 0, of all parts. */
  long nonZero;

  /** Features of the narrowest row and of the widest, which is 0 where there are no rows. */
  int narrowest = Integer.MAX_VALUE;

  int widest;

  /** Weights of training rows by class, as far as the largest class of any row. */
  double[] classes = {};

  /**
   * A bit for every feature that a training row has which counts; no words where rows are kept
   * dense.
   */
  private long[] occurring = {};

  /** SHA-256 of every row, added up: of training and validation, of these, and of test. */
  BigInteger training = BigInteger.ZERO;

  BigInteger validation = BigInteger.ZERO;
  BigInteger test = BigInteger.ZERO;

  /** In the order of bundles. */
  static Counts sum(List<Counts> bundles) {
    Counts total = new Counts();
    bundles.forEach(total::add);
    return total;
  }

  /** Rows of both. */
  static int sum(int rows, int others) {
    long sum = (long) rows + others;
    if (sum > Integer.MAX_VALUE) {
      throw new FrostException(
          sum
              + " rows are more than "
              + Integer.MAX_VALUE
              + ", all that a run can number: train on a sample of them");
    }
    return (int) sum;
  }

  private void add(Counts next) {
    for (int part = 0; part < rows.length; part++) {
      rows[part] = sum(rows[part], next.rows[part]);
      weighs[part] |= next.weighs[part];
    }
    nonZero += next.nonZero;
    narrowest = Math.min(narrowest, next.narrowest);
    widest = Math.max(widest, next.widest);
    requireClasses(next.classes.length);
    for (int k = 0; k < next.classes.length; k++) {
      classes[k] += next.classes[k];
    }
    training = training.add(next.training);
    validation = validation.add(next.validation);
    test = test.add(next.test);
    if (occurring.length < next.occurring.length) {
      occurring = Arrays.copyOf(occurring, next.occurring.length);
    }
    for (int w = 0; w < next.occurring.length; w++) {
      occurring[w] |= next.occurring[w];
    }
    // Bundles are many, and features maybe a million.
    next.occurring = new long[0];
  }

  /** The features that training rows have, ascending. */
  int[] occurring() {
    return BitSet.valueOf(occurring).stream().toArray();
  }

  private void requireClasses(int count) {
    if (classes.length < count) {
      classes = Arrays.copyOf(classes, count);
    }
  }

  /** A sum of digests as one: whatever the order of rows and their partitions. */
  static String sha256(BigInteger sum) {
    String digits = sum.mod(BigInteger.TWO.pow(BITS)).toString(16);
    return "0".repeat(BITS / 4 - digits.length()) + digits;
  }

  /**
   * Looks at every row of a bundle; where they are of several widths only at how many there are.
   */
  record Count(int targets, boolean ofClasses) implements Function<Bundle, Counts> {
    @Override
    public Counts call(Bundle bundle) {
      Counts counts = new Counts();
      counts.narrowest = bundle.narrowest();
      counts.widest = bundle.widest();
      for (int part = 0; part < Bundle.PARTS; part++) {
        counts.rows[part] = bundle.size(part);
      }
      if (bundle.narrowest() == bundle.widest()) {
        counts.look(bundle, new RowReader(bundle.widest(), targets), ofClasses);
      }
      return counts;
    }
  }

  /** Whether rows of so many features may be kept sparse. */
  static boolean mayBeSparse(int width) {
    return width > NARROW;
  }

  private void look(Bundle bundle, RowReader reader, boolean ofClasses) {
    MessageDigest digest = Sha256.begin();
    if (mayBeSparse(widest)) {
      occurring = new long[(widest + Long.SIZE - 1) / Long.SIZE];
    }
    for (int part = 0; part < Bundle.INVALID; part++) {
      for (int i = 0; i < bundle.size(part); i++) {
        byte[] row = bundle.row(part, i);
        BigInteger sum = new BigInteger(1, digest.digest(row));
        if (part == Bundle.TEST) {
          test = test.add(sum);
        } else {
          training = training.add(sum);
          validation = part == Bundle.VALIDATION ? validation.add(sum) : validation;
        }
        reader.read(row);
        weighs[part] |= reader.weight() > 0;
        take(reader, part);
        if (ofClasses) {
          int label = (int) reader.targets()[0];
          requireClasses(label + 1);
          classes[label] += part == Bundle.TRAINING ? reader.weight() : 0;
        }
      }
    }
  }

  private void take(RowReader row, int part) {
    for (int i = 0; i < row.stored(); i++) {
      if (row.value(i) != 0) {
        nonZero++;
        if (occurring.length > 0 && part == Bundle.TRAINING && row.weight() > 0) {
          occurring[row.place(i) / Long.SIZE] |= 1L << row.place(i);
        }
      }
    }
  }
}
