package org.frostml.bench;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.frostml.nn.Network;
import org.frostml.sparse.Block;

/**
 * Dense layers with ReLU between them as ONNX, which is protobuf: a field is its number with its
 * kind, then a number, or a length and so many bytes. Field numbers are those of {@code
 * onnx.proto}.
 */
final class OnnxModel {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** The network's dense layers, from input x to logits y, one example at a time. */
  static byte[] of(Network network, float[] theta) {
    List<Block> blocks = network.layout().blocks();
    OnnxModel graph = new OnnxModel();
    String in = "x";
    for (int b = 0; b < blocks.size(); b += 2) {
      boolean last = b + 2 == blocks.size();
      String out = last ? "y" : "z" + b;
      OnnxModel transposed = new OnnxModel().text(1, "transB").number(3, 1).number(20, 2);
      graph.message(1, node("Gemm", out, in, "w" + b, "w" + (b + 1)).message(5, transposed));
      if (!last) {
        graph.message(1, node("Relu", "h" + b, out));
      }
      in = "h" + b;
    }
    graph.text(2, "mlp");
    for (int b = 0; b < blocks.size(); b++) {
      graph.message(5, tensor("w" + b, blocks.get(b), theta));
    }
    graph.message(11, value("x", network.inputs())).message(12, value("y", network.outputs()));
    OnnxModel operators = new OnnxModel().number(2, 13);
    return new OnnxModel().number(1, 8).message(7, graph).message(8, operators).bytes.toByteArray();
  }

  private static OnnxModel node(String kind, String out, String... in) {
    OnnxModel node = new OnnxModel();
    for (String each : in) {
      node.text(1, each);
    }
    return node.text(2, out).text(4, kind);
  }

  private static OnnxModel tensor(String name, Block block, float[] theta) {
    OnnxModel tensor = new OnnxModel().number(1, block.rows());
    if (block.isMatrix()) {
      tensor.number(1, block.cols());
    }
    ByteBuffer raw = ByteBuffer.allocate(Float.BYTES * block.size()).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(theta, block.offset(), block.size());
    return tensor.number(2, 1).text(8, name).field(9, raw.array());
  }

  private static OnnxModel value(String name, int features) {
    OnnxModel shape = new OnnxModel();
    for (int size : new int[] {1, features}) {
      shape.message(1, new OnnxModel().number(1, size));
    }
    OnnxModel type = new OnnxModel().message(1, new OnnxModel().number(1, 1).message(2, shape));
    return new OnnxModel().text(1, name).message(2, type);
  }

  private OnnxModel number(int field, long value) {
    write(field << 3);
    write(value);
    return this;
  }

  private OnnxModel text(int field, String value) {
    return field(field, value.getBytes(StandardCharsets.UTF_8));
  }

  private OnnxModel message(int field, OnnxModel value) {
    return field(field, value.bytes.toByteArray());
  }

  private OnnxModel field(int field, byte[] value) {
    write(field << 3 | 2);
    write(value.length);
    bytes.writeBytes(value);
    return this;
  }

  /** Seven bits a byte, the lowest first. */
  private void write(long value) {
    for (; value >= 0x80; value >>>= 7) {
      bytes.write((int) (value & 0x7f | 0x80));
    }
    bytes.write((int) value);
  }
}
