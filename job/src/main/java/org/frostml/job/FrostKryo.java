package org.frostml.job;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.Serializer;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoRegistrator;
import org.frostml.job.data.KryoClasses;
import org.frostml.job.data.ShardCodec;
import org.frostml.nn.Shard;

/**
 * Registers what of Frost Spark keeps and moves: packed shards, whose bytes are spelt out, for Kryo
 * 4 knows no records, and what is found out about a table. All other messages are bytes already.
 */
public final class FrostKryo implements KryoRegistrator {
  /**
   * Makes Kryo the serializer, refusing unregistered classes, unless the user has chosen otherwise;
   * a registrator of the user stays beside ours.
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
    kryo.register(Shard.Packed.class, new ShardSerializer());
    KryoClasses.all().forEach(kryo::register);
  }

  private static final class ShardSerializer extends Serializer<Shard.Packed> {
    ShardSerializer() {
      super(false, true);
    }

    @Override
    public void write(Kryo kryo, Output out, Shard.Packed shard) {
      ShardCodec.write(out, shard);
    }

    @Override
    public Shard.Packed read(Kryo kryo, Input in, Class<Shard.Packed> type) {
      return ShardCodec.read(in);
    }
  }
}
