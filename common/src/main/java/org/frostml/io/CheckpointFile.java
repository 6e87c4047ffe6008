package org.frostml.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.frostml.FrostException;
import org.frostml.train.Checkpoint;

/**
 * A checkpoint as safetensors: {@code support} (I32) and {@code theta}, {@code momentum} and {@code
 * dual} (F32) of {@link Checkpoint}, everything else as text in the metadata, all of it under
 * {@link Checksums}.
 */
public final class CheckpointFile {
  private static final String FORMAT = "frost.checkpoint";
  private static final String VERSION = "1";
  private static final String STEP = "step";
  private static final String SUPPORT_VERSION = "support.version";
  private static final String LAMBDA = "lambda";
  private static final String SUPPORT = "support";
  private static final String THETA = "theta";
  private static final String MOMENTUM = "momentum";
  private static final String DUAL = "dual";

  private CheckpointFile() {}

  public static void write(Checkpoint checkpoint, OutputStream out) throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(FORMAT, VERSION);
    metadata.put(STEP, Long.toString(checkpoint.step()));
    metadata.put(SUPPORT_VERSION, Long.toString(checkpoint.version()));
    metadata.put(LAMBDA, Float.toString(checkpoint.lambda()));
    metadata.putAll(checkpoint.notes());
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put(SUPPORT, Tensor.of(checkpoint.support(), checkpoint.support().length));
    put(tensors, THETA, checkpoint.theta());
    put(tensors, MOMENTUM, checkpoint.momentum());
    put(tensors, DUAL, checkpoint.dual());
    Checksums.seal(new Safetensors(metadata, tensors)).write(out);
  }

  private static void put(Map<String, Tensor> tensors, String name, float[] values) {
    tensors.put(name, Tensor.of(values, values.length));
  }

  /**
   * Reads a checkpoint.
   *
   * @param length of the file
   * @param name for messages
   */
  public static Checkpoint read(InputStream in, long length, String name) throws IOException {
    Safetensors file = Safetensors.read(in, length, name);
    Map<String, String> metadata = Checksums.texts(file);
    Safetensors.requireFormat(metadata, FORMAT, VERSION, name + ": not a checkpoint");
    Checksums.verify(file, name);
    long step = Safetensors.take(metadata, STEP, name, Long::parseLong);
    if (step < 0) {
      throw new FrostException(name + ": bad metadata: step must be >= 0: " + step);
    }
    return new Checkpoint(
        step,
        Safetensors.take(metadata, SUPPORT_VERSION, name, Long::parseLong),
        Safetensors.take(metadata, LAMBDA, name, Float::parseFloat),
        array(file, SUPPORT, Tensor.Type.I32, name).ints(),
        array(file, THETA, Tensor.Type.F32, name).floats(),
        array(file, MOMENTUM, Tensor.Type.F32, name).floats(),
        array(file, DUAL, Tensor.Type.F32, name).floats(),
        metadata);
  }

  private static Tensor array(Safetensors file, String key, Tensor.Type type, String name) {
    Tensor tensor = file.tensors().get(key);
    if (tensor == null || tensor.type() != type || tensor.shape().length != 1) {
      throw new FrostException(
          name
              + ": expected "
              + key
              + " as one-dimensional "
              + type
              + " but the file has "
              + (tensor == null ? "none" : tensor.describe()));
    }
    return tensor;
  }
}
