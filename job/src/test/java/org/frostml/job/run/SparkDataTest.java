package org.frostml.job.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntPredicate;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.RDDInfo;
import org.frostml.FrostException;
import org.frostml.config.Configs;
import org.frostml.config.TrainConfig;
import org.frostml.data.Examples;
import org.frostml.job.Problem;
import org.frostml.job.data.Streamed;
import org.frostml.nn.Shape;
import org.frostml.run.Preparation;
import org.junit.jupiter.api.Test;

/** Shards that runs share. */
class SparkDataTest {
  private static final TrainConfig CONFIG =
      Configs.bind(List.of(Configs.setting("data={train=200,test=64}")));

  /** Of tasks, in this JVM. */
  private static final AtomicBoolean BROKEN = new AtomicBoolean();

  /** Training examples whose files cannot be read at times. */
  private record AtTimes(Examples of) implements Examples {
    @Override
    public String name() {
      return of.name();
    }

    @Override
    public int size() {
      return of.size();
    }

    @Override
    public int features() {
      return of.features();
    }

    @Override
    public Shape shape() {
      return of.shape();
    }

    @Override
    public int classes() {
      return of.classes();
    }

    @Override
    public boolean bytes() {
      return of.bytes();
    }

    @Override
    public boolean pixels() {
      return of.pixels();
    }

    @Override
    public void read(IntPredicate wanted, Sink sink) throws IOException {
      if (BROKEN.get()) {
        throw new IOException("no answer from the datanode");
      }
      of.read(wanted, sink);
    }
  }

  private static long cached(JavaSparkContext spark) {
    return Arrays.stream(spark.sc().getRDDStorageInfo())
        .filter(rdd -> rdd.numCachedPartitions() == rdd.numPartitions())
        .count();
  }

  /** Executors would keep it until the driver collects garbage. */
  @Test
  void anInterruptedThreadLeavesNothingBehind() throws IOException {
    try (JavaSparkContext spark = new JavaSparkContext(Problem.conf("local[2]"));
        Streamed source = new Streamed()) {
      SparkData data = new SparkData(spark, source);
      data.take(CONFIG, Preparation.of(CONFIG, source.facts(CONFIG), Versions.platform()));
      assertEquals(2, cached(spark));
      Thread.currentThread().interrupt();
      data.close();
      assertTrue(Thread.interrupted(), "the flag is still there");
      assertEquals(0, cached(spark));
    }
  }

  @Test
  void whatCouldNotBeLoadedIsLoadedByTheNextRun() throws IOException {
    try (JavaSparkContext spark = new JavaSparkContext(Problem.conf("local[2]"));
        Streamed source =
            new Streamed() {
              @Override
              public synchronized Examples train(TrainConfig.Data data) throws IOException {
                return new AtTimes(super.train(data));
              }
            };
        SparkData data = new SparkData(spark, source)) {
      Preparation prepared = Preparation.of(CONFIG, source.facts(CONFIG), Versions.platform());
      BROKEN.set(true);
      FrostException failed = assertThrows(FrostException.class, () -> data.take(CONFIG, prepared));
      assertTrue(failed.getMessage().contains("no answer from the datanode"));
      assertEquals(List.of(), Arrays.<RDDInfo>asList(spark.sc().getRDDStorageInfo()));
      BROKEN.set(false);
      SparkData.Kept taken = data.take(CONFIG, prepared);
      assertEquals(2, cached(spark), "training and test shards");
      assertSame(taken, data.take(CONFIG, prepared));
    }
  }
}
