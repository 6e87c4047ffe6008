package org.frostml.ml;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Clouds of points: three classes that two of eight features tell apart, and a value of two more.
 */
final class Blobs {
  static final int FEATURES = 8;
  private static final double[][] CENTRES = {{0, 3}, {3, 0}, {-3, -3}};

  private static final StructType SCHEMA =
      new StructType()
          .add("features", SQLDataTypes.VectorType())
          .add("label", DataTypes.DoubleType)
          .add("value", DataTypes.DoubleType)
          .add("weight", DataTypes.DoubleType)
          .add("held", DataTypes.BooleanType);

  private Blobs() {}

  static List<Row> rows(int count) {
    Random random = new Random(7);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int label = i % CENTRES.length;
      double[] x = new double[FEATURES];
      for (int f = 0; f < FEATURES; f++) {
        x[f] = random.nextGaussian();
      }
      x[0] += CENTRES[label][0];
      x[1] += CENTRES[label][1];
      double value = 2 * x[2] - x[3] + 5;
      rows.add(RowFactory.create(Vectors.dense(x), (double) label, value, 1.0, i % 5 == 0));
    }
    return rows;
  }

  static Dataset<Row> table(SparkSession spark, List<Row> rows) {
    return spark.createDataFrame(rows, SCHEMA);
  }

  static Dataset<Row> table(SparkSession spark) {
    return table(spark, rows(300));
  }

  /** A classifier that learns them in a second. */
  static FrostClassifier classifier() {
    return new FrostClassifier()
        .setHiddenLayers(16)
        .setOptimizer("linbreg")
        .setStepSize(0.5)
        .setMaxIter(6)
        .setMiniBatchSize(20)
        .setDensity(0.5)
        .setFreezeEvery(4);
  }

  static FrostRegressor regressor() {
    return new FrostRegressor()
        .setLabelCol("value")
        .setHiddenLayers(16)
        .setOptimizer("linbreg")
        .setMaxIter(20)
        .setMiniBatchSize(20)
        .setStepSize(0.05)
        .setDensity(0.5)
        .setFreezeEvery(4);
  }
}
