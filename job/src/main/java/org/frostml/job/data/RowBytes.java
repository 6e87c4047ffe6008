package org.frostml.job.data;

import java.io.Serializable;
import java.nio.ByteBuffer;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF3;
import org.frostml.FrostException;
import scala.collection.Seq;

/**
 * An example as bytes: its weight, its targets, its features. Equal examples have equal bytes,
 * however their vectors were held and whatever format they came from, so that a hash of the bytes
 * is one of what the example says: features are float32, a row is dense or sparse by what is
 * shorter, and there is no negative zero. {@link RowReader} reads them.
 */
final class RowBytes implements UDF3<Vector, Seq<Double>, Double, byte[]>, Serializable {
  static final byte DENSE = 0;
  static final byte SPARSE = 1;

  /** Features k / 255, in a byte each. */
  static final byte PIXELS = 2;

  private static final int NO_PLACE = -1;

  @Override
  public byte[] call(Vector features, Seq<Double> targets, Double weight) {
    Numbers row = new Numbers(features);
    ByteBuffer out = example(targets, weight, row.bytes());
    row.put(out);
    return out.array();
  }

  /** What stands before the features, which have so many bytes. */
  private static ByteBuffer example(Seq<Double> targets, double weight, int features) {
    ByteBuffer out = ByteBuffer.allocate(Float.BYTES * (1 + targets.size()) + features);
    out.putFloat(single(weight, "the weight", NO_PLACE));
    for (int k = 0; k < targets.size(); k++) {
      out.putFloat(single(targets.apply(k), "the label", NO_PLACE));
    }
    return out;
  }

  /** An example whose features are bytes already. */
  static final class OfPixels implements UDF3<byte[], Seq<Double>, Double, byte[]>, Serializable {
    @Override
    public byte[] call(byte[] pixels, Seq<Double> targets, Double weight) {
      ByteBuffer out = example(targets, weight, 1 + pixels.length);
      return out.put(PIXELS).put(pixels).array();
    }
  }

  /** Only the features. */
  static final class OfVector implements UDF1<Vector, byte[]>, Serializable {
    @Override
    public byte[] call(Vector features) {
      Numbers row = new Numbers(features);
      ByteBuffer out = ByteBuffer.allocate(row.bytes());
      row.put(out);
      return out.array();
    }
  }

  /**
   * Without a sign where it is zero.
   *
   * @param what it is, for a message, which is only made when it is needed
   * @param place of one among many, or {@link #NO_PLACE}
   */
  private static float single(double value, String what, int place) {
    float single = (float) value;
    if (!Float.isFinite(single)) {
      throw new FrostException(
          what
              + (place == NO_PLACE ? "" : " " + place)
              + " is "
              + value
              + "; numbers must be finite float32");
    }
    return single + 0f;
  }

  /** The values of a vector that it holds, at their places. */
  private static final class Numbers {
    private final int size;
    private final double[] values;
    private final int nonZero;

    /** Null where each is at its own. */
    private final int[] places;

    Numbers(Vector vector) {
      size = vector.size();
      boolean sparse = vector instanceof SparseVector;
      values = sparse ? ((SparseVector) vector).values() : vector.toArray();
      places = sparse ? ((SparseVector) vector).indices() : null;
      int count = 0;
      for (int i = 0; i < values.length; i++) {
        count += value(i) != 0 ? 1 : 0;
      }
      nonZero = count;
    }

    private int place(int i) {
      return places == null ? i : places[i];
    }

    private float value(int i) {
      return single(values[i], "feature", place(i));
    }

    private boolean isSparse() {
      return 2L * nonZero + 1 < size;
    }

    int bytes() {
      return 1 + (isSparse() ? Integer.BYTES * (1 + 2 * nonZero) : Float.BYTES * size);
    }

    void put(ByteBuffer out) {
      if (isSparse()) {
        out.put(SPARSE).putInt(nonZero);
        for (int i = 0; i < values.length; i++) {
          if (value(i) != 0) {
            out.putInt(place(i)).putFloat(value(i));
          }
        }
      } else {
        int at = out.put(DENSE).position();
        for (int i = 0; i < values.length; i++) {
          out.putFloat(at + Float.BYTES * place(i), value(i));
        }
      }
    }
  }
}
