package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.frostml.nn.SigmoidCrossEntropy;
import org.frostml.nn.Targets;
import org.frostml.random.Rng;
import org.frostml.train.Evaluation;
import org.junit.jupiter.api.Test;

class EvaluationTextTest {
  private static List<String> lines(int outputs, Targets targets, float... predictions) {
    Evaluation evaluation = Evaluation.none(new SigmoidCrossEntropy(), outputs, targets);
    for (int i = 0; i < targets.examples(); i++) {
      evaluation.add(targets, i, predictions, i * outputs);
    }
    StringWriter text = new StringWriter();
    EvaluationText.print(evaluation, new PrintWriter(text));
    return text.toString().lines().toList();
  }

  @Test
  void aLabelHasItsAreas() {
    Targets targets = new Targets.Values(new float[] {1, 1, 0, 1, 0, 1, 1, 1}, 2);
    float[] predictions = {0.9f, 0.9f, 0.1f, 0.9f, 0.8f, 0.9f, 0.3f, 0.9f};
    assertEquals(
        List.of(
            "",
            "label   examples  precision    recall        F1     AUC    AUPR",
            "    0          2    50.00 %   50.00 %   50.00 %  0.7500  0.8333",
            "    1          4   100.00 %  100.00 %  100.00 %       -  1.0000",
            " mean               75.00 %   75.00 %   75.00 %  0.7500  0.9167"),
        lines(2, targets, predictions));
  }

  /** Where scores were rounded so much that it could show. */
  @Test
  void aBoundIsSaidWhereItWouldShow() {
    int examples = 100_000;
    Rng rng = new Rng(1);
    int[] labels = new int[examples];
    float[] predictions = new float[examples];
    for (int i = 0; i < examples; i++) {
      predictions[i] = (float) rng.nextDouble();
      labels[i] = rng.nextDouble() < predictions[i] ? 1 : 0;
    }
    String bound = "AUC and AUPR are within 0\\.000\\d: so many scores are rounded";
    List<String> many = lines(1, new Targets.Classes(labels), predictions);
    assertTrue(many.stream().anyMatch(line -> line.matches(bound)), many::toString);
    List<String> few = lines(1, new Targets.Classes(0, 1), 0.1f, 0.2f);
    assertFalse(few.stream().anyMatch(line -> line.startsWith("AUC")), few::toString);
  }
}
