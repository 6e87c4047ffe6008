package org.frostml.job;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoRegistrator;
import org.frostml.nn.Shard;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.Score;
import org.frostml.sparse.Support;

/**
 * Registers everything of Frost that travels; Kryo 4 knows no records, so each has its bytes spelt
 * out.
 */
public final class FrostKryo implements KryoRegistrator {
  /**
   * Makes Kryo the serializer, refusing unregistered classes, unless the user has said otherwise; a
   * registrator of the user stays beside ours.
   */
  static SparkConf configure(SparkConf conf) {
    String ours = FrostKryo.class.getName();
    String registrators = conf.get("spark.kryo.registrator", ours);
    return conf.setIfMissing("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
        .set(
            "spark.kryo.registrator",
            registrators.contains(ours) ? registrators : registrators + "," + ours)
        .setIfMissing("spark.kryo.registrationRequired", "true");
  }

  @Override
  public void registerClasses(Kryo kryo) {
    kryo.register(Gradient.class, new Packed<>(Gradient::pack, Gradient::unpack));
    kryo.register(Support.class, new Packed<>(Support::pack, Support::unpack));
    kryo.register(Score.class, new Packed<>(FrostKryo::pack, FrostKryo::unpack));
    kryo.register(Shard.class, new ShardSerializer());
  }

  private static byte[] pack(Score score) {
    return ByteBuffer.allocate(24)
        .putDouble(score.loss())
        .putLong(score.correct())
        .putLong(score.examples())
        .array();
  }

  private static Score unpack(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    return new Score(in.getDouble(), in.getLong(), in.getLong());
  }

  /** A class that knows its own bytes. */
  private static final class Packed<T> extends Serializer<T> {
    private final Function<T, byte[]> pack;
    private final Function<byte[], T> unpack;

    Packed(Function<T, byte[]> pack, Function<byte[], T> unpack) {
      super(false, true);
      this.pack = pack;
      this.unpack = unpack;
    }

    @Override
    public void write(Kryo kryo, Output out, T value) {
      byte[] bytes = pack.apply(value);
      out.writeInt(bytes.length);
      out.writeBytes(bytes);
    }

    @Override
    public T read(Kryo kryo, Input in, Class<T> type) {
      return unpack.apply(in.readBytes(in.readInt()));
    }
  }

  /** A shard may be larger than a byte[], so it is streamed. */
  private static final class ShardSerializer extends Serializer<Shard> {
    ShardSerializer() {
      super(false, true);
    }

    @Override
    public void write(Kryo kryo, Output out, Shard shard) {
      out.writeInt(shard.index());
      out.writeInt(shard.features());
      out.writeInt(shard.examples());
      out.writeInts(shard.labels());
      out.writeFloats(shard.x());
    }

    @Override
    public Shard read(Kryo kryo, Input in, Class<Shard> type) {
      int index = in.readInt();
      int features = in.readInt();
      int examples = in.readInt();
      int[] labels = in.readInts(examples);
      return new Shard(index, features, in.readFloats(examples * features), labels);
    }
  }
}
