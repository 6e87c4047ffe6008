package org.frostml.job.data;

import java.io.Serializable;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.util.BitSet;
import org.apache.spark.api.java.function.Function;
import org.frostml.Sha256;

/** What a bundle counts. */
final class Counts implements Serializable {
  private static final int BITS = 256;

  final int[] rows = new int[Bundle.PARTS];

  /** Features that are not 0, of all parts. */
  long nonZero;

  /** Weights of training rows by class; empty where there are none. */
  final double[] classes;

  /** A bit for every feature that a training row has; no words where that is not asked. */
  private final long[] occurring;

  /** SHA-256 of every row, added up: of training, and of test. */
  BigInteger training = BigInteger.ZERO;

  BigInteger test = BigInteger.ZERO;

  private Counts(int classes, int marked) {
    this.classes = new double[classes];
    occurring = new long[(marked + Long.SIZE - 1) / Long.SIZE];
  }

  /** In the order of bundles. */
  void add(Counts next) {
    for (int part = 0; part < rows.length; part++) {
      rows[part] = Math.addExact(rows[part], next.rows[part]);
    }
    nonZero += next.nonZero;
    for (int k = 0; k < classes.length; k++) {
      classes[k] += next.classes[k];
    }
    training = training.add(next.training);
    test = test.add(next.test);
    for (int w = 0; w < occurring.length; w++) {
      occurring[w] |= next.occurring[w];
    }
  }

  /** The features that training rows have, ascending. */
  int[] occurring() {
    return BitSet.valueOf(occurring).stream().toArray();
  }

  /**
   * Of no rows.
   *
   * @param marked features of which it is noted whether they occur
   */
  static Counts none(int classes, int marked) {
    return new Counts(classes, marked);
  }

  /** A sum of digests as one: whatever the order of rows and their partitions. */
  static String sha256(BigInteger sum) {
    String digits = sum.mod(BigInteger.TWO.pow(BITS)).toString(16);
    return "0".repeat(BITS / 4 - digits.length()) + digits;
  }

  /**
   * Looks at every row of a bundle.
   *
   * @param marked features of which it is noted whether they occur: all or none
   */
  record Count(int width, int targets, int classes, int marked)
      implements Function<Bundle, Counts> {
    @Override
    public Counts call(Bundle bundle) {
      Counts counts = none(classes, marked);
      RowReader reader = new RowReader(width, targets);
      MessageDigest digest = Sha256.begin();
      for (int part = 0; part < Bundle.PARTS; part++) {
        counts.rows[part] = bundle.size(part);
        for (int i = 0; i < bundle.size(part); i++) {
          byte[] row = bundle.row(part, i);
          BigInteger sum = new BigInteger(1, digest.digest(row));
          if (part == Bundle.TEST) {
            counts.test = counts.test.add(sum);
          } else {
            counts.training = counts.training.add(sum);
          }
          reader.read(row);
          counts.take(reader, part);
        }
      }
      return counts;
    }
  }

  private void take(RowReader row, int part) {
    for (int i = 0; i < row.stored(); i++) {
      if (row.value(i) != 0) {
        nonZero++;
        if (occurring.length > 0 && part == Bundle.TRAINING) {
          occurring[row.place(i) / Long.SIZE] |= 1L << row.place(i);
        }
      }
    }
    if (classes.length > 0 && part == Bundle.TRAINING) {
      classes[(int) row.targets()[0]] += row.weight();
    }
  }
}
