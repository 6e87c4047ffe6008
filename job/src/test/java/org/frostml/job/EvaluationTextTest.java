package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.stream.IntStream;
import org.frostml.nn.Labels;
import org.frostml.nn.Loss;
import org.frostml.nn.SigmoidCrossEntropy;
import org.frostml.nn.SoftmaxCrossEntropy;
import org.frostml.nn.SquaredError;
import org.frostml.nn.Targets;
import org.frostml.random.Rng;
import org.frostml.train.Evaluation;
import org.junit.jupiter.api.Test;

class EvaluationTextTest {
  private static List<String> lines(int outputs, Targets targets, float... predictions) {
    Labels labels = outputs == 1 ? Labels.numbered(2) : Labels.values(List.of("0", "1"));
    return lines(new SigmoidCrossEntropy(), labels, outputs, targets, predictions);
  }

  private static List<String> lines(
      Loss loss, Labels labels, int outputs, Targets targets, float... predictions) {
    Evaluation evaluation = Evaluation.none(loss, outputs, targets);
    for (int i = 0; i < targets.examples(); i++) {
      evaluation.add(targets, i, predictions, i * outputs);
    }
    StringWriter text = new StringWriter();
    EvaluationText.print(evaluation, labels, new PrintWriter(text));
    return text.toString().lines().toList();
  }

  /** Classes are called what they are called, as far as it can be read. */
  @Test
  void aClassHasItsName() {
    Labels labels = new Labels(true, List.of("<=50K", "more than\nanybody has ever earned"));
    assertEquals(
        List.of(
            "",
            "                   class   examples  precision    recall        F1",
            "                   <=50K          2   100.00 %   50.00 %   66.67 %",
            "more than anybody has...          1    50.00 %  100.00 %   66.67 %",
            "                    mean               75.00 %   75.00 %   66.67 %",
            "",
            "confusion: a line for each actual class, a column for each predicted one",
            "                                            <=50K more than anybody has...",
            "                   <=50K                        1                        1",
            "more than anybody has...                        0                        1"),
        lines(
            new SigmoidCrossEntropy(), labels, 1, new Targets.Classes(0, 0, 1), 0.1f, 0.8f, 0.9f));
  }

  /** Of many classes only what is confused is shown, by name too. */
  @Test
  void pairsHaveTheirNames() {
    List<String> names = IntStream.range(0, 21).mapToObj(k -> "kind " + k).toList();
    float[] predictions = new float[21];
    predictions[7] = 1;
    List<String> lines =
        lines(
            new SoftmaxCrossEntropy(),
            new Labels(true, names),
            21,
            new Targets.Classes(20),
            predictions);
    assertEquals("kind 20  kind 7          1", lines.get(lines.size() - 1));
  }

  @Test
  void aValueHasItsName() {
    Targets targets = new Targets.Values(new float[] {1, 2, 3, 4}, 2);
    List<String> two =
        lines(
            new SquaredError(),
            Labels.values(List.of("width", "circumference")),
            2,
            targets,
            1,
            2,
            3,
            5);
    assertEquals("output               RMSE         MAE          R2", two.get(1));
    assertTrue(two.get(2).matches("width {14}0.0000 .*"), two.get(2));
    assertTrue(two.get(3).startsWith("circumference  "), two.get(3));
    assertTrue(two.get(4).startsWith("all            "), two.get(4));
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
