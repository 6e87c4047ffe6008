package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.JavaSerializer;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.frostml.nn.Rows;
import org.frostml.nn.Scaling;
import org.frostml.nn.Shard;
import org.frostml.nn.Targets;
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

  private static final Rows FLOATS = new Rows.Floats(2, new float[] {1, 2, 3, 4});

  /** A shard around each kind of rows, targets and scaling. */
  private static final List<Shard.Packed> SHARDS =
      List.of(
          new Shard.Packed(3, FLOATS, new Targets.Classes(0, 1), new Scaling.Whole(0.5f, 2)),
          new Shard.Packed(
              4,
              new Rows.Bytes(2, new byte[] {1, -2, 3, 4}),
              new Targets.Classes(new int[] {1, 1}, new float[] {0, 2.5f}),
              new Scaling.PerFeature(new float[] {1, 2}, new float[] {3, 0})),
          new Shard.Packed(
              1,
              new Rows.Bytes(4, new byte[] {1, -2, 3, 4}),
              new Targets.Classes(1),
              new Scaling.PerChannel(2, new float[] {0.5f, 0.25f}, new float[] {3, 0})),
          new Shard.Packed(
              0,
              new Rows.Sparse(7, new int[] {0, 0, 2}, new int[] {1, 6}, new float[] {0.5f, -3}),
              new Targets.Values(new float[] {1, 2, 3, 4}, 2),
              new Scaling.None()));

  @Test
  void everyKindHasItsCase() {
    requireAll(Rows.class, SHARDS.stream().map(Shard.Packed::rows));
    requireAll(Targets.class, SHARDS.stream().map(Shard.Packed::targets));
    requireAll(Scaling.class, SHARDS.stream().map(Shard.Packed::scaling));
  }

  private static void requireAll(Class<?> family, Stream<?> cases) {
    assertEquals(
        Set.of(family.getPermittedSubclasses()),
        cases.map(Object::getClass).collect(Collectors.toSet()),
        "members of " + family.getSimpleName() + " without a case");
  }

  @Test
  void whatTravelsArrives() {
    for (Shard.Packed shard : SHARDS) {
      Shard.Packed arrived = roundTrip(shard, Shard.Packed.class);
      assertEquals(shard.index(), arrived.index());
      assertEquals(shard.scaling(), arrived.scaling());
      // Plain Java's bytes are the same for equal arrays, which records do not compare.
      assertArrayEquals(javaBytes(shard), javaBytes(arrived));
    }
    byte[] message = {1, 2, 3};
    assertArrayEquals(message, roundTrip(message, byte[].class));
    assertEquals(6, bytes, "a message and next to nothing around it");
  }

  private static byte[] javaBytes(Shard.Packed shard) {
    return new JavaSerializer(new SparkConf(false))
        .newInstance()
        .serialize(shard, ClassTag$.MODULE$.apply(Shard.Packed.class))
        .array();
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
