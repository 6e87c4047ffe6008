package org.frostml.job.data;

import static org.apache.spark.sql.functions.udf;

import java.io.Serializable;
import java.util.OptionalInt;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.types.DataTypes;

/** Whether all numbers of a vector are finite in single precision; of none it is true. */
public final class FiniteVector implements UDF1<Vector, Boolean>, Serializable {
  /** Numbers that it must have, or null for any. */
  private final Integer size;

  private FiniteVector(Integer size) {
    this.size = size;
  }

  /** The same of a column of vectors. */
  public static Column of(Column vector) {
    return of(vector, OptionalInt.empty());
  }

  /** The same, and where a size is given whether it has so many numbers. */
  static Column of(Column vector, OptionalInt size) {
    Integer wanted = size.isPresent() ? size.getAsInt() : null;
    return udf(new FiniteVector(wanted), DataTypes.BooleanType).apply(vector);
  }

  @Override
  public Boolean call(Vector vector) {
    if (vector == null) {
      return true;
    }
    if (size != null && vector.size() != size) {
      return false;
    }
    double[] values = vector instanceof SparseVector sparse ? sparse.values() : vector.toArray();
    for (double value : values) {
      if (!Float.isFinite((float) value)) {
        return false;
      }
    }
    return true;
  }
}
