package org.frostml.job.data;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoSerializable;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.io.Serializable;
import org.frostml.nn.Shard;

/**
 * A shard as executors cache it, in a session of any serializer: Kryo knows no records, and may
 * never have heard of us, so this spells out its own bytes.
 */
public final class KeptShard implements KryoSerializable, Serializable {
  private Shard.Packed shard;

  KeptShard(Shard shard) {
    this.shard = (Shard.Packed) shard;
  }

  Shard shard() {
    return shard;
  }

  @Override
  public void write(Kryo kryo, Output out) {
    ShardCodec.write(out, shard);
  }

  @Override
  public void read(Kryo kryo, Input in) {
    shard = ShardCodec.read(in);
  }
}
