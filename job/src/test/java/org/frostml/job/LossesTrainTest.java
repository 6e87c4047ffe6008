package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of other data than images, and of other losses than that of classes. */
class LossesTrainTest {
  @TempDir Path dir;

  private CommandLines.Outcome train(Path out, String... settings) throws IOException {
    Path config = dir.resolve("run.conf");
    Files.writeString(
        config,
        Problem.QUICK
            + "epochs = 8, batchSize = 20, data.classes = 2, network.hidden = [20]\n"
            + "density.target = 0.3, freeze.m = 4\n"
            + String.join("\n", settings));
    return CommandLines.frost("train", config, "--data", dir, "--out", out);
  }

  private static JsonNode summary(Path out) throws IOException {
    return new ObjectMapper().readTree(out.resolve("summary.json").toFile());
  }

  @Test
  void featuresOfUnlikeScaleAreLearntFromAll() throws IOException {
    UnlikeFeatures.write(dir, "train", 600);
    UnlikeFeatures.write(dir, "t10k", 200);
    Path each = dir.resolve("each");
    CommandLines.Outcome outcome = train(each);
    assertEquals(0, outcome.exit(), outcome.err());
    assertTrue(summary(each).get("accuracy").asDouble() > 0.99, outcome.out());
    CommandLines.Outcome evaluated = CommandLines.frost("evaluate", each, "--data", dir);
    String accuracy =
        String.format(
            Locale.ROOT, "accuracy %.2f %%", 100 * summary(each).get("accuracy").asDouble());
    assertTrue(evaluated.out().startsWith(accuracy), evaluated.out() + evaluated.err());

    Path binary = dir.resolve("binary");
    outcome = train(binary, "network.loss = binary-cross-entropy");
    assertEquals(0, outcome.exit(), outcome.err());
    assertTrue(summary(binary).get("accuracy").asDouble() > 0.99, outcome.out());
  }

  /** From a configuration to every text that a person reads. */
  @Test
  void whatIsComparedIsShownEverywhere() throws IOException {
    UnlikeFeatures.write(dir, "train", 600);
    UnlikeFeatures.write(dir, "t10k", 200);
    String binary = "network.loss = binary-cross-entropy, validation.share = 0.2, epochs = 2";
    Path out = dir.resolve("auc");
    CommandLines.Outcome outcome = train(out, binary, "stopping.by = auc, stopping.patience = 3");
    assertEquals(0, outcome.exit(), outcome.err());
    JsonNode summary = summary(out);
    String auc = String.format(Locale.ROOT, "AUC %.4f", summary.get("auc").asDouble());
    String f1 = String.format(Locale.ROOT, "F1 %.2f %%", 100 * summary.get("f1").asDouble());
    assertTrue(outcome.out().contains("  test " + auc + "  validation AUC "), outcome.out());
    assertTrue(outcome.out().matches("(?s).*also {6}accuracy .*" + f1 + ".*"), outcome.out());
    CommandLines.Outcome evaluated = CommandLines.frost("evaluate", out, "--data", dir);
    List<String> lines = evaluated.out().lines().toList();
    assertTrue(lines.get(0).startsWith("accuracy "), lines.get(0));
    assertTrue(lines.get(1).startsWith(f1 + ", " + auc + ", AUPR "), lines.get(1));
    CommandLines.Outcome table = CommandLines.frost("report", out, "--table");
    assertTrue(
        table.out().startsWith("| run | test AUC | test accuracy, % | test F1, % | test AUPR |"),
        table.out() + table.err());
    assertEquals(0, CommandLines.frost("report", out).exit());
    String page = Files.readString(out.resolve("report.html"));
    assertTrue(page.contains("test AUC") && page.contains("test F1") && page.contains("AUPR"));

    Path config = dir.resolve("sweep.conf");
    Files.writeString(
        config,
        Problem.QUICK
            + "batchSize = 20, data.classes = 2, network.hidden = [20], density.target = 0.3\n"
            + "freeze.m = 4, stopping.by = aupr, sweep.space.learningRate.base = [0.001, 0.5]\n"
            + binary);
    Path sweep = dir.resolve("sweep");
    outcome = CommandLines.frost("sweep", config, "--data", dir, "--out", sweep);
    assertEquals(0, outcome.exit(), outcome.err());
    for (String line : Files.readAllLines(sweep.resolve("trials.jsonl"))) {
      JsonNode row = new ObjectMapper().readTree(line);
      assertEquals(row.get("validationAupr"), row.get("scores").get(0), line);
      assertTrue(row.has("bestAupr") && row.has("accuracy") && row.has("validationF1"), line);
      assertFalse(row.has("bestAccuracy"), line);
    }
  }

  @Test
  void oneScaleForUnlikeFeaturesIsWarnedOf() throws IOException {
    UnlikeFeatures.write(dir, "train", 600);
    UnlikeFeatures.write(dir, "t10k", 200);
    try (Warnings warnings = new Warnings()) {
      Path whole = dir.resolve("whole");
      CommandLines.Outcome outcome = train(whole, "data.scaling = whole, epochs = 1");
      assertEquals(0, outcome.exit(), outcome.err());
      assertTrue(
          warnings.messages().stream()
              .anyMatch(line -> line.contains("one scale for all hides 2 of 2 features")),
          warnings.messages().toString());
    }
  }

  /** By the label's number as the value. */
  @Test
  void valuesAreMeasuredByTheirRmse() throws IOException {
    UnlikeFeatures.write(dir, "train", 600);
    UnlikeFeatures.write(dir, "t10k", 200);
    Path out = dir.resolve("values");
    CommandLines.Outcome outcome =
        train(
            out,
            "network.loss = mse, learningRate.base = 0.1",
            "validation.share = 0.2, stopping.keepBest = true");
    assertEquals(0, outcome.exit(), outcome.err());
    JsonNode summary = summary(out);
    assertFalse(summary.has("accuracy"));
    assertTrue(summary.get("rmse").asDouble() < 0.25, outcome.out());
    assertTrue(outcome.out().contains("  validation RMSE 0."), outcome.out());
    double best = Double.MAX_VALUE;
    int epoch = 0;
    for (String text : Metrics.epochs(out)) {
      JsonNode line = new ObjectMapper().readTree(text);
      if (line.get("validationRmse").asDouble() < best) {
        best = line.get("validationRmse").asDouble();
        epoch = line.get("epoch").asInt();
      }
      assertEquals(best, line.get("bestValidationRmse").asDouble());
    }
    assertEquals(epoch, summary.get("modelEpoch").asInt());
    CommandLines.Outcome evaluated = CommandLines.frost("evaluate", out, "--data", dir);
    assertTrue(
        evaluated
            .out()
            .startsWith(String.format(Locale.ROOT, "RMSE %.4g", summary.get("rmse").asDouble())),
        evaluated.out() + evaluated.err());
    CommandLines.Outcome reported = CommandLines.frost("report", out);
    assertEquals(0, reported.exit(), reported.err());
    assertTrue(Files.readString(out.resolve("report.html")).contains("test RMSE"));
  }
}
