package org.frostml.io;

import java.util.Map;
import org.frostml.DamagedException;
import org.frostml.nn.Scaling;

/**
 * What a model's inputs are scaled by, in its file: the kind and the two numbers of one scale for
 * all in the metadata, the numbers of every feature or channel as two arrays.
 */
final class Scalings {
  private static final String KIND = "input.scaling";
  private static final String MEAN = "input.mean";
  private static final String DEVIATION = "input.deviation";
  private static final String NONE = "none";
  private static final String WHOLE = "whole";
  private static final String FEATURE = "feature";
  private static final String CHANNEL = "channel";
  private static final String CHANNELS = "input.channels";

  private Scalings() {}

  static void put(Scaling scaling, Map<String, String> metadata, Map<String, Tensor> tensors) {
    if (scaling instanceof Scaling.PerFeature each) {
      metadata.put(KIND, FEATURE);
      put(each.mean(), each.deviation(), tensors);
    } else if (scaling instanceof Scaling.PerChannel each) {
      metadata.put(KIND, CHANNEL);
      metadata.put(CHANNELS, Integer.toString(each.mean().length));
      put(each.mean(), each.deviation(), tensors);
    } else if (scaling instanceof Scaling.Whole whole) {
      metadata.put(KIND, WHOLE);
      metadata.put(MEAN, Float.toString(whole.mean()));
      metadata.put(DEVIATION, Float.toString(whole.deviation()));
    } else {
      metadata.put(KIND, NONE);
    }
  }

  private static void put(float[] mean, float[] deviation, Map<String, Tensor> tensors) {
    tensors.put(MEAN, Tensor.of(mean, mean.length));
    tensors.put(DEVIATION, Tensor.of(deviation, deviation.length));
  }

  /** Takes what {@link #put} put off both. */
  static Scaling take(
      Map<String, String> metadata, Map<String, Tensor> tensors, int features, String name) {
    String kind = Safetensors.take(metadata, KIND, name);
    return switch (kind) {
      case FEATURE -> {
        float[] mean = take(tensors, MEAN, name, features);
        yield new Scaling.PerFeature(mean, take(tensors, DEVIATION, name, features));
      }
      case CHANNEL -> {
        int channels = Safetensors.take(metadata, CHANNELS, name, Integer::parseInt);
        if (channels < 1 || features % channels != 0) {
          throw new DamagedException(
              name + ": " + features + " inputs are no " + channels + " channels");
        }
        float[] mean = take(tensors, MEAN, name, channels);
        float[] deviation = take(tensors, DEVIATION, name, channels);
        yield new Scaling.PerChannel(features / channels, mean, deviation);
      }
      case WHOLE ->
          new Scaling.Whole(
              Safetensors.take(metadata, MEAN, name, Float::parseFloat),
              Safetensors.take(metadata, DEVIATION, name, Float::parseFloat));
      case NONE -> new Scaling.None();
      default ->
          throw new DamagedException(
              name + ": " + KIND + " must be none, whole, channel or feature: " + kind);
    };
  }

  private static float[] take(Map<String, Tensor> tensors, String key, String name, int size) {
    float[] numbers = Tensors.floats(tensors, key, name, size);
    tensors.remove(key);
    return numbers;
  }
}
