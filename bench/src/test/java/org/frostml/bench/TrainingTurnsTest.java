package org.frostml.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.FrostException;
import org.frostml.config.Configs;
import org.frostml.config.TrainConfig;
import org.frostml.job.SparkStart;
import org.frostml.job.data.Streamed;
import org.frostml.job.run.Versions;
import org.frostml.run.Preparation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How long turns are, in steps: an epoch has 10, a cycle 4. */
class TrainingTurnsTest {
  private static final TrainConfig CONFIG =
      Configs.bind(
          List.of(
              ConfigFactory.parseMap(
                  Map.of(
                      "epochs", 2,
                      "batchSize", 20,
                      "shards", 2,
                      "data.train", 200,
                      "data.test", 20,
                      "network.hidden", List.of(8),
                      "freeze.m", 3,
                      "freeze.localSteps", 3))));

  @Test
  void aTurnIsAnEpochOrWholeCycles() throws IOException {
    SparkConf conf =
        new SparkConf()
            .setMaster("local[2]")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1");
    try (JavaSparkContext spark = SparkStart.context(conf, "turns test")) {
      assertEquals(List.of(10L, 10L), steps(spark, 1, 2));
      // The third does not end with the epoch.
      assertEquals(List.of(4L, 4L, 4L, 4L), steps(spark, 0.2, 4));
      FrostException e = assertThrows(FrostException.class, () -> steps(spark, 1, 3));
      assertTrue(e.getMessage().startsWith("the run's epochs = 2 are 2 turns, but 3"), e::toString);
    }
  }

  private static List<Long> steps(JavaSparkContext spark, double share, int turns)
      throws IOException {
    List<Long> steps = new ArrayList<>();
    try (Streamed source = new Streamed()) {
      Preparation prepared = Preparation.of(CONFIG, source.facts(CONFIG), Versions.platform());
      new TrainingTurns(prepared, share, turns, turn -> steps.add(turn.totals().steps()))
          .run(spark, source, CONFIG);
    }
    return steps;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 1.5, Double.NaN})
  void noShareOfAnEpochIsRefused(double share) {
    assertThrows(FrostException.class, () -> new TrainingTurns(null, share, 1, turn -> {}));
  }
}
