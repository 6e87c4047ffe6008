package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.frostml.config.Configs;
import org.frostml.config.TrainConfig;
import org.frostml.job.data.Shards;
import org.frostml.job.data.Streamed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is cached, and what is said of it. */
@Timeout(60)
class ShardsTest {
  /** Spark's UI hears of what is cached by events, which come late where there is much to do. */
  @Test
  void whatFitsIsNotWarnedOfWhateverTheUiKnows() throws IOException {
    TrainConfig config = Configs.bind(List.of(Configs.setting("data={train=200,test=64}")));
    CountDownLatch loaded = new CountDownLatch(1);
    try (JavaSparkContext spark = new JavaSparkContext(Problem.conf("local[2]"));
        Streamed source = new Streamed();
        Warnings warnings = new Warnings()) {
      spark.sc().listenerBus().addToStatusQueue(new Busy(loaded));
      Shards shards = source.shards(spark, config, source.facts(config));
      try {
        shards.load(spark);
      } finally {
        loaded.countDown();
      }
      assertEquals(List.of(), warnings.messages());
    }
  }

  /** Keeps the events of the UI back. */
  private static final class Busy extends SparkListener {
    private final CountDownLatch until;

    Busy(CountDownLatch until) {
      this.until = until;
    }

    @Override
    public void onJobStart(SparkListenerJobStart job) {
      try {
        until.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
