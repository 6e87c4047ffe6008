package org.frostml.io;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.frostml.DamagedException;
import org.frostml.NewerFormatException;
import org.frostml.nn.Inputs;
import org.frostml.nn.Labels;
import org.frostml.nn.Loss;
import org.frostml.nn.Network;
import org.frostml.nn.Scaling;
import org.frostml.nn.Shape;
import org.frostml.sparse.Block;
import org.frostml.sparse.Csr;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.frostml.train.Model;

/**
 * A model as safetensors. A sparse weight is three arrays, {@code <block>.values}, {@code .columns}
 * and {@code .row_pointers} (CSR, zero-based); a weight without zeros, and a bias, is one array
 * under the block's own name; scales of inputs, where each has its own, are two more, as are the
 * moments of every batch norm, and where not all features are inputs those that are one. Everything
 * else is text in the metadata. Loading interprets numbers only, never objects.
 */
public final class ModelFile {
  /** What a file is called in a folder of its own. */
  public static final String NAME = "model.safetensors";

  private static final Format FORMAT = new Format("frost.format", "Frost model", 1);
  private static final String INPUTS = "network.inputs";
  private static final String WIDTH = "input.width";
  private static final String OCCURRING = "input.features";
  private static final String LAYERS = "network.layers";
  private static final String LOSS = "network.loss";
  private static final String FEATURES = "features";
  private static final String LABELS = "labels";

  private ModelFile() {}

  public static void write(Model model, OutputStream out) throws IOException {
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(FORMAT.key(), FORMAT.text());
    metadata.put(INPUTS, model.network().in().toString());
    metadata.put(LAYERS, model.network().spec());
    metadata.put(LOSS, model.network().loss().spec());
    metadata.put(FEATURES, Json.line(new Features(model.features())).strip());
    metadata.put(LABELS, Json.line(model.labels()).strip());
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    if (model.inputs() instanceof Inputs.Occurring some) {
      metadata.put(WIDTH, Integer.toString(some.width()));
      tensors.put(OCCURRING, Tensor.of(some.features(), some.count()));
    }
    Scalings.put(model.scaling(), metadata, tensors);
    metadata.putAll(model.provenance());
    MomentTensors.put(model.network(), model.weights().moments(), tensors);
    Layout layout = model.network().layout();
    for (int b = 0; b < layout.blocks().size(); b++) {
      put(layout.blocks().get(b), b, model.weights(), tensors);
    }
    Checksums.seal(new Safetensors(metadata, tensors)).write(out);
  }

