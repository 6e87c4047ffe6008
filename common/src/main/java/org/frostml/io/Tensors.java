package org.frostml.io;

import java.util.Arrays;
import java.util.Map;
import org.frostml.DamagedException;

/** The arrays of a model's file, each of the type and the shape that is expected, or refused. */
final class Tensors {
  private Tensors() {}

  static int[] ints(Map<String, Tensor> tensors, String key, String where, int... shape) {
    return expect(tensors, key, Tensor.Type.I32, shape, where).ints();
  }

  static float[] floats(Map<String, Tensor> tensors, String key, String where, int... shape) {
    float[] values = expect(tensors, key, Tensor.Type.F32, shape, where).floats();
    for (int k = 0; k < values.length; k++) {
      if (!Float.isFinite(values[k])) {
        throw new DamagedException(where + ": value " + k + " of " + key + " is " + values[k]);
      }
    }
    return values;
  }

  private static Tensor expect(
      Map<String, Tensor> tensors, String key, Tensor.Type type, int[] shape, String where) {
    Tensor tensor = tensors.get(key);
    if (tensor == null) {
      throw new DamagedException(where + ": the file has no array " + key);
    }
    if (tensor.type() != type || !Arrays.equals(tensor.shape(), shape)) {
      throw new DamagedException(
          where
              + ": expected "
              + key
              + " as "
              + type
              + " "
              + Arrays.toString(shape)
              + " but the file has "
              + tensor.describe());
    }
    return tensor;
  }
}
