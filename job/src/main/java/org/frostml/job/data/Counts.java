package org.frostml.job.data;

import java.io.Serializable;
import java.math.BigInteger;
import java.security.MessageDigest;
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

  /** SHA-256 of every row, added up: of training, and of test. */
  BigInteger training = BigInteger.ZERO;

  BigInteger test = BigInteger.ZERO;

  private Counts(int classes) {
    this.classes = new double[classes];
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
  }

  static Counts none(int classes) {
    return new Counts(classes);
  }

  /** A sum of digests as one: whatever the order of rows and their partitions. */
  static String sha256(BigInteger sum) {
    String digits = sum.mod(BigInteger.TWO.pow(BITS)).toString(16);
    return "0".repeat(BITS / 4 - digits.length()) + digits;
  }

  /** Looks at every row of a bundle. */
  record Count(int width, int targets, int classes) implements Function<Bundle, Counts> {
    @Override
    public Counts call(Bundle bundle) {
      Counts counts = none(classes);
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
      nonZero += row.value(i) != 0 ? 1 : 0;
    }
    if (classes.length > 0 && part == Bundle.TRAINING) {
      classes[(int) row.targets()[0]] += row.weight();
    }
  }
}
