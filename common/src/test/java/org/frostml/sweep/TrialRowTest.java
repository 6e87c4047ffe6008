package org.frostml.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.frostml.FrostException;
import org.frostml.io.Json;
import org.frostml.nn.Measure;
import org.frostml.train.Measures;
import org.junit.jupiter.api.Test;

class TrialRowTest {
  private static final Trial TRIAL =
      SweepTexts.bind(
              """
              sweep {
                cases = [{ name = "m = 9", freeze.m = 9 }]
                space {
                  optimizer.momentum = [0.5], learningRate.base = [2.0], data.seed = [12345678901]
                  network.hidden = [[30, 10]], stopping.keepBest = [false], data.format = [digits]
                }
              }
              """)
          .trials()
          .get(0);

  @Test
  void aLineHasTheseFieldsInOrder() {
    TrialRow row =
        new TrialRow(
            TRIAL.number(),
            TRIAL.id(),
            TRIAL.params(),
            TRIAL.seed(),
            State.DONE,
            1,
            15,
            List.of(0.25, 0.5),
            new Measures(
                Measure.ACCURACY,
                0.9665,
                0.9671,
                0.5,
                0.25,
                0.11,
                0.12,
                0.05,
                0.06,
                0.078,
                0.076,
                123456789012L,
                4.2,
                Map.of()),
            "driver@host",
            null);
    String line = Json.line(row);
    assertEquals(
        "{\"trial\":1,\"id\":\""
            + TRIAL.id()
            + "\",\"params\":{\"case\":\"m = 9\",\"data.format\":\"digits\","
            + "\"data.seed\":12345678901,\"learningRate.base\":2,\"network.hidden\":[30,10],"
            + "\"optimizer.momentum\":0.5,\"stopping.keepBest\":false},\"seed\":0,"
            + "\"state\":\"done\",\"rung\":1,\"epochs\":15,\"scores\":[0.25,0.5],\"accuracy\":0.9665,"
            + "\"bestAccuracy\":0.9671,\"validationAccuracy\":0.5,\"bestValidationAccuracy\":0.25,"
            + "\"loss\":0.11,\"validationLoss\":0.12,\"density\":0.05,\"meanDensity\":0.06,\"trainFlopsRatio\":0.078,"
            + "\"exchangeRatio\":0.076,\"flops\":123456789012,\"seconds\":4.2,"
            + "\"executor\":\"driver@host\",\"error\":null}\n",
        line);
    TrialRow again = Json.read(line, TrialRow.class, "trials.jsonl");
    assertEquals(row, again);
    assertEquals(List.copyOf(row.params().keySet()), List.copyOf(again.params().keySet()));
  }

  @Test
  void valuesHaveTheirMeasuresNames() {
    Measures measures =
        new Measures(
            Measure.RMSE,
            0.5,
            0.25,
            null,
            null,
            0.3,
            null,
            0.05,
            0.06,
            0.1,
            0.2,
            7L,
            4.2,
            Map.of());
    TrialRow row =
        new TrialRow(
            1, "a", TRIAL.params(), 0, State.DONE, 0, 3, List.of(0.5), measures, "here", null);
    String line = Json.line(row);
    assertTrue(
        line.contains(
            "\"rmse\":0.5,\"bestRmse\":0.25,\"validationRmse\":null,\"bestValidationRmse\":null,"),
        line);
    assertFalse(line.contains("ccuracy"), line);
    assertEquals(row, Json.read(line, TrialRow.class, "trials.jsonl"));
    String without = line.replace("\"density\":0.05,", "");
    String message =
        assertThrows(FrostException.class, () -> Json.read(without, TrialRow.class, "trials.jsonl"))
            .getMessage();
    assertTrue(message.contains("density is missing"), message);
  }

  /** What trials are not compared by stands after all else, and is read again in its order. */
  @Test
  void otherMeasuresStandBeside() {
    Map<String, Double> beside = new LinkedHashMap<>();
    beside.put("logLoss", 0.3);
    beside.put("accuracy", 0.8);
    beside.put("aupr", null);
    beside.put("validationAccuracy", 0.75);
    for (Measure measure : List.of(Measure.AUC, Measure.LOSS, Measure.MACRO_F1)) {
      // By the loss, it stands in two places under one name.
      double quality = measure == Measure.LOSS ? 0.3 : 0.9;
      Measures measures =
          new Measures(
              measure, quality, 0.95, 0.4, 0.5, 0.3, 0.4, 0.05, 0.06, 0.1, 0.2, 7L, 4.2, beside);
      TrialRow row =
          new TrialRow(
              1, "a", TRIAL.params(), 0, State.DONE, 0, 3, List.of(0.5), measures, "here", null);
      String line = Json.line(row);
      assertTrue(
          line.contains(
              "\"seconds\":4.2,\"logLoss\":0.3,\"accuracy\":0.8,\"aupr\":null,"
                  + "\"validationAccuracy\":0.75,\"executor\""),
          line);
      TrialRow again = Json.read(line, TrialRow.class, "trials.jsonl");
      assertEquals(row, again);
      assertEquals(line, Json.line(again));
      assertEquals(0.8, again.measures().of(Measure.ACCURACY));
    }
  }

  @Test
  void everyStateIsReadAsItIsWritten() {
    for (State state : State.values()) {
      TrialRow row = TrialRow.error(TRIAL, state, 2, List.of(0.5, 0.6), "1@there", "it broke");
      assertEquals(row, Json.read(Json.line(row), TrialRow.class, "trials.jsonl"));
      assertEquals("it broke", row.error());
      assertEquals("1@there", row.executor());
    }
  }

  @Test
  void aDamagedLineIsNamed() {
    String line = Json.line(TrialRow.error(TRIAL, State.LOST, 0, List.of(), null, "gone"));
    for (String damaged : new String[] {line.replace("lost", "lots"), line.substring(0, 40)}) {
      String message =
          assertThrows(
                  FrostException.class, () -> Json.read(damaged, TrialRow.class, "trials.jsonl"))
              .getMessage();
      assertEquals("trials.jsonl: no TrialRow as JSON:", message.substring(0, 34));
    }
  }
}
