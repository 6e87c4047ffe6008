package org.frostml.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.frostml.FrostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From files to what a page holds, and the one line that broken files get. */
class ReportTest {
  private static final String TRIAL =
      "{\"trial\":1,\"id\":\"a\",\"params\":{},\"seed\":0,\"state\":\"done\",\"accuracy\":0.5}\n";

  @TempDir Path dir;

  private Path write(String file, String text) throws IOException {
    Path path = dir.resolve(file);
    Files.createDirectories(path.getParent());
    return Files.writeString(path, text);
  }

  private static String page(Path... folders) throws IOException {
    return Report.page(
        Arrays.stream(folders).map(SweepFolders.LocalFolder::new).toList(),
        "0.0",
        Instant.parse("2026-11-26T08:30:00Z"));
  }

  private static JsonNode data(String page) throws IOException {
    String open = "<script type=\"application/json\" id=\"data\">";
    int begin = page.indexOf(open) + open.length();
    return new ObjectMapper().readTree(page.substring(begin, page.indexOf("</script>", begin)));
  }

  private String message() {
    return assertThrows(FrostException.class, () -> page(dir)).getMessage();
  }

  @Test
  void aSweepIsItsTrialsAndTheirWays() throws IOException {
    SweepFolders.write(dir, "dense SGD");
    JsonNode data = data(page(dir));
    assertEquals("Sweep " + dir.getFileName(), data.path("title").asText());
    assertEquals("digits", data.path("facts").path("data").asText());
    assertEquals("2026-11-25 12:00 UTC", data.path("facts").path("results of").asText());
    assertEquals("22 done, 1 failed, 1 stopped", data.path("tiles").path(0).path("note").asText());
    assertEquals(24, data.path("rows").size());
    assertEquals(12, data.path("groups").size());
    JsonNode first = data.path("rows").path(0);
    assertEquals("linbreg, density.target 0.01, freeze.m 0, seed 0", first.path("label").asText());
    assertEquals(15, first.path("curves").path("epochs").path("accuracy").size());
    assertEquals(75, first.path("curves").path("cycles").path("births").size());
    assertEquals(0, data.path("rows").path(4).path("curves").path("epochs").size(), "no folder");
    assertEquals(15, data.path("rows").path(5).path("curves").path("epochs").path("loss").size());
    assertTrue(data.path("rows").path(7).path("rank").isNull(), "failed");
    assertEquals(
        SweepFolders.WORDS, data.path("rows").path(7).path("trial").path("error").asText());
  }

  /** The files of a sweep that runs grow while they are read. */
  @Test
  void theLastWholeLineOfATrialCounts() throws IOException {
    String other = TRIAL.replace("\"a\"", "\"b\"").replace("\"trial\":1", "\"trial\":2");
    write("trials.jsonl", other + TRIAL + TRIAL.replace("0.5", "0.75") + "{\"trial\":3,\"id");
    String metrics = SweepFolders.metrics(new Random(1), 30, 0.1, 0.05);
    write("trials/a/metrics.jsonl", metrics + "{\"kind\":\"ep");
    JsonNode rows = data(page(dir)).path("rows");
    assertEquals(2, rows.size());
    assertEquals("a", rows.path(0).path("trial").path("id").asText());
    assertTrue(rows.path(0).toString().contains("0.75"), rows::toString);
    assertEquals(30, rows.path(0).path("curves").path("epochs").path("epoch").size());
  }

  @Test
  void theBestOfManyTrialsAloneHaveCycles() throws IOException {
    String lines =
        IntStream.range(0, Page.MOST_CYCLES + 1)
            .mapToObj(
                i ->
                    TRIAL
                        .replace("\"a\"", "\"t" + i + "\"")
                        .replace("{}", "{\"freeze.m\":" + i + "}")
                        .replace("0.5", "0." + (10 + i)))
            .collect(Collectors.joining());
    write("trials.jsonl", lines);
    write("trials/t0/metrics.jsonl", SweepFolders.metrics(new Random(1), 90, 0.1, 0.05));
    write("trials/t1/metrics.jsonl", SweepFolders.metrics(new Random(1), 30, 0.1, 0.05));
    JsonNode data = data(page(dir));
    JsonNode worst = data.path("rows").path(0);
    assertEquals(Page.MOST_CYCLES, worst.path("rank").asInt());
    assertTrue(worst.path("curves").path("cycles").isNull());
    JsonNode epochs = worst.path("curves").path("epochs").path("epoch");
    assertEquals(40, epochs.size());
    assertEquals(90, epochs.path(39).asInt(), "the last one");
    JsonNode steps = data.path("rows").path(1).path("curves").path("cycles").path("step");
    assertEquals(100, steps.size());
    assertEquals(0, steps.path(0).asInt());
    assertEquals(200 * 30 - 40, steps.path(99).asInt());
    assertTrue(data.path("notes").toString().contains("60 of 61"), data.path("notes")::toString);
  }

