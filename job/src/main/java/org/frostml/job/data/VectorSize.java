package org.frostml.job.data;

import java.io.Serializable;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.api.java.UDF1;

/** How many numbers a vector has; null for none. */
public final class VectorSize implements UDF1<Vector, Integer>, Serializable {
  @Override
  public Integer call(Vector vector) {
    return vector == null ? null : vector.size();
  }
}
