package org.frostml.ml;

import java.io.Serializable;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.api.java.UDF1;
import org.frostml.job.run.RowScorer;

/** The value that a regression predicts for a row. */
record ValueScore(Broadcast<byte[]> file) implements UDF1<Vector, Double>, Serializable {
  @Override
  public Double call(Vector features) {
    return features == null ? null : (double) RowScorer.of(file.value()).predict(features)[0];
  }
}
