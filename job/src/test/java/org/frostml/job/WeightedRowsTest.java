package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What rows and classes count for: in training, and where a model is tested. */
class WeightedRowsTest {
  @TempDir Path dir;

  private Path csv(String name, String header, List<String> rows) throws IOException {
    return TablesTest.csv(dir.resolve(name), header, rows);
  }

  private CommandLines.Outcome train(Path table, Path test, String data) throws IOException {
    Path conf =
        Files.writeString(
            dir.resolve("table.conf"),
            TablesTest.SETTINGS + "data { testPath = \"" + test + "\", " + data + " }");
    return CommandLines.frost("train", conf, "--data", table, "--out", dir.resolve("run"));
  }

  /** Classes are balanced where they are learnt; a model is measured on rows as they are. */
  @Tag("slow")
  @Test
  void aModelIsMeasuredOnRowsAsTheyAre() throws IOException {
    String header = TablesTest.HEADER;
    Path table = csv("table.csv", header, TablesTest.rows());
    String good = "1.5,red,true,7,good";
    Path test = csv("test.csv", header, List.of(good, good, good, "1.5,red,true,7,bad"));
    CommandLines.Outcome trained = train(table, test, "classWeights = balanced");
    assertEquals(0, trained.exit(), trained.err());
    Path summary = dir.resolve("run/summary.json");
    assertEquals(
        0.75, new ObjectMapper().readTree(summary.toFile()).path("accuracy").doubleValue());
    String evaluated = CommandLines.frost("evaluate", dir.resolve("run"), "--data", test).out();
    assertTrue(evaluated.startsWith("accuracy 75.00 %"), evaluated);
  }

  @Test
  void rowsToTestOnMustWeighSomething() throws IOException {
    List<String> rows = new ArrayList<>(TablesTest.rows().stream().map(r -> r + ",1").toList());
    String header = TablesTest.HEADER + ",w";
    Path table = csv("table.csv", header, rows);
    Path test = csv("test.csv", header, List.of("1.5,red,true,7,good,0", "-1,blue,false,7,bad,0"));
    CommandLines.Outcome trained = train(table, test, "weight = w");
    assertEquals(1, trained.exit(), trained.out());
    assertEquals(
        "frost: file:"
            + table
            + ": the 2 rows to test on all weigh 0: nothing can be measured on them",
        trained.err().strip());
  }
}
