package org.frostml.ml;

import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.shared.HasThresholds;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.frostml.FrostException;
import org.frostml.nn.Loss;

/** All that a classifier says of a row, from one prediction. */
record ClassScores(double[] thresholds) implements RowScore {
  static final String RAW = "raw";
  static final String PROBABILITY = "probability";
  static final String PREDICTION = "prediction";

  static final StructType TYPE =
      new StructType()
          .add(RAW, SQLDataTypes.VectorType())
          .add(PROBABILITY, SQLDataTypes.VectorType())
          .add(PREDICTION, DataTypes.DoubleType);

  /** Fails unless there is one for each class, or none at all. */
  static void requireThresholds(HasThresholds params, int classes) {
    if (params.isDefined(params.thresholds()) && params.getThresholds().length != classes) {
      throw new FrostException(
          "thresholds has "
              + params.getThresholds().length
              + " numbers, but there are "
              + classes
              + " classes");
    }
  }

  @Override
  public Row of(Loss loss, float[] outputs) {
    double[] raw = raw(outputs);
    double[] probability = raw.clone();
    probabilities(probability);
    return RowFactory.create(
        Vectors.dense(raw), Vectors.dense(probability), decide(probability, thresholds));
  }

  /**
   * Log-odds of two classes, as Spark's own have it, which a network may tell apart by one output;
   * log-probabilities of more. Of outputs, because float32 has no probabilities below 1e-45.
   */
  static double[] raw(float[] outputs) {
    if (outputs.length <= 2) {
      double odds = outputs.length == 1 ? outputs[0] : (double) outputs[1] - outputs[0];
      return new double[] {-odds, odds};
    }
    double most = Double.NEGATIVE_INFINITY;
    for (float output : outputs) {
      most = Math.max(most, output);
    }
    double sum = 0;
    for (float output : outputs) {
      sum += StrictMath.exp(output - most);
    }
    double[] raw = new double[outputs.length];
    for (int k = 0; k < raw.length; k++) {
      raw[k] = outputs[k] - most - StrictMath.log(sum);
    }
    return raw;
  }

  /** Probabilities in place of what {@link #raw} gave. */
  static void probabilities(double[] raw) {
    for (int k = 0; k < raw.length; k++) {
      raw[k] = raw.length == 2 ? 1 / (1 + StrictMath.exp(-raw[k])) : StrictMath.exp(raw[k]);
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
        // Of 0 by 0 it is no number, and as in Spark's own no class.
        value /= thresholds[k];
      }
      if (value > most) {
        most = value;
        best = k;
      }
    }
    return best;
  }
}