  @Test
  void aRunWithoutAnEndIsOne() throws IOException {
    write(
        "metrics.jsonl",
        SweepFolders.metrics(new Random(1), 2, 0.9, 0.05).replaceAll(",\"bytes.*", "}"));
    JsonNode data = data(page(dir));
    assertEquals("Run " + dir.getFileName(), data.path("title").asText());
    assertEquals("unfinished", data.path("rows").path(0).path("trial").path("state").asText());
    JsonNode epochs = data.path("rows").path(0).path("curves").path("epochs");
    assertEquals("[1,2]", epochs.path("epoch").toString());
    assertTrue(epochs.path("bytes").isMissingNode());
    write("summary.json", "{\"accuracy\":0.5,\"epochs\":2,\"seed\":3,\"later\":{}}");
    JsonNode trial = data(page(dir)).path("rows").path(0).path("trial");
    assertEquals("done", trial.path("state").asText());
    assertEquals(0.5, trial.path("measures").path("accuracy").asDouble());
    assertEquals(3, trial.path("seed").asInt());
  }

  /** As a fit without held-out rows leaves it in its checkpointDir. */
  @Test
  void aRunInWhichNothingWasEvaluatedShowsWhatThereIs() throws IOException {
    String none = "\"rmse\":null,\"bestRmse\":null,\"validationRmse\":null,\"loss\":null,";
    for (String folder : List.of("a", "b")) {
      write(
          folder + "/metrics.jsonl",
          "{\"kind\":\"epoch\",\"epoch\":2,\"id\":\""
              + folder
              + "\",\"trainLoss\":0.25,"
              + none
              + "\"density\":0.1,\"seconds\":2.0}\n");
      write(folder + "/summary.json", "{" + none + "\"density\":0.1,\"epochs\":2}");
    }
    JsonNode data = data(page(dir.resolve("a")));
    JsonNode tile = data.path("tiles").path(0);
    assertEquals("training loss", tile.path("name").asText());
    assertEquals("0.2500", tile.path("value").asText());
    assertEquals("10.00 %", data.path("tiles").path(1).path("value").asText(), "density");
    JsonNode both = data(page(dir.resolve("a"), dir.resolve("b")));
    assertEquals("[]", both.path("notes").toString(), "nothing tells which is the best");
    JsonNode measures = both.path("groups").path(1).path("measures");
    assertEquals(0.25, measures.path("trainLoss").path("mean").asDouble());
    assertTrue(both.path("groups").path(1).path("done").asBoolean());
    String table = Report.table(List.of(new SweepFolders.LocalFolder(dir.resolve("a"))));
    assertTrue(table.startsWith("| run | training loss | density, % | "), table);
    assertTrue(table.contains("\n| run | 0.2500 | 10.00 | "), table);
  }

  @Test
  void severalFoldersAreToldApart() throws IOException {
    for (String folder : List.of("a/run", "b/run", "sweep")) {
      boolean sweep = folder.equals("sweep");
      write(
          folder + (sweep ? "/trials.jsonl" : "/metrics.jsonl"),
          sweep ? TRIAL : SweepFolders.metrics(new Random(folder.charAt(0)), 2, 0.9, 0.05));
    }
    JsonNode data = data(page(dir.resolve("a/run"), dir.resolve("sweep")));
    assertEquals("run, sweep", data.path("title").asText());
    assertEquals("run", data.path("rows").path(0).path("label").asText().split(",")[0]);
    JsonNode same = data(page(dir.resolve("a/run"), dir.resolve("b/run")));
    assertEquals(
        List.of(dir + "/a/run/", dir + "/b/run/").toString().replace("/,", ",").replace("/]", "]"),
        List.of(
                same.path("rows").path(0).path("label").asText(),
                same.path("rows").path(1).path("label").asText())
            .toString());
  }

