package org.frostml.ml;

import java.io.Serializable;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.frostml.job.run.RowScorer;

/** All that a classifier says of a row, from one prediction. */
record ClassScores(Broadcast<byte[]> file, double[] thresholds)
    implements UDF1<Vector, Row>, Serializable {
  static final String RAW = "raw";
  static final String PROBABILITY = "probability";
  static final String PREDICTION = "prediction";

  static final StructType TYPE =
      new StructType()
          .add(RAW, SQLDataTypes.VectorType())
          .add(PROBABILITY, SQLDataTypes.VectorType())
          .add(PREDICTION, DataTypes.DoubleType);

  @Override
  public Row call(Vector features) {
    if (features == null) {
      return null;
    }
    double[] probability = probabilities(RowScorer.of(file.value()).predict(features));
    return RowFactory.create(
        Vectors.dense(raw(probability)),
        Vectors.dense(probability),
        decide(probability, thresholds));
  }

  /** One for each class, also where a network tells two apart by one output. */
  static double[] probabilities(float[] outputs) {
    if (outputs.length == 1) {
      return new double[] {1.0 - outputs[0], outputs[0]};
    }
    double[] probabilities = new double[outputs.length];
    for (int k = 0; k < outputs.length; k++) {
      probabilities[k] = outputs[k];
    }
    return probabilities;
  }

  /** Log-odds of two classes, as Spark's own have it; log-probabilities of more. */
  static double[] raw(double[] probability) {
    double[] raw = new double[probability.length];
    for (int k = 0; k < raw.length; k++) {
      // What is no float32 any more is not nothing.
      raw[k] = Math.log(Math.max(probability[k], Float.MIN_VALUE));
    }
    if (raw.length == 2) {
      double odds = raw[1] - raw[0];
      raw[0] = -odds;
      raw[1] = odds;
    }
    return raw;
  }

  /** The way back from {@link #raw}, in place. */
  static void probabilities(double[] raw) {
    double sum = 0;
    for (int k = 0; k < raw.length; k++) {
      raw[k] = raw.length == 2 ? 1 / (1 + Math.exp(-raw[k])) : Math.exp(raw[k]);
      sum += raw[k];
    }
    for (int k = 0; k < raw.length; k++) {
      raw[k] /= sum;
    }
  }

  /** The class of the largest probability / threshold; NaN where there are no probabilities. */
  static double decide(double[] probability, double[] thresholds) {
    int best = 0;
    double most = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < probability.length; k++) {
      if (Double.isNaN(probability[k])) {
        return Double.NaN;
      }
      double value = probability[k];
      if (thresholds != null) {
        value = thresholds[k] == 0 ? Double.POSITIVE_INFINITY : value / thresholds[k];
      }
      if (value > most) {
        most = value;
        best = k;
      }
    }
    return best;
  }
}
