package org.frostml.io;

import java.util.Map;
import org.frostml.DamagedException;
import org.frostml.nn.Scaling;

/**
 * What a model's inputs are scaled by, in its file: the kind and the two numbers of one scale for
 * all in the metadata, the numbers of every feature as two arrays.
 */
final class Scalings {
  private static final String KIND = "input.scaling";
  private static final String MEAN = "input.mean";
  private static final String DEVIATION = "input.deviation";
  private static final String NONE = "none";
  private static final String WHOLE = "whole";
  private static final String FEATURE = "feature";

  private Scalings() {}

  static void put(Scaling scaling, Map<String, String> metadata, Map<String, Tensor> tensors) {
    if (scaling instanceof Scaling.PerFeature each) {
      metadata.put(KIND, FEATURE);
      tensors.put(MEAN, Tensor.of(each.mean(), each.mean().length));
      tensors.put(DEVIATION, Tensor.of(each.deviation(), each.deviation().length));
    } else if (scaling instanceof Scaling.Whole whole) {
      metadata.put(KIND, WHOLE);
      metadata.put(MEAN, Float.toString(whole.mean()));
      metadata.put(DEVIATION, Float.toString(whole.deviation()));
    } else {
      metadata.put(KIND, NONE);
    }
  }

  /** Takes what {@link #put} put off both. */
  static Scaling take(
      Map<String, String> metadata, Map<String, Tensor> tensors, int features, String name) {
    String kind = Safetensors.take(metadata, KIND, name);
    return switch (kind) {
      case FEATURE -> {
        float[] mean = Tensors.floats(tensors, MEAN, name, features);
        float[] deviation = Tensors.floats(tensors, DEVIATION, name, features);
        tensors.remove(MEAN);
        tensors.remove(DEVIATION);
        yield new Scaling.PerFeature(mean, deviation);
      }
      case WHOLE ->
          new Scaling.Whole(
              Safetensors.take(metadata, MEAN, name, Float::parseFloat),
              Safetensors.take(metadata, DEVIATION, name, Float::parseFloat));
      case NONE -> new Scaling.None();
      default ->
          throw new DamagedException(
              name + ": " + KIND + " must be none, whole or feature: " + kind);
    };
  }
}
