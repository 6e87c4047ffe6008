package org.frostml.job.data;

import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import org.frostml.nn.Rows;
import org.frostml.nn.Scaling;
import org.frostml.nn.Shard;
import org.frostml.nn.Targets;

/**
 * A shard as bytes, part by part: a number that tells the kind, then its arrays by their lengths.
 * It may be larger than a byte[], so it is streamed.
 */
public final class ShardCodec {
  private ShardCodec() {}

  public static void write(Output out, Shard.Packed shard) {
    out.writeInt(shard.index());
    write(out, shard.rows());
    write(out, shard.targets());
    write(out, shard.scaling());
  }

  public static Shard.Packed read(Input in) {
    return new Shard.Packed(in.readInt(), readRows(in), readTargets(in), readScaling(in));
  }

  private static void write(Output out, Rows rows) {
    if (rows instanceof Rows.Floats floats) {
      out.writeByte(0);
      out.writeInt(floats.features());
      write(out, floats.x());
    } else if (rows instanceof Rows.Bytes bytes) {
      out.writeByte(1);
      out.writeInt(bytes.features());
      out.writeInt(bytes.x().length);
      out.writeBytes(bytes.x());
    } else if (rows instanceof Rows.Sparse sparse) {
      out.writeByte(2);
      out.writeInt(sparse.features());
      write(out, sparse.start());
      write(out, sparse.column());
      write(out, sparse.value());
    } else {
      throw unknown(rows);
    }
  }

  private static Rows readRows(Input in) {
    int kind = in.readByte();
    int features = in.readInt();
    return switch (kind) {
      case 0 -> new Rows.Floats(features, floats(in));
      case 1 -> new Rows.Bytes(features, in.readBytes(in.readInt()));
      default -> new Rows.Sparse(features, ints(in), ints(in), floats(in));
    };
  }

  private static void write(Output out, Targets targets) {
    if (targets instanceof Targets.Classes classes) {
      out.writeByte(0);
      write(out, classes.labels());
    } else if (targets instanceof Targets.Values values) {
      out.writeByte(1);
      write(out, values.values());
      out.writeInt(values.width());
    } else {
      throw unknown(targets);
    }
    write(out, targets.weights());
  }

  private static Targets readTargets(Input in) {
    return in.readByte() == 0
        ? new Targets.Classes(ints(in), floats(in))
        : new Targets.Values(floats(in), in.readInt(), floats(in));
  }

  private static void write(Output out, Scaling scaling) {
    if (scaling instanceof Scaling.None) {
      out.writeByte(0);
    } else if (scaling instanceof Scaling.Whole whole) {
      out.writeByte(1);
      out.writeFloat(whole.mean());
      out.writeFloat(whole.deviation());
    } else if (scaling instanceof Scaling.PerFeature each) {
      out.writeByte(2);
      write(out, each.mean());
      write(out, each.deviation());
    } else if (scaling instanceof Scaling.PerChannel each) {
      out.writeByte(3);
      out.writeInt(each.plane());
      write(out, each.mean());
      write(out, each.deviation());
    } else {
      throw unknown(scaling);
    }
  }

  private static Scaling readScaling(Input in) {
    return switch (in.readByte()) {
      case 0 -> new Scaling.None();
      case 1 -> new Scaling.Whole(in.readFloat(), in.readFloat());
      case 2 -> new Scaling.PerFeature(floats(in), floats(in));
      default -> new Scaling.PerChannel(in.readInt(), floats(in), floats(in));
    };
  }

  private static void write(Output out, float[] values) {
    out.writeInt(values.length);
    out.writeFloats(values);
  }

  private static void write(Output out, int[] values) {
    out.writeInt(values.length);
    out.writeInts(values);
  }

  private static float[] floats(Input in) {
    return in.readFloats(in.readInt());
  }

  private static int[] ints(Input in) {
    return in.readInts(in.readInt());
  }

  /** A new kind needs its place here; a test has a case of each. */
  private static IllegalArgumentException unknown(Object part) {
    return new IllegalArgumentException("cannot travel: " + part.getClass().getName());
  }
}
