package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.SparkSession;
import org.frostml.job.files.Models;
import org.frostml.nn.FeatureNorms;
import org.frostml.nn.Scaling;
import org.frostml.random.Rng;
import org.frostml.train.Model;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables in, models and tables out. */
class TablesTest {
  private static final int ROWS = 300;
  static final String HEADER = "size,colour,ok,noise,kind";

  /** Settings that learn {@link #rows} in a moment. */
  static final String SETTINGS =
      Problem.QUICK
          + """
          epochs = 4, batchSize = 20, network.hidden = [16], density.target = 0.5
          data { format = csv, label = kind }
          """;

  @TempDir Path dir;

  /** Two classes that a number, a text and a boolean tell apart; a third of the rows are equal. */
  static List<String> rows() {
    Rng rng = new Rng(5);
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      if (i % 3 == 0) {
        rows.add("1.5,red,true,7,good");
        continue;
      }
      boolean good = rng.nextInt(2) == 1;
      float size = (float) (rng.nextGaussian() / 4 + (good ? 1 : -1));
      String colour = good ? "red" : rng.nextInt(2) == 0 ? "green" : "blue, dark";
      rows.add(
          String.join(
              ",",
              Float.toString(size),
              "\"" + colour + "\"",
              Boolean.toString(good),
              Integer.toString(rng.nextInt(5)),
              good ? "good" : "bad"));
    }
    return rows;
  }

  private Path csv(String name, List<String> rows) throws IOException {
    return csv(dir.resolve(name), HEADER, rows);
  }

  /** A file of rows under a header. */
  static Path csv(Path file, String header, List<String> rows) throws IOException {
    return Files.write(file, Stream.concat(Stream.of(header), rows.stream()).toList());
  }

  private Path config(String... more) throws IOException {
    List<String> lines =
        new ArrayList<>(
            List.of(
                Problem.QUICK,
                "epochs = 4, batchSize = 20, shards = 4, network.hidden = [16]",
                "density.target = 0.5, freeze { m = 4, localSteps = 4 }, learningRate.base = 0.3",
                "network.loss = binary-cross-entropy",
                "validation.share = 0.1",
                "data { format = csv, label = kind }"));
    lines.addAll(List.of(more));
    return Files.write(dir.resolve("table.conf"), lines);
  }

  private Path train(Path config, Path data, String out, Object... more) {
    return train(Problem.conf("local[2]"), config, data, out, more);
  }

  private Path train(SparkConf conf, Path config, Path data, String out, Object... more) {
    Path run = dir.resolve(out);
    Stream<Object> words = Stream.of("train", config, "--data", data, "--out", run, "--overwrite");
    CommandLines.Outcome outcome =
        CommandLines.on(conf, Stream.concat(words, Stream.of(more)).toArray());
    assertEquals(0, outcome.exit(), outcome.err());
    return run;
  }

  private static void assertSame(Path one, Path other) throws IOException {
    Model a = Models.load(one.toString());
    Model b = Models.load(other.toString());
    assertEquals(a.provenance().get("data.sha256"), b.provenance().get("data.sha256"));
    assertEquals(a.provenance().get("data.test.sha256"), b.provenance().get("data.test.sha256"));
    assertEquals(a.scaling(), b.scaling());
    assertEquals(a.features(), b.features());
    assertArrayEquals(a.weights().values(), b.weights().values());
  }

  /** Two that are one double are two classes; whole numbers are in their order. */
  @Test
  void aLongIsCalledByAllItsDigits() throws IOException {
    List<String> ids = List.of("10", "1234567890123456790", "9", "1234567890123456789");
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      rows.add(i + "," + ids.get(i % 4));
    }
    Path table = csv(dir.resolve("ids.csv"), "x,kind", rows);
    Path run = train(config("network.loss = cross-entropy"), table, "run");
    assertEquals(
        List.of("9", "10", "1234567890123456789", "1234567890123456790"),
        Models.load(run.toString()).labels().names());
    CommandLines.Outcome evaluated = CommandLines.frost("evaluate", run, "--data", table);
    assertEquals(0, evaluated.exit(), evaluated.err());
  }

  /** A reader guesses the types of each table by itself. */
  @Test
  void classesAreCalledAlikeInBothTables() throws IOException {
    List<String> rows = IntStream.range(0, 60).mapToObj(i -> i + "," + i % 2).toList();
    Path table = csv(dir.resolve("numbers.csv"), "x,kind", rows);
    Path test = dir.resolve("test.csv");
    Path conf =
        config(
            "network.loss = cross-entropy, validation.share = 0",
            "data.testPath = \"" + test + "\"");
    csv(test, "x,kind", List.of("1,1.0", "2,0.0", "3,NaN"));
    String lacking = CommandLines.frost("train", conf, "--data", table, "--out", dir + "/a").err();
    assertTrue(lacking.contains("column kind lacks a label in 1 of 63 rows"), lacking);
    Path run = train(conf, table, "run", "--set", "data.invalid=skip");
    assertEquals(List.of("0", "1"), Models.load(run.toString()).labels().names());
    csv(test, "x,kind", List.of("1,1", "2,no"));
    String texts = CommandLines.frost("train", conf, "--data", table, "--out", dir + "/b").err();
    assertTrue(
        texts.contains("column kind has numbers in ") && texts.contains(", but texts in "), texts);
  }

  /** Files, the order of rows, partitions of a shuffle: none is seen in the bits. */
  @Test
  void theSameRowsGiveTheSameModel() throws Exception {
    List<String> rows = rows();
    Path one = csv("one.csv", rows);
    Path expected = train(config(), one, "expected");
    Collections.shuffle(rows, new Random(1));
    Path many = Files.createDirectory(dir.resolve("many"));
    for (int f = 0; f < 7; f++) {
      csv("many/" + f + ".csv", rows.subList(ROWS * f / 7, ROWS * (f + 1) / 7));
    }
    SparkConf wide = Problem.conf("local[2]").set("spark.sql.shuffle.partitions", "37");
    assertSame(expected, train(wide, config(), many, "shuffled"));
  }

  @Tag("slow")
  @Test
  void noFormatIsSeenInTheBits() throws Exception {
    Path one = csv("one.csv", rows());
    Path expected = train(config(), one, "expected");
    SparkConf aqe = Problem.conf("local[1]").set("spark.sql.adaptive.enabled", "false");
    assertSame(expected, train(aqe, config(), one, "not adaptive"));
    copies(one);
    for (String format : List.of("json", "parquet", "orc", "avro")) {
      Path copy = dir.resolve(format);
      assertSame(expected, train(config("data.format = " + format), copy, "from " + format));
    }
  }

  /** The table in other formats, by Spark. */
  private void copies(Path csv) throws IOException {
    SparkConf conf = Problem.forSql(Problem.conf("local[2]"));
    try (SparkSession spark = SparkSession.builder().config(conf).getOrCreate()) {
      var table =
          spark
              .read()
              .option("header", "true")
              .option("inferSchema", "true")
              .csv(csv.toString())
              .repartition(5);
      for (String format : List.of("json", "parquet", "orc", "avro")) {
        table.write().format(format).save(dir.resolve(format).toString());
      }
    }
  }

  @Test
  void aModelSaysWhatItWasTaught() throws IOException {
    Model model = Models.load(train(config(), csv("table.csv", rows()), "run").toString());
    assertEquals(List.of("bad", "good"), model.labels().names());
    assertEquals(
        List.of("colour=blue, dark", "colour=green", "colour=red", "noise", "ok", "size"),
        model.features());
    assertTrue(model.scaling() instanceof Scaling.PerFeature, model.scaling().describe());
  }

  /** Rows to predict for need no label, and come back whole. */
  @Test
  void predictionsStandBesideTheirRows() throws IOException {
    List<String> rows = rows();
    Path table = csv("table.csv", rows);
    Path run = train(config(), table, "run");
    for (String format : List.of("json", "csv", "avro")) {
      Path out = dir.resolve("predicted " + format);
      CommandLines.Outcome outcome =
          CommandLines.frost("predict", run, "--data", table, "--out", out, "--format", format);
      assertEquals(0, outcome.exit(), outcome.err());
      List<String> lines = format.equals("avro") ? fromAvro(out) : lines(out);
      int right = 0;
      for (String line : lines) {
        right +=
            format.equals("csv")
                ? line.contains(",good,good,") || line.contains(",bad,bad,") ? 1 : 0
                : right(line);
      }
      assertTrue(right > 0.95 * ROWS, right + " of " + ROWS + ": " + lines.get(0));
    }
    CommandLines.Outcome evaluated = CommandLines.frost("evaluate", run, "--data", table);
    assertEquals(0, evaluated.exit(), evaluated.err());
    assertTrue(evaluated.out().contains("on 300 examples of"), evaluated.out());
  }

  /** Codes that are all numbers where they are few are the texts that they were in training. */
  @Test
  void textsStayTextsInAnotherFile() throws IOException {
    List<String> rows = rows();
    rows.replaceAll(row -> row.replace("red", "02139").replace("green", "K1A"));
    Path table = csv("table.csv", rows);
    List<String> few = rows.stream().filter(row -> row.contains("02139")).toList();
    Path others = csv("others.csv", few);
    Path run = train(config(), table, "run", "--set", "data.testPath=" + others);
    assertEquals(
        List.of("colour=02139", "colour=K1A", "colour=blue, dark", "noise", "ok", "size"),
        Models.load(run.toString()).features());
    CommandLines.Outcome evaluated = CommandLines.frost("evaluate", run, "--data", others);
    assertEquals("", evaluated.err());
    assertTrue(evaluated.out().contains("on " + few.size() + " examples"), evaluated.out());
  }

  /** CSV has none, but other formats do. */
  @Test
  void anEmptyTextIsACategory() throws IOException {
    List<String> lines = new ArrayList<>();
    for (String row : rows()) {
      String[] cells = row.replace("\"blue, dark\"", "").split(",");
      lines.add(
          String.format(
              "{\"size\":%s,\"colour\":\"%s\",\"kind\":\"%s\"}",
              cells[0], cells[1].replace("\"", ""), cells[4]));
    }
    Path table = Files.write(dir.resolve("table.json"), lines);
    Path run = train(config(), table, "run", "--set", "data.format=json");
    assertEquals(
        List.of("colour=", "colour=green", "colour=red", "size"),
        Models.load(run.toString()).features());
    Path out = dir.resolve("predicted");
    CommandLines.Outcome predicted =
        CommandLines.frost("predict", run, "--data", table, "--out", out);
    assertEquals(0, predicted.exit(), predicted.err());
  }

  @Test
  void whatAFormatCannotHoldIsSaidInALine() throws IOException {
    Path table = csv(dir.resolve("dashes.csv"), "size,colour,ok,no-ise,kind", rows());
    Path run = train(config(), table, "run");
    Path out = dir.resolve("predicted");
    CommandLines.Outcome outcome =
        CommandLines.frost("predict", run, "--data", table, "--out", out, "--format", "avro");
    assertEquals(1, outcome.exit());
    assertTrue(outcome.err().startsWith("frost: " + table + " as avro: "), outcome.err());
    assertTrue(
        outcome.err().strip().endsWith(": name other columns by --columns, or another --format"),
        outcome.err());
    assertEquals(1, outcome.err().strip().lines().count(), outcome.err());
    assertFalse(Files.exists(out));
  }

  /** As lines of JSON. */
  private static List<String> fromAvro(Path folder) throws IOException {
    SparkConf conf = Problem.forSql(Problem.conf("local[2]"));
    try (SparkSession spark = SparkSession.builder().config(conf).getOrCreate()) {
      return spark.read().format("avro").load(folder.toString()).toJSON().collectAsList();
    }
  }

  private static int right(String line) throws IOException {
    Map<?, ?> row = new ObjectMapper().readValue(line, HashMap.class);
    assertEquals(2, ((List<?>) row.get("probabilities")).size(), line);
    return row.get("kind").equals(row.get("prediction")) ? 1 : 0;
  }

  private static List<String> lines(Path folder) throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> parts = Files.list(folder)) {
      for (Path part : parts.filter(p -> p.getFileName().toString().startsWith("part-")).toList()) {
        lines.addAll(Files.readAllLines(part));
      }
    }
    return lines;
  }

  /** A table, settings beside the usual ones, and how the message begins. */
  private record Bad(String name, List<String> rows, String settings, String message) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static List<String> with(String row) {
    List<String> rows = rows();
    rows.add(10, row);
    return rows;
  }

  static Stream<Bad> bad() {
    return Stream.of(
        new Bad(
            "no such label",
            rows(),
            "data.label = kin",
            "TABLE: has no column kin, named by data.label; did you mean kind?; its columns: size,"),
        new Bad(
            "no such feature",
            rows(),
            "data.features = [size, hue]",
            "TABLE: has no column hue, named by data.features"),
        new Bad(
            "a pattern of none",
            rows(),
            "data.features = [\"x*\"]",
            "TABLE: no column matches x* in data.features"),
        new Bad(
            "the label is a feature",
            rows(),
            "data.features = [size, KIND]",
            "TABLE: column kind of data.features is that of data.label too: take it out of one of them"),
        new Bad(
            "the weight is a feature",
            rows(),
            "data.features = [size, noise], data.weight = noise",
            "TABLE: column noise of data.features is that of data.weight too"),
        new Bad(
            "no feature is left",
            rows(),
            "data.except = [\"*\"]",
            "TABLE: data.features = [*] leaves no column"),
        new Bad(
            "a label is missing",
            with("1,red,true,2,"),
            "",
            "TABLE: column kind lacks a label in 1 of 301 rows, for instance in (colour red, noise 2.0"),
        new Bad(
            "a number is missing",
            with(",red,true,2,good"),
            "",
            "TABLE: column size lacks a finite number in 1 of 301 rows, for instance in (colour red,"
                + " noise 2.0, ok 1.0, size null, kind good, weight 1.0)"
                    .replace(", weight 1.0", "")),
        new Bad(
            "a number is NaN",
            with("NaN,red,true,2,good"),
            "",
            "TABLE: column size lacks a finite number in 1 of 301 rows"),
        new Bad(
            "a number that is no float32",
            with("1e300,red,true,2,good"),
            "",
            "TABLE: column size lacks a finite number in 1 of 301 rows"),
        new Bad(
            "a category is missing",
            with("1,,true,2,good"),
            "",
            "TABLE: column colour lacks a value in 1 of 301 rows"),
        new Bad(
            "one class",
            List.of("1,red,true,1,good", "2,red,true,1,good"),
            "",
            "TABLE: column kind has only the label good; at least 2 classes are needed"),
        new Bad(
            "three classes",
            with("1,red,true,2,ugly"),
            "",
            "network.loss: binary-cross-entropy tells 2 classes apart, not 3: take cross-entropy"),
        new Bad(
            "texts as values",
            rows(),
            "network.loss = mse",
            "TABLE: column kind of data.label must be a boolean or a number, but is of type string"),
        new Bad(
            "a negative weight",
            with("1,red,true,-2,good"),
            "data.weight = noise",
            "TABLE: column noise lacks a finite weight >= 0 in 1 of 301 rows"),
        new Bad(
            "a weight that is no float32",
            with("1,red,true,1e39,good"),
            "data.weight = noise",
            "TABLE: column noise lacks a finite weight >= 0 in 1 of 301 rows"),
        new Bad(
            "a value that is no float32",
            with("1,red,true,1e39,good"),
            "network.loss = mse, data.label = noise",
            "TABLE: column noise lacks a finite label in 1 of 301 rows"),
        new Bad(
            "labels of 0 to 7",
            with("1,red,true,0,good"),
            "data.label = [ok, noise]",
            "TABLE: column noise lacks a label from 0 to 1 in "),
        new Bad(
            "nothing to test on",
            rows(),
            "data.testShare = 0",
            "TABLE: has no rows to test on: raise data.testShare, or name data.testPath"),
        new Bad(
            "two ways to test",
            rows(),
            "data { testPath = /nowhere.csv, testColumn = ok }",
            "data.testColumn = ok is in place of data.testPath = file:/nowhere.csv: leave one of them"),
        new Bad(
            "no such test table",
            rows(),
            "data.testPath = /nowhere.csv",
            "file:/nowhere.csv: cannot be read as csv: "),
        new Bad("another format", rows(), "data.format = parquet", "TABLE: "),
        new Bad(
            "balanced values",
            rows(),
            "network.loss = mse, data { label = noise, classWeights = balanced }",
            "data.classWeights = balanced, but the labels are 1 value"),
        new Bad(
            "fewer rows than a batch",
            rows().subList(0, 16),
            "validation.share = 0",
            "batchSize 20 is larger than the "));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void whatIsWrongIsSaidByName(Bad bad) throws IOException {
    Path table = csv("table.csv", bad.rows);
    Path out = dir.resolve("out");
    CommandLines.Outcome outcome =
        CommandLines.frost("train", config(bad.settings), "--data", table, "--out", out);
    assertEquals(1, outcome.exit(), outcome.err());
    String message = "frost: " + bad.message.replace("TABLE", "file:" + table);
    assertTrue(outcome.err().contains(message), outcome.err());
    assertTrue(Files.notExists(out), "nothing is begun");
    assertTrue(Files.notExists(dir.resolve("out.partial")), "nothing is begun");
  }

  @Tag("slow")
  @Test
  void rowsThatLackSomethingAreSkippedOrImputed() throws IOException {
    List<String> rows = rows();
    rows.add(",red,true,2,good");
    rows.add("1,,true,2,good");
    Path table = csv("table.csv", rows);
    Path skipped = train(config("data.invalid = skip"), table, "skipped");
    assertSame(train(config(), csv("whole.csv", rows()), "whole"), skipped);
    Path imputed = train(config("data.invalid = impute"), table, "imputed");
    Model model = Models.load(imputed.toString());
    assertTrue(model.features().contains("colour=?"), model.features().toString());
    Path unseen = csv("unseen.csv", List.of(",violet,true,2,good"));
    CommandLines.Outcome predicted =
        CommandLines.frost(
            "predict", imputed, "--data", unseen, "--out", dir.resolve("p"), "--format", "json");
    assertEquals(0, predicted.exit(), predicted.err());
    CommandLines.Outcome refused =
        CommandLines.frost("predict", skipped, "--data", unseen, "--out", dir.resolve("q"));
    assertEquals(0, refused.exit(), refused.err());
    assertTrue(refused.out().startsWith("0 rows"), refused.out());
  }

  /** What is neither asked for nor predicted from is not even read: here it cannot be. */
  @Test
  void onlyColumnsThatAreNeededAreRead() throws IOException {
    Path run =
        train(
            config(
                "data { except = [noise], options.mode = FAILFAST }",
                "data.schema = \"size DOUBLE, colour STRING, ok BOOLEAN, noise INT, kind STRING\""),
            csv("table.csv", rows()),
            "run");
    Path broken =
        csv(
            "broken.csv",
            rows().stream().map(row -> row.replaceAll("[0-9],(good|bad)$", "much,$1")).toList());
    Path out = dir.resolve("predicted");
    String[] words = {"predict", run.toString(), "--data", broken.toString(), "--out", "" + out};
    CommandLines.Outcome all = CommandLines.frost((Object[]) words);
    assertEquals(1, all.exit(), all.out());
    CommandLines.Outcome some =
        CommandLines.frost(
            Stream.concat(Stream.of(words), Stream.of("--format", "json", "--columns", "kind,s*"))
                .toArray());
    assertEquals(0, some.exit(), some.err());
    List<String> lines = lines(out);
    assertEquals(ROWS, lines.size());
    assertTrue(
        lines.get(0).matches("\\{\"kind\":\"\\w+\",\"size\":[^,]+,\"prediction\":.*"),
        lines.get(0));
    CommandLines.Outcome none =
        CommandLines.frost(
            Stream.concat(Stream.of(words), Stream.of("--overwrite", "--columns", "hue"))
                .toArray());
    assertTrue(none.err().contains("has no column hue, named by --columns"), none.err());
  }

  /** A model that chooses features asks for the columns of these alone. */
  @Tag("slow")
  @Test
  void aColumnThatIsNotUsedIsNotAskedFor() throws IOException {
    List<String> rows = rows();
    Path table = csv("table.csv", rows);
    Path run = train(config("regularizer.name = columns, density.target = 0.3"), table, "run");
    Model model = Models.load(run.toString());
    List<String> used =
        FeatureNorms.of(model.weights()).stream()
            .map(feature -> model.features().get(feature.index()).replaceAll("=.*", ""))
            .toList();
    assertFalse(used.contains("noise"), used.toString());
    Path bad =
        csv(
            "bad.csv",
            rows.stream().map(row -> row.replaceAll("[0-9],(good|bad)$", "NaN,$1")).toList());
    Path without =
        Files.write(
            dir.resolve("without.csv"),
            Stream.concat(Stream.of(HEADER), rows.stream())
                .map(row -> row.replaceAll("(noise|[0-9]),(kind|good|bad)$", "$2"))
                .toList());
    CommandLines.Outcome expected = CommandLines.frost("evaluate", run, "--data", table);
    for (Path other : List.of(bad, without)) {
      CommandLines.Outcome evaluated = CommandLines.frost("evaluate", run, "--data", other);
      assertEquals(0, evaluated.exit(), evaluated.err());
      assertEquals(
          expected.out().replace("table.csv", ""),
          evaluated.out().replace(other.getFileName().toString(), ""));
      CommandLines.Outcome predicted =
          CommandLines.frost(
              "predict", run, "--data", other, "--out", dir.resolve(other.getFileName() + ".out"));
      assertEquals(0, predicted.exit(), predicted.err());
    }
    String needed = used.get(0);
    Path lacking =
        Files.write(
            dir.resolve("lacking.csv"), List.of(HEADER.replace(needed, "other"), rows.get(1)));
    CommandLines.Outcome refused = CommandLines.frost("evaluate", run, "--data", lacking);
    assertTrue(refused.err().contains("has no column " + needed), refused.err());
  }
}
