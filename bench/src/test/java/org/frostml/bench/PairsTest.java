package org.frostml.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.sql.SparkSession;
import org.frostml.FrostException;
import org.frostml.job.SparkStart;
import org.frostml.random.Rng;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the comparison on pairs of categories says; never how fast it was. */
@Tag("long")
class PairsTest {
  @TempDir private Path dir;

  /** Two texts that tell the class only together, and a number that tells nothing. */
  private Path table() throws IOException {
    Rng rng = new Rng(1);
    List<String> lines = new ArrayList<>(List.of("colour,shape,size,income"));
    for (int i = 0; i < 900; i++) {
      int colour = rng.nextInt(2);
      int shape = rng.nextInt(2);
      lines.add(
          (colour == 0 ? "red" : "blue")
              + (shape == 0 ? ",round," : ",square,")
              + rng.nextInt(1000)
              + (colour == shape ? ",low" : ",rich"));
    }
    return Files.write(dir.resolve("table.csv"), lines);
  }

  @Test
  void bothLearnWhatOnlyPairsTell() throws IOException {
    SparkConf conf =
        SparkStart.conf(true)
            .setMaster("local[2]")
            .set("spark.ui.enabled", "false")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.sql.shuffle.partitions", "2");
    String data = table().toString();
    try (JavaSparkContext context = SparkStart.context(conf, "pairs test")) {
      SparkSession spark = SparkSession.builder().sparkContext(context.sc()).getOrCreate();
      try (PairsTable table = new PairsTable(spark, data, "income", 4096)) {
        SparseVector row = table.training().first().getAs("features");
        assertEquals(4096, row.size());
        assertEquals(4, row.indices().length, "a number, two texts and their pair");
        assertEquals(
            table.training().count(), table.chosenFrom().count() + table.chosenBy().count());
      }
      PairsCommand command =
          CommandLine.populateCommand(
              new PairsCommand(),
              "--data",
              data,
              "--hashed",
              "4096",
              "--epochs",
              "3",
              "--iterations",
              "5");
      Map<String, String> summary = new HashMap<>();
      BenchTable found = command.run(spark, new PrintWriter(new StringWriter()), summary);
      assertEquals(1, summary.size());
      assertEquals(2, found.rows().size());
      for (List<String> row : found.rows()) {
        assertEquals(found.columns().size(), row.size());
        assertTrue(Double.parseDouble(row.get(3)) > 0.99, row.toString());
      }
      assertEquals("3", found.rows().get(0).get(5));
      assertTrue(Integer.parseInt(found.rows().get(1).get(5)) >= 3, found.text());
      assertThrows(FrostException.class, () -> new PairsTable(spark, data, "nothing", 4096));
    }
  }
}
