package org.frostml.job.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.config.Configs;
import org.frostml.config.TrainConfig;
import org.frostml.data.Facts;
import org.frostml.job.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TablesSourceTest {
  @TempDir Path dir;

  private TrainConfig config(long seed) {
    return Configs.bind(
        List.of(
            Configs.text(
                """
                data { format = csv, path = "%s", features = [x] }
                batchSize = 10, validation.share = 0.2, seed = %d
                """
                    .formatted(dir.resolve("table.csv"), seed),
                "a test")));
  }

  /** Trials come seed by seed: none has the table read again for the other's sake. */
  @Test
  void aTableIsReadOnceForRunsThatTakeTurns() throws IOException {
    List<String> lines = new ArrayList<>(List.of("x,label"));
    for (int i = 0; i < 100; i++) {
      lines.add(i + "," + i % 2);
    }
    Files.write(dir.resolve("table.csv"), lines);
    try (JavaSparkContext spark = new JavaSparkContext(Problem.forSql(Problem.conf("local[2]")));
        Tables tables = new Tables()) {
      Facts first = tables.facts(config(0));
      Facts second = tables.facts(config(1));
      assertNotSame(first, second, "other rows are held out");
      assertSame(first, tables.facts(config(0)));
      for (int seed = 2; seed < 6; seed++) {
        tables.facts(config(seed));
      }
      assertEquals(5, spark.getPersistentRDDs().size(), "the oldest is forgotten");
      assertSame(first, tables.facts(config(0)), "which is not the one that was asked for last");
      tables.close();
      assertEquals(0, spark.getPersistentRDDs().size());
    }
  }
}