  /** The bytes of a model's file. */
  public static byte[] bytes(Model model) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    write(model, out);
    return out.toByteArray();
  }

  /**
   * The model of such bytes.
   *
   * @param name for messages
   * @throws DamagedException if they are wrong
   */
  public static Model read(byte[] file, String name) {
    try {
      return read(new ByteArrayInputStream(file), file.length, name);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** The names of features, or none. */
  private record Features(List<String> names) {
    Features {
      names = List.copyOf(names);
    }
  }

  private static void put(Block block, int b, Weights weights, Map<String, Tensor> tensors) {
    Support support = weights.support();
    int from = support.from(b);
    int to = support.from(b + 1);
    float[] values = Arrays.copyOfRange(weights.values(), from, to);
    if (values.length == block.size()) {
      tensors.put(block.name(), Tensor.of(values, shape(block)));
    } else {
      Csr csr = support.csr();
      int[] pointers = Arrays.stream(csr.rowPtr(b)).map(p -> p - from).toArray();
      tensors.put(block.name() + ".values", Tensor.of(values, values.length));
      tensors.put(
          block.name() + ".columns",
          Tensor.of(Arrays.copyOfRange(csr.column(), from, to), values.length));
      tensors.put(block.name() + ".row_pointers", Tensor.of(pointers, pointers.length));
    }
  }

  /**
   * Reads a model.
   *
   * @param length of the file
   * @param name for messages
   * @throws DamagedException if its bytes are wrong
   * @throws NewerFormatException if a later version of Frost wrote it
   * @throws IOException if it cannot be read
   */
  public static Model read(InputStream in, long length, String name) throws IOException {
    Safetensors file = Safetensors.read(in, length, name);
    FORMAT.require(file, name);
    Map<String, String> metadata = Checksums.texts(file);
    metadata.remove(FORMAT.key());
    try {
      Network network =
          Network.parse(
              Safetensors.take(metadata, INPUTS, name, Shape::parse),
              Safetensors.take(metadata, LAYERS, name),
              Safetensors.take(metadata, LOSS, name, Loss::parse));
      Features features =
          Safetensors.take(metadata, FEATURES, name, text -> Json.read(text, Features.class, name));
      Labels labels =
          Safetensors.take(metadata, LABELS, name, text -> Json.read(text, Labels.class, name));
      Map<String, Tensor> tensors = new LinkedHashMap<>(file.tensors());
      Inputs inputs = inputs(metadata, tensors, network.inputs(), name);
      Scaling scaling = Scalings.take(metadata, tensors, network.inputs(), name);
      float[] moments = MomentTensors.take(network, tensors, name);
      Weights weights = weights(network.layout(), tensors, name).with(moments);
      Checksums.verify(file, name);
      return new Model(network, weights, inputs, scaling, features.names(), labels, metadata);
    } catch (IllegalArgumentException bad) {
      throw new DamagedException(name + ": bad metadata: " + bad.getMessage(), bad);
    }
  }

  private static Inputs inputs(
      Map<String, String> metadata, Map<String, Tensor> tensors, int count, String name) {
    if (!metadata.containsKey(WIDTH)) {
      return new Inputs.All(count);
    }
    int width = Safetensors.take(metadata, WIDTH, name, Integer::parseInt);
    return new Inputs.Occurring(width, Tensors.ints(tensors, OCCURRING, name, count));
  }

  /** Reads what is active: memory follows the file's size, not that of the network it claims. */
  private static Weights weights(Layout layout, Map<String, Tensor> tensors, String name) {
    long given =
        tensors.values().stream()
            .filter(tensor -> tensor.type() == Tensor.Type.F32)
            .mapToLong(tensor -> tensor.size() / Float.BYTES)
            .sum();
    if (given > layout.size()) {
      throw new DamagedException(
          name + ": has " + given + " values, but its network takes at most " + layout.size());
    }
    int active = (int) given;
    int[] coordinates = new int[active];
    float[] values = new float[active];
    int at = 0;
    for (Block block : layout.blocks()) {
      String where = name + ": " + block.name();
      float[] read;
      if (block.isMatrix() && !tensors.containsKey(block.name())) {
        int[] columns = columns(block, tensors, coordinates, at, where);
        read = Tensors.floats(tensors, block.name() + ".values", where, columns.length);
      } else {
        read = Tensors.floats(tensors, block.name(), where, shape(block));
        for (int k = 0; k < read.length; k++) {
          coordinates[at + k] = block.offset() + k;
        }
      }
      System.arraycopy(read, 0, values, at, read.length);
      at += read.length;
    }
    if (at < active) {
      throw new DamagedException(
          name + ": has " + active + " values, but its network takes " + at + " of them");
    }
    return new Weights(Support.at(layout, 0, coordinates), values);
  }

  /** Of a block that is one array. */
  private static int[] shape(Block block) {
    return block.isMatrix() ? new int[] {block.rows(), block.cols()} : new int[] {block.rows()};
  }

  /**
   * Checks a sparse block's CSR and writes its coordinates from {@code at} on; returns its columns.
   */
  private static int[] columns(
      Block block, Map<String, Tensor> tensors, int[] coordinates, int at, String where) {
    int[] rowPtr = Tensors.ints(tensors, block.name() + ".row_pointers", where, block.rows() + 1);
    int[] columns = Tensors.ints(tensors, block.name() + ".columns", where, rowPtr[block.rows()]);
    for (int r = 0; r < block.rows(); r++) {
      if (rowPtr[0] != 0 || rowPtr[r] > rowPtr[r + 1]) {
        throw new DamagedException(where + ": row_pointers do not ascend from 0 at row " + r);
      }
    }
    for (int r = 0; r < block.rows(); r++) {
      for (int p = rowPtr[r]; p < rowPtr[r + 1]; p++) {
        int above = p > rowPtr[r] ? columns[p - 1] : -1;
        if (columns[p] <= above || columns[p] >= block.cols()) {
          throw new DamagedException(
              where
                  + ": column "
                  + columns[p]
                  + " in row "
                  + r
                  + " is not in "
                  + (above + 1)
                  + " .. "
                  + (block.cols() - 1));
        }
        if (at + p >= coordinates.length) {
          throw new DamagedException(where + ": has more columns than the file has values");
        }
        coordinates[at + p] = block.offset() + r * block.cols() + columns[p];
      }
    }
    return columns;
  }
}
