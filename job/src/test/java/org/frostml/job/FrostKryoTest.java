package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.frostml.nn.Init;
import org.frostml.nn.Shard;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Level;
import org.frostml.sparse.Score;
import org.frostml.sparse.Support;
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
    Layout layout = Problem.NETWORK.layout();
    float[] theta = new Init(0.05, 1, 1).theta(layout, 1);
    Support support = Support.of(layout, 9, theta);
    Support arrived = roundTrip(support, Support.class);
    assertEquals(9, arrived.version());
    assertArrayEquals(theta, arrived.prolong(support.restrict(theta)));
    for (Level level : Level.values()) {
      Gradient gradient = Gradient.zero(level, support);
      gradient.values()[3] = 5;
      gradient.addScore(new Score(1.5, 2, 3));
      Gradient sent = roundTrip(gradient, Gradient.class);
      assertArrayEquals(gradient.values(), sent.values());
      assertEquals(gradient.score(), sent.score());
      assertEquals(level, sent.level());
      int envelope = bytes - gradient.packedSize();
      assertTrue(envelope >= 0 && envelope < 16, () -> envelope + " bytes of envelope");
    }
    assertEquals(new Score(0.25, 7, 8), roundTrip(new Score(0.25, 7, 8), Score.class));
    Shard shard =
        roundTrip(new Shard(3, 2, new float[] {1, 2, 3, 4}, new int[] {0, 1}), Shard.class);
    assertEquals(3, shard.index());
    assertEquals(2, shard.features());
    assertArrayEquals(new float[] {1, 2, 3, 4}, shard.x());
    assertArrayEquals(new int[] {0, 1}, shard.labels());
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
