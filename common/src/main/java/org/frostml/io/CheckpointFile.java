package org.frostml.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.frostml.DamagedException;
import org.frostml.NewerFormatException;
import org.frostml.optim.ByteDual;
import org.frostml.optim.Dual;
import org.frostml.optim.FloatDual;
import org.frostml.optim.OptimState;
import org.frostml.train.Checkpoint;
import org.frostml.train.Position;

/**
 * A checkpoint as safetensors: {@code support}, {@code shipped} and {@code watched} (I32), {@code
 * theta}, {@code dual.active}, {@code dual} (or I8, where it is rounded) and {@code moments.0}, ...
 * (F32) of {@link Checkpoint}, everything else as text in the metadata, all of it under {@link
 * Checksums}.
 */
public final class CheckpointFile {
  private static final Format FORMAT = new Format("frost.checkpoint", "checkpoint", 3);
  private static final String STEP = "step";
  private static final String FINE = "step.fine";
  private static final String M = "m";
  private static final String STEPS = "support.steps";
  private static final String FINE_STEPS = "fine.steps";
  private static final String GAIN = "density.gain";
  private static final String SIDE = "density.side";
  private static final String SUPPORT_VERSION = "support.version";
  private static final String LAMBDA = "lambda";
  private static final String SUPPORT = "support";
  private static final String THETA = "theta";
  private static final String MOMENTS = "moments.";
  private static final String ACTIVE = "dual.active";
  private static final String DUAL = "dual";
  private static final String UNIT = "dual.unit";
  private static final String SHIPPED = "shipped";
  private static final String WATCHED = "watched";

  private CheckpointFile() {}

  public static void write(Checkpoint checkpoint, OutputStream out) throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(FORMAT.key(), FORMAT.text());
    metadata.put(STEP, Long.toString(checkpoint.at().next()));
    metadata.put(FINE, Long.toString(checkpoint.at().fine()));
    metadata.put(M, Integer.toString(checkpoint.at().m()));
    metadata.put(SUPPORT_VERSION, Long.toString(checkpoint.version()));
    OptimState.Counts counts = checkpoint.counts();
    metadata.put(LAMBDA, Float.toString(counts.lambda()));
    metadata.put(STEPS, Long.toString(counts.steps()));
    metadata.put(FINE_STEPS, Long.toString(counts.fineSteps()));
    metadata.put(GAIN, Double.toString(counts.gain()));
    metadata.put(SIDE, Integer.toString(counts.side()));
    metadata.putAll(checkpoint.notes());
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put(SUPPORT, Tensor.of(checkpoint.support(), checkpoint.support().length));
    OptimState.Saved numbers = checkpoint.numbers();
    put(tensors, THETA, numbers.theta());
    put(tensors, ACTIVE, numbers.active());
    if (numbers.dual() instanceof ByteDual rounded) {
      metadata.put(UNIT, Float.toString(rounded.unit()));
      tensors.put(DUAL, Tensor.of(rounded.bytes(), rounded.size()));
    } else {
      put(tensors, DUAL, ((FloatDual) numbers.dual()).values());
    }
    for (int i = 0; i < numbers.moments().size(); i++) {
      put(tensors, MOMENTS + i, numbers.moments().get(i));
    }
    tensors.put(SHIPPED, Tensor.of(checkpoint.shipped(), checkpoint.shipped().length));
    tensors.put(WATCHED, Tensor.of(checkpoint.watched(), checkpoint.watched().length));
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
   * @throws DamagedException if its bytes are wrong
   * @throws NewerFormatException if a later version of Frost wrote it
   * @throws IOException if it cannot be read
   */
  public static Checkpoint read(InputStream in, long length, String name) throws IOException {
    Safetensors file = Safetensors.read(in, length, name);
    FORMAT.require(file, name);
    Checksums.verify(file, name);
    Map<String, String> metadata = Checksums.texts(file);
    metadata.remove(FORMAT.key());
    List<float[]> moments = new ArrayList<>();
    while (file.tensors().containsKey(MOMENTS + moments.size())) {
      moments.add(array(file, MOMENTS + moments.size(), Tensor.Type.F32, name).floats());
    }
    return new Checkpoint(
        position(metadata, name),
        counts(metadata, name),
        Safetensors.take(metadata, SUPPORT_VERSION, name, Long::parseLong),
        array(file, SUPPORT, Tensor.Type.I32, name).ints(),
        new OptimState.Saved(
            array(file, THETA, Tensor.Type.F32, name).floats(),
            array(file, ACTIVE, Tensor.Type.F32, name).floats(),
            dual(file, metadata, name),
            moments),
        array(file, SHIPPED, Tensor.Type.I32, name).ints(),
        array(file, WATCHED, Tensor.Type.I32, name).ints(),
        metadata);
  }

  private static Dual dual(Safetensors file, Map<String, String> metadata, String name) {
    if (!metadata.containsKey(UNIT)) {
      return new FloatDual(array(file, DUAL, Tensor.Type.F32, name).floats());
    }
    float unit = Safetensors.take(metadata, UNIT, name, Float::parseFloat);
    return ByteDual.of(array(file, DUAL, Tensor.Type.I8, name).bytes(), unit);
  }

  private static Position position(Map<String, String> metadata, String name) {
    long next = Safetensors.take(metadata, STEP, name, Long::parseLong);
    long fine = Safetensors.take(metadata, FINE, name, Long::parseLong);
    int m = Safetensors.take(metadata, M, name, Integer::parseInt);
    try {
      return new Position(next, fine, m);
    } catch (IllegalArgumentException e) {
      throw new DamagedException(name + ": bad metadata: " + e.getMessage(), e);
    }
  }

  private static OptimState.Counts counts(Map<String, String> metadata, String name) {
    return new OptimState.Counts(
        Safetensors.take(metadata, LAMBDA, name, Float::parseFloat),
        Safetensors.take(metadata, STEPS, name, Long::parseLong),
        Safetensors.take(metadata, FINE_STEPS, name, Long::parseLong),
        Safetensors.take(metadata, GAIN, name, Double::parseDouble),
        Safetensors.take(metadata, SIDE, name, Integer::parseInt));
  }

  private static Tensor array(Safetensors file, String key, Tensor.Type type, String name) {
    Tensor tensor = file.tensors().get(key);
    if (tensor == null || tensor.type() != type || tensor.shape().length != 1) {
      throw new DamagedException(
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
