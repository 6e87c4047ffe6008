package org.frostml.config;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.frostml.FrostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResumptionTest {
  private static final String CONSTANT = "epochs = 15, learningRate.schedule = constant\n";

  private static RunSettings settings(String text) {
    return Configs.read(List.of(Configs.text(text, "test")));
  }

  private static void require(String begun, String now) {
    Resumption.require(settings(begun), settings(now), "run");
  }

  @Test
  void whatLeavesTheNumbersAloneMayChange() {
    assertDoesNotThrow(() -> require("", ""));
    assertDoesNotThrow(() -> require("", "checkpoint { minutes = 1, cycles = 3, keep = 9 }"));
    assertDoesNotThrow(() -> require(CONSTANT, CONSTANT + "epochs = 99"));
    assertDoesNotThrow(
        () -> require(CONSTANT, CONSTANT + "learningRate.warmUp = 0.00\nepochs = 99"));
    assertDoesNotThrow(
        () ->
            require(
                "data { format = idx, path = \"/a\" }", "data { format = idx, path = \"/b\" }"));
  }

  /** However a value is written. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          epochs = 15 | epochs = 15.0
          epochs = 20 | epochs = "20"
          optimizer.delta = 1 | optimizer.delta = 1.0
          density.lambda = 0.001 | density.lambda = 1e-3
          network.hidden = [30, 20] | network.hidden = [30.0, "20"]
          seed = 9007199254740993 | seed = "9007199254740993"
          validation.share = 0.5, stopping.keepBest = true | validation.share = 0.5, stopping.keepBest = "yes"
          regularizer.factors = [1, 2] | regularizer.factors = [1.0, 2.0]
          """)
  void anotherSpellingIsTheSameSetting(String begun, String now) {
    assertDoesNotThrow(() -> require(begun, now));
    assertDoesNotThrow(() -> require(now, begun));
  }

  @Test
  void neighboursAmongLargeNumbersDiffer() {
    assertThrows(
        FrostException.class, () -> require("seed = 9007199254740993", "seed = 9007199254740992"));
  }

  @Test
  void whatChangesThemIsNamed() {
    assertEquals(
        "run: cannot be resumed with settings that change its numbers; it was begun with"
            + " batchSize = 64, not 50; freeze.m = 19, not 9: resume with these, or begin anew in another folder",
        assertThrows(FrostException.class, () -> require("", "batchSize = 50, freeze.m = 9"))
            .getMessage());
    assertEquals(
        "run: cannot be resumed with settings that change its numbers; it was begun with"
            + " epochs = 30, not 16 (the learning rate's schedule ends with the run): resume with these, or begin anew in another folder",
        assertThrows(
                FrostException.class,
                () -> require("learningRate.warmUp = 1", "learningRate.warmUp = 1, epochs = 16"))
            .getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          density.control = adaptive | the schedule of the density, or of the mask,
          density.ramp { start = 3, until = 0.5 } | the schedule of the density, or of the mask,
          optimizer.name = rigl | the schedule of the density, or of the mask,
          optimizer.name = set | the schedule of the density, or of the mask,
          optimizer.name = gmp | the schedule of the density, or of the mask,
          freeze.until = 0.75 | the schedule of freezing
          freeze.pace = ramp | the schedule of freezing
          freeze.middle = 5 | the schedule of freezing
          optimizer.name = static |
          density.ramp { start = 3, until = 0 } |
          density.ramp { from = 0.1, until = 0.5 } |
          density.control = fixed |
          freeze.pace = adaptive |
          """)
  void aRunThatGoesByItsLengthMayNotGetLonger(String setting, String reason) {
    String begun = CONSTANT + setting + "\n";
    String longer = begun + "epochs = 16";
    if (reason == null) {
      assertDoesNotThrow(() -> require(begun, longer));
    } else {
      assertEquals(
          "run: cannot be resumed with settings that change its numbers; it was begun with"
              + " epochs = 15, not 16 ("
              + reason
              + " ends with the run): resume with these, or begin anew in another folder",
          assertThrows(FrostException.class, () -> require(begun, longer)).getMessage());
    }
  }

  /** Whatever key is added is refused until somebody decides otherwise. */
  @Test
  void everyOtherKeyIsRefused() {
    Map<String, String> other =
        Map.ofEntries(
            Map.entry("data.format", "\"idx\", data.path = \"x\""),
            Map.entry("data.scaling", "none"),
            Map.entry("data.invalid", "skip"),
            Map.entry("validation.column", "held, data { format = csv, path = x }"),
            Map.entry("data.classWeights", "balanced"),
            Map.entry("data.shape", "[1, 2, 2]"),
            Map.entry("network.hidden", "[7]"),
            Map.entry("network.loss", "huber"),
            Map.entry("network.precision", "bfloat16"),
            Map.entry("network.smoothing", "0.5"),
            Map.entry("network.layers", "\"dense(10)\""),
            Map.entry("optimizer.name", "\"sgd\", freeze.m = 0, freeze.localSteps = 1"),
            Map.entry("regularizer.name", "\"none\", freeze.m = 0"),
            Map.entry("density.control", "\"fixed\""),
            Map.entry("density.target", "0.25"),
            Map.entry("density.ramp.from", "0.5, density.ramp.until = 0.5"),
            Map.entry("density.layers", "erdos-renyi"),
            Map.entry("regularizer.blocks", "[net.0.weight]"),
            Map.entry("regularizer.except", "[net.last.weight]"),
            Map.entry("regularizer.factors", "[1, 2, 3]"),
            Map.entry("freeze.pace", "ramp"),
            Map.entry("freeze.until", "0.75"),
            Map.entry("fine.gradient", "full"),
            Map.entry("exchange.fine", "int8"),
            Map.entry("exchange.active", "bfloat16"),
            Map.entry("driver.duals", "int8, optimizer.name = linbreg"),
            Map.entry("optimizer.momentum", "0.5"),
            Map.entry("learningRate.schedule", "\"constant\""),
            Map.entry("freeze.localSteps", "2"),
            Map.entry("validation.share", "0.25"),
            Map.entry("stopping.by", "loss"),
            Map.entry("data.augment.flip", "random"),
            Map.entry("stopping.delta", "0.25"),
            Map.entry("stopping.patience", "1, validation.share = 0.25"),
            Map.entry("stopping.keepBest", "true, validation.share = 0.25"),
            Map.entry("batchSize", "32"),
            Map.entry("shards", "4"));
    Set<String> free =
        Set.of(
            "checkpoint.epochs",
            "checkpoint.minutes",
            "checkpoint.cycles",
            "checkpoint.keep",
            "data.path",
            "data.testPath",
            "exchange.sums",
            "exchange.link");
    List<String> seen = new ArrayList<>();
    for (var entry : Reference.RUN.defaults().entrySet()) {
      String key = entry.getKey();
      if (!free.contains(key)) {
        String value = other.getOrDefault(key, "0.375");
        if (!other.containsKey(key) && entry.getValue().unwrapped() instanceof Integer number) {
          value = Integer.toString(number + 1);
        }
        String changed = key + " = " + value;
        FrostException e = assertThrows(FrostException.class, () -> require("", changed), changed);
        assertTrue(e.getMessage().contains(key + " = "), e.getMessage());
        seen.add(key);
      }
    }
    assertTrue(seen.size() > 40, seen::toString);
  }
}
