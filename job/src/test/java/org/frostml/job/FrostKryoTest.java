package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.frostml.nn.Shard;
import org.junit.jupiter.api.Test;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

class FrostKryoTest {
  private final SerializerInstance kryo =
      new KryoSerializer(FrostKryo.configure(new SparkConf(false))).newInstance();
  private int bytes;

  private <T> T roundTrip(T value, Class<T> type) {
    ClassTag<T> tag = ClassTag$.MODULE$.apply(type);
    ByteBuffer buffer = kryo.serialize(value, tag);
    bytes = buffer.remaining();
    return kryo.deserialize(buffer, tag);
  }

  @Test
  void whatTravelsArrives() {
    Shard shard =
        roundTrip(new Shard.Packed(3, 2, new float[] {1, 2, 3, 4}, new int[] {0, 1}), Shard.class);
    assertEquals(3, shard.index());
    assertEquals(2, shard.features());
    assertArrayEquals(new float[] {1, 2, 3, 4}, shard.x());
    assertArrayEquals(new int[] {0, 1}, shard.labels());
    byte[] message = {1, 2, 3};
    assertArrayEquals(message, roundTrip(message, byte[].class));
    assertEquals(6, bytes, "a message and next to nothing around it");
  }

  @Test
  void strangersAreRefused() {
    RuntimeException e =
        assertThrows(
            RuntimeException.class,
            () ->
                roundTrip(
                    new java.util.concurrent.atomic.AtomicInteger(),
                    java.util.concurrent.atomic.AtomicInteger.class));
    assertTrue(e.toString().contains("Class is not registered"), e.toString());
  }

  @Test
  void theUserHasTheLastWord() {
    SparkConf conf =
        new SparkConf(false)
            .set("spark.serializer", "mine")
            .set("spark.kryo.registrator", "Theirs");
    assertEquals("mine", FrostKryo.configure(conf).get("spark.serializer"));
    assertEquals("true", conf.get("spark.kryo.registrationRequired"));
    assertEquals("Theirs,org.frostml.job.FrostKryo", conf.get("spark.kryo.registrator"));
    assertEquals(
        "Theirs,org.frostml.job.FrostKryo",
        FrostKryo.configure(conf).get("spark.kryo.registrator"),
        "once is enough");
  }
}
