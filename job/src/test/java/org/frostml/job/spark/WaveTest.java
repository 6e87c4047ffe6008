package org.frostml.job.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.frostml.job.Problem;
import org.junit.jupiter.api.Test;

class WaveTest {
  @Test
  void resultsStayWithinAQuarterOfWhatSparkLetsAJobReturn() {
    try (JavaSparkContext spark =
        new JavaSparkContext(Problem.conf("local[2]").set("spark.driver.maxResultSize", "4m"))) {
      assertEquals(4, Wave.shards(spark.sc(), 128 << 10), "each held twice");
      assertEquals(1, Wave.shards(spark.sc(), 1L << 40), "one at least");
    }
  }

  @Test
  void wavesGiveTheSameBits() throws IOException {
    // A fine gradient has 33,250 floats: two of them, held twice, are a quarter of 2,200 KB.
    assertArrayEquals(
        Problem.locally(1),
        Problem.onSpark(
            Problem.conf("local[2]").set("spark.driver.maxResultSize", "2200k"),
            1,
            shards -> shards));
  }

  /** Every kind of job: also of a round, whose results are duals and moments. */
  @Test
  void localRoundsComeInWavesToo() throws IOException {
    AtomicInteger most = new AtomicInteger();
    SparkListener watch =
        new SparkListener() {
          @Override
          public void onJobStart(SparkListenerJobStart start) {
            most.accumulateAndGet(start.stageInfos().head().numTasks(), Math::max);
          }
        };
    float[] theta =
        Problem.onSpark(
            Problem.conf("local[2]").set("spark.driver.maxResultSize", "20k"),
            4,
            shards -> {
              shards.context().addSparkListener(watch);
              return shards;
            });
    assertArrayEquals(Problem.locally(4), theta);
    assertEquals(1, most.get(), "shards that a job asks for");
  }
}
