package org.frostml.job.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.Serializer;
import org.apache.spark.serializer.SerializerInstance;
import org.frostml.nn.Rows;
import org.frostml.nn.Scaling;
import org.frostml.nn.Shard;
import org.frostml.nn.Targets;
import org.junit.jupiter.api.Test;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/** Cached shards in sessions that never heard of Frost's registrator. */
class KeptShardTest {
  @Test
  void anySerializerTakesThem() {
    Rows rows = new Rows.Sparse(7, new int[] {0, 0, 2}, new int[] {1, 6}, new float[] {0.5f, -3});
    Shard.Packed shard =
        new Shard.Packed(
            4, rows, new Targets.Classes(1, 0), new Scaling.PerFeature(new float[7], new float[7]));
    SparkConf plain = new SparkConf(false);
    for (Serializer serializer : List.of(new KryoSerializer(plain), new JavaSerializer(plain))) {
      SerializerInstance instance = serializer.newInstance();
      ClassTag<KeptShard> tag = ClassTag$.MODULE$.apply(KeptShard.class);
      KeptShard arrived = instance.deserialize(instance.serialize(new KeptShard(shard), tag), tag);
      assertEquals(4, arrived.shard().index());
      assertEquals(shard.scaling(), arrived.shard().scaling());
      assertArrayEquals(new float[] {0.5f, -3}, ((Rows.Sparse) arrived.shard().rows()).value());
      assertEquals(1, arrived.shard().targets().value(0, 0));
    }
  }
}
