package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.frostml.job.files.Models;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Categories and classes of rows that a model never saw. */
class UnseenValuesTest {
  private static final String VIOLET = "1,violet,true,2,good";
  private static final String RED = "1,red,true,2,good";
  private static final String UGLY = "1,red,true,2,ugly";

  @TempDir Path dir;

  private Path csv(String name, String... rows) throws IOException {
    return TablesTest.csv(dir.resolve(name), TablesTest.HEADER, List.of(rows));
  }

  private Path train(String settings) throws IOException {
    Path table = csv("table.csv", TablesTest.rows().toArray(new String[0]));
    Path conf =
        Files.writeString(
            dir.resolve("table.conf"),
            TablesTest.SETTINGS + "network.loss = binary-cross-entropy\n" + settings);
    Path run = dir.resolve("run");
    succeeds("train", conf, "--data", table, "--out", run, "--overwrite");
    return run;
  }

  private static String succeeds(Object... words) {
    CommandLines.Outcome outcome = CommandLines.frost(words);
    assertEquals(0, outcome.exit(), outcome.err());
    return outcome.out();
  }

  private static String fails(Object... words) {
    CommandLines.Outcome outcome = CommandLines.frost(words);
    assertEquals(1, outcome.exit(), outcome.out());
    return outcome.err().strip();
  }

  private Object[] predict(Path run, Path data) {
    Path out = dir.resolve("predicted");
    return new Object[] {"predict", run, "--data", data, "--out", out, "--overwrite"};
  }

  @Test
  void anErrorNamesThem() throws IOException {
    Path run = train("");
    Path unseen = csv("unseen.csv", RED, VIOLET);
    String colour =
        "frost: "
            + unseen
            + ": column colour lacks a value that was seen in training in 1 of 2 rows, for instance"
            + " in (colour violet, noise 2.0, ok 1.0, size 1.0";
    String advice = "): train with data.invalid = skip or impute";
    assertEquals(colour + advice, fails(predict(run, unseen)));
    assertFalse(Files.exists(dir.resolve("predicted")), "nothing is written");
    assertEquals(colour + ", kind good" + advice, fails("evaluate", run, "--data", unseen));
    Path ugly = csv("ugly.csv", RED, UGLY);
    assertEquals(
        "frost: "
            + ugly
            + ": column kind lacks a label that was seen in training in 1 of 2 rows, for instance in"
            + " (colour red, noise 2.0, ok 1.0, size 1.0, kind ugly): train with data.invalid = skip",
        fails("evaluate", run, "--data", ugly));
    assertTrue(succeeds(predict(run, ugly)).startsWith("2 rows"), "labels are not needed");
  }

  @Test
  void skippingLeavesThemOut() throws IOException {
    Path run = train("data.invalid = skip");
    Path unseen = csv("unseen.csv", RED, VIOLET, UGLY);
    assertTrue(succeeds(predict(run, unseen)).startsWith("2 rows of "));
    String evaluated = succeeds("evaluate", run, "--data", unseen);
    assertTrue(evaluated.contains(" on 1 examples of "), evaluated);
  }

  @Test
  void imputingGivesThemAFeatureOfTheirOwn() throws IOException {
    Path run = train("data.invalid = impute");
    Path unseen = csv("unseen.csv", RED, VIOLET, "1,,true,2,good");
    assertTrue(succeeds(predict(run, unseen)).startsWith("3 rows of "));
    String evaluated = succeeds("evaluate", run, "--data", unseen);
    assertTrue(evaluated.contains(" on 3 examples of "), evaluated);
  }

  /** Of a column that lacks nothing in training too, infinite ones among them. */
  @Test
  void imputingFillsNumbers() throws IOException {
    Path run = train("data.invalid = impute");
    Path lacking = csv("lacking.csv", RED, ",red,true,2,good", "Inf,red,true,2,good");
    succeeds(predict(run, lacking));
    try (Stream<Path> files = Files.list(dir.resolve("predicted"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".csv")).toList()) {
        assertFalse(Files.readString(file).contains("NaN"), Files.readString(file));
      }
    }
    String evaluated = succeeds("evaluate", run, "--data", lacking);
    assertTrue(evaluated.contains(" on 3 examples of "), evaluated);
    Path table = dir.resolve("table.csv");
    List<String> rows = new ArrayList<>(Files.readAllLines(table));
    rows.add("Inf,red,true,2,good");
    // Finite, but not as it is computed with.
    rows.add("1e300,red,true,2,good");
    Path infinite = Files.write(dir.resolve("infinite.csv"), rows);
    succeeds(
        "train", dir.resolve("table.conf"), "--data", infinite, "--out", dir.resolve("infinite"));
  }

  /** A reader takes a column for texts that has one among its booleans, or its numbers. */
  @Test
  void anOddCellIsOneThatLacksItsValue() throws IOException {
    Path run = train("data.invalid = skip");
    Path odd = csv("odd.csv", RED, "1,red,n/a,2,good", "much,red,false,2,good");
    assertTrue(succeeds(predict(run, odd)).startsWith("1 rows of "));
  }

  /** Together they have as many numbers as those of training. */
  @Test
  void vectorsOfOtherSizesAreRefused() throws IOException {
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      rows.add("{\"a\": [1, 2, %d], \"b\": [%d, 1], \"kind\": \"k%d\"}".formatted(i, i, i % 2));
    }
    Path table = Files.write(dir.resolve("table.json"), rows);
    Path conf =
        Files.writeString(dir.resolve("json.conf"), TablesTest.SETTINGS + "data.format = json\n");
    Path run = dir.resolve("run");
    succeeds("train", conf, "--data", table, "--out", run);
    Path other =
        Files.writeString(dir.resolve("other.json"), "{\"a\": [1, 2], \"b\": [1, 2, 3]}\n");
    assertTrue(
        fails(predict(run, other))
            .contains("column a lacks a vector of 3 finite numbers in 1 of 1"));
  }

  /** A rare category may be in the test rows alone: it has a feature, which tells nothing. */
  @Test
  void categoriesOfTestRowsAreKnown() throws IOException {
    Path test = csv("test.csv", RED, VIOLET, "-1,green,false,2,bad");
    Path run = train("data.testPath = \"" + test + "\"");
    List<String> features = Models.load(run.toString()).features();
    assertTrue(features.contains("colour=violet"), features.toString());
    assertTrue(succeeds(predict(run, csv("new.csv", VIOLET))).startsWith("1 rows of "));
  }

  /** What people read has the classes' names. */
  @Test
  void anEvaluationHasTheClassesNames() throws IOException {
    Path run = train("");
    String evaluated = succeeds("evaluate", run, "--data", dir.resolve("table.csv"));
    for (String line : List.of("\n  bad   ", "\n good   ", "\n         bad   good\n")) {
      assertTrue(evaluated.contains(line), evaluated);
    }
    assertTrue(
        Stream.of(evaluated.split("\n")).noneMatch(line -> line.matches(" +[01] .*")), evaluated);
  }
}