  /** Its copies would be seeds that agree. */
  @Test
  void theSameRunIsNotTakenTwice() throws IOException {
    write("a/metrics.jsonl", SweepFolders.metrics(new Random(1), 2, 0.9, 0.05));
    write("b/metrics.jsonl", SweepFolders.metrics(new Random(2), 2, 0.9, 0.05));
    Path run = dir.resolve("a");
    assertEquals(
        run + ": the same results as " + run + ", which is named before: name them once",
        assertThrows(FrostException.class, () -> page(run, dir.resolve("b"), run)).getMessage());
    write("copy/metrics.jsonl", Files.readString(run.resolve("metrics.jsonl")));
    Path copy = dir.resolve("copy");
    assertEquals(
        copy + ": the same results as " + run + ", which is named before: name them once",
        assertThrows(FrostException.class, () -> page(run, copy)).getMessage());
  }

  @Test
  void textFromFilesIsNeverMarkup() throws IOException {
    String hostile = "</script><script>alert(1)</script><!-- data --> $1";
    Path folder = dir.resolve("<b>&");
    SweepFolders.write(folder, hostile);
    String page = page(folder);
    assertFalse(page.contains("<script>alert"));
    assertFalse(page.contains("<b>&"));
    assertTrue(page.contains("<title>Sweep &lt;b&gt;&amp;</title>"));
    assertEquals(
        hostile,
        data(page).path("rows").path(20).path("trial").path("params").path("case").asText());
  }

  @Test
  void aNumberThatIsNoneIsLeftOut() throws IOException {
    write(
        "metrics.jsonl",
        "{\"kind\":\"epoch\",\"epoch\":1,\"accuracy\":0.1,\"loss\":\"NaN\"}\n"
            + "{\"kind\":\"epoch\",\"epoch\":2,\"accuracy\":\"NaN\",\"loss\":\"NaN\"}\n");
    JsonNode row = data(page(dir)).path("rows").path(0);
    assertEquals("[0.1,null]", row.path("curves").path("epochs").path("accuracy").toString());
    assertTrue(row.path("curves").path("epochs").path("loss").isMissingNode());
    assertTrue(row.path("trial").path("measures").isEmpty());
    assertTrue(row.path("rank").isNull());
  }

  @Test
  void aFolderOfNeitherSaysWhatWasLookedFor() {
    assertEquals(
        dir
            + "/: no results there: neither trials.jsonl, as a sweep has, nor metrics.jsonl, as a run"
            + " has; one that has not ended is in DIR.partial",
        message().replaceFirst(":", "/:").replaceFirst("//:", "/:"));
  }

  @Test
  void aBrokenLineIsNamed() throws IOException {
    Path file =
        write(
            "metrics.jsonl",
            SweepFolders.metrics(new Random(1), 1, 0.9, 0.05) + "\n{\"kind\":\"ep\n");
    assertTrue(
        message().startsWith(file + ":8: not a JSON object: Unexpected end-of-input"), message());
    write("metrics.jsonl", "7\n");
    assertEquals(file + ":1: not a JSON object", message());
    write("metrics.jsonl", "{\"kind\":\"cycle\"}\n");
    assertEquals(file + ": no epoch has ended yet", message());
  }

  @Test
  void aTrialThatIsNoneIsNamed() throws IOException {
    Path file = write("trials.jsonl", "");
    assertEquals(file + ": no trial has reported yet", message());
    write("trials.jsonl", TRIAL + TRIAL.replace("\"a\"", "\"../../elsewhere\""));
    assertEquals(file + ":2: not a trial result: id must be a name: ../../elsewhere", message());
    write("trials.jsonl", TRIAL.replace("\"state\":\"done\"", "\"state\":null"));
    assertEquals(file + ":1: not a trial result: state is missing", message());
    write("trials.jsonl", TRIAL.replace("0.5", "\"much\""));
    assertTrue(
        message().startsWith(file + ":1: not a trial result: Cannot deserialize"), message());
    write("trials.jsonl", TRIAL);
    Path metrics = write("trials/a/metrics.jsonl", "{\n");
    assertTrue(message().startsWith(metrics + ":1: not a JSON object"), message());
  }

  @Test
  void aBrokenSummaryOrConfigurationIsNamed() throws IOException {
    write("metrics.jsonl", SweepFolders.metrics(new Random(1), 1, 0.9, 0.05));
    Path summary = write("summary.json", "[]");
    assertEquals(summary + ": not a JSON object", message());
    write("summary.json", "{}");
    Path config = write("config.conf", "include \"elsewhere.conf\"");
    assertEquals(config + ": include is not allowed in a configuration that was kept", message());
    write("config.conf", "data = 3");
    assertNull(data(page(dir)).path("facts").get("data"));
  }
}
