package org.frostml.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Huber;
import org.frostml.nn.Init;
import org.frostml.nn.Labels;
import org.frostml.nn.Loss;
import org.frostml.nn.Measure;
import org.frostml.nn.Network;
import org.frostml.nn.Rows;
import org.frostml.nn.Scaling;
import org.frostml.nn.Shard;
import org.frostml.nn.SigmoidCrossEntropy;
import org.frostml.nn.SoftmaxCrossEntropy;
import org.frostml.nn.SquaredError;
import org.frostml.nn.Targets;
import org.frostml.random.Rng;
import org.frostml.sparse.Score;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.junit.jupiter.api.Test;

/** Measures against numbers made by hand. */
class EvaluationTest {
  private static Evaluation of(Loss loss, int outputs, Targets targets, float... predictions) {
    Evaluation evaluation = Evaluation.none(loss, outputs, targets);
    for (int i = 0; i < targets.examples(); i++) {
      evaluation.add(targets, i, predictions, i * outputs);
    }
    return evaluation;
  }

  /** As many classes as labels may have: a square of all of them would have 800 MB. */
  @Test
  void manyClassesTakeWhatOccurs() {
    int classes = Labels.MOST_CLASSES;
    ClassEvaluation e = new ClassEvaluation(ClassEvaluation.Kind.CLASSES, classes);
    float[] predictions = new float[classes];
    predictions[7] = 1;
    e.add(new Targets.Classes(9_999, 7), 0, predictions, 0);
    e.add(new Targets.Classes(9_999, 7), 1, predictions, 0);
    assertEquals(1, e.confusion(9_999, 7));
    assertEquals(0.5, e.accuracy());
    assertEquals(0.5, e.precision(7));
    assertEquals(2 * Integer.BYTES + Integer.BYTES + 2 * 12, e.bytes());
  }

  @Test
  void classes() {
    // Actual 0, 0, 0, 1, 1, 2 are predicted as 0, 0, 1, 1, 0, 0; nothing as 2, and 3 never occurs.
    Targets targets = new Targets.Classes(0, 0, 0, 1, 1, 2);
    float[] p = new float[6 * 4];
    int[] predicted = {0, 0, 1, 1, 0, 0};
    for (int i = 0; i < 6; i++) {
      p[i * 4 + predicted[i]] = 0.7f;
    }
    ClassEvaluation e = (ClassEvaluation) of(new SoftmaxCrossEntropy(), 4, targets, p);
    assertEquals(2, e.confusion(0, 0));
    assertEquals(1, e.confusion(0, 1));
    assertEquals(1, e.confusion(1, 0));
    assertEquals(1, e.confusion(2, 0));
    assertEquals(0.5, e.accuracy());
    assertEquals(2.0 / 4, e.precision(0));
    assertEquals(2.0 / 3, e.recall(0));
    assertEquals(4.0 / 7, e.f1(0), 1e-12);
    assertEquals(1.0 / 2, e.precision(1));
    assertEquals(1.0 / 2, e.recall(1));
    assertEquals(0, e.precision(2));
    assertEquals(0, e.recall(2));
    assertEquals(0, e.f1(2));
    // Over the three that occur.
    assertEquals((0.5 + 0.5) / 3, e.macroPrecision(), 1e-12);
    assertEquals((2.0 / 3 + 0.5) / 3, e.macroRecall(), 1e-12);
    assertEquals((4.0 / 7 + 0.5) / 3, e.macroF1(), 1e-12);
  }

  @Test
  void twoClassesByOneOutputAndWeights() {
    Targets targets = new Targets.Classes(new int[] {0, 1, 1, 0}, new float[] {1, 2, 0.5f, 0});
    ClassEvaluation e =
        (ClassEvaluation) of(new SigmoidCrossEntropy(), 1, targets, 0.2f, 0.9f, 0.5f, 0.8f);
    assertEquals(2, e.classes());
    assertEquals(1, e.confusion(0, 0));
    assertEquals(0, e.confusion(0, 1), "of weight 0");
    assertEquals(2, e.confusion(1, 1));
    assertEquals(0.5, e.confusion(1, 0), "yes is beyond 1/2");
    assertEquals(3 / 3.5, e.accuracy(), 1e-12);
  }

  /** At 1/2 as well, which is what a network without active weights predicts. */
  @Test
  void whatIsEvaluatedIsWhatTheLossDecides() {
    float[] p = {0, 0.25f, Math.nextDown(0.5f), 0.5f, Math.nextUp(0.5f), 0.75f, 1};
    Loss loss = new SigmoidCrossEntropy();
    int[] decided = new int[p.length];
    float[] labels = new float[p.length];
    for (int i = 0; i < p.length; i++) {
      decided[i] = (int) loss.decide(1, p, i);
      labels[i] = decided[i];
    }
    assertEquals(1, ((ClassEvaluation) of(loss, 1, new Targets.Classes(decided), p)).accuracy());
    Targets together = new Targets.Values(labels, p.length);
    assertEquals(1, ((ClassEvaluation) of(loss, p.length, together, p)).accuracy());
    Network network = Network.mlp(1, List.of(), 1, loss);
    Targets half = new Targets.Classes((int) loss.decide(1, new float[] {0.5f}, 0));
    Weights none = new Weights(Support.full(network.layout(), 0), new float[2]);
    try (ShardWorker worker = new ShardWorker(network, Kernels.named("scalar"), 1)) {
      Rows row = new Rows.Floats(1, new float[] {1});
      Shard one = new Shard.Packed(0, row, half, new Scaling.Whole(0, 1));
      assertEquals(1, worker.score(one, none).quality(), "training counts as it is decided");
    }
  }

  @Test
  void labelsThatHoldTogether() {
    Targets targets = new Targets.Values(new float[] {1, 0, 1, 1, 0, 0}, 2);
    ClassEvaluation e =
        (ClassEvaluation)
            of(new SigmoidCrossEntropy(), 2, targets, 0.9f, 0.1f, 0.2f, 0.7f, 0.8f, 0.1f);
    assertTrue(e.isOfLabels());
    assertEquals(0.5, e.precision(0));
    assertEquals(0.5, e.recall(0));
    assertEquals(1, e.f1(1));
    assertEquals(4.0 / 6, e.accuracy(), 1e-12);
    assertEquals(0.75, e.macroF1());
    assertThrows(IllegalStateException.class, () -> e.confusion(0, 1));
  }

  /** Of the second of two classes, by one output or by two; of more classes there is none. */
  @Test
  void areasUnderCurvesOfTwoClassesAndOfLabels() {
    Targets targets = new Targets.Classes(1, 0, 0, 1);
    float[] one = {0.9f, 0.1f, 0.8f, 0.3f};
    float[] two = new float[8];
    for (int i = 0; i < 4; i++) {
      two[2 * i] = 1 - one[i];
      two[2 * i + 1] = one[i];
    }
    Evaluation sigmoid = of(new SigmoidCrossEntropy(), 1, targets, one);
    Map<Measure, Double> expected =
        Map.of(
            Measure.ACCURACY,
            0.5,
            Measure.F1,
            0.5,
            Measure.AUC,
            0.75,
            Measure.AUPR,
            (1 + 2.0 / 3) / 2);
    assertEquals(expected, sigmoid.measures());
    assertEquals(expected, of(new SoftmaxCrossEntropy(), 2, targets, two).measures());
    Evaluation three = of(new SoftmaxCrossEntropy(), 3, new Targets.Classes(2), 0.2f, 0.3f, 0.5f);
    assertEquals(Set.of(Measure.ACCURACY, Measure.MACRO_F1), three.measures().keySet());
    assertFalse(((ClassEvaluation) three).isRanked());
    // The second label holds for all, so it has no area under the ROC curve.
    Targets labels = new Targets.Values(new float[] {1, 1, 0, 1, 0, 1, 1, 1}, 2);
    float[] both = {0.9f, 0.9f, 0.1f, 0.9f, 0.8f, 0.9f, 0.3f, 0.9f};
    ClassEvaluation e = (ClassEvaluation) of(new SigmoidCrossEntropy(), 2, labels, both);
    assertEquals(0.75, e.auc(0));
    assertTrue(Double.isNaN(e.auc(1)));
    assertEquals(0.75, e.measures().get(Measure.AUC), "the mean over those that have one");
    assertEquals(((1 + 2.0 / 3) / 2 + 1) / 2, e.measures().get(Measure.AUPR), 1e-12);
    assertEquals(0.75, e.measures().get(Measure.MACRO_F1));
    assertEquals(0, e.areaError());
    ClassEvaluation none =
        (ClassEvaluation) of(new SigmoidCrossEntropy(), 1, new Targets.Classes(0), 0.5f);
    assertTrue(Double.isNaN(none.measures().get(Measure.AUC)));
  }

  /** However many examples: what is refused as too long never is. */
  @Test
  void aMessageIsBounded() {
    int examples = 50_000;
    Rng rng = new Rng(3);
    for (int outputs : new int[] {1, 2, 3, 20}) {
      int[] classes = new int[examples];
      float[] values = new float[examples * outputs];
      float[] predictions = new float[examples * outputs];
      for (int i = 0; i < values.length; i++) {
        classes[i / outputs] = i % Math.max(2, outputs);
        values[i] = i % 2;
        predictions[i] = (float) rng.nextDouble();
      }
      for (Loss loss :
          List.of(new SoftmaxCrossEntropy(), new SigmoidCrossEntropy(), new SquaredError())) {
        boolean softmax = loss instanceof SoftmaxCrossEntropy;
        Targets targets =
            softmax || outputs == 1
                ? new Targets.Classes(classes)
                : new Targets.Values(values, outputs);
        if (!softmax || outputs > 1) {
          Evaluation evaluation = of(loss, outputs, targets, predictions);
          ByteBuffer bytes = ByteBuffer.allocate(evaluation.bytes());
          evaluation.write(bytes);
          assertEquals(0, bytes.remaining());
          long most = Evaluation.mostBytes(loss, outputs);
          assertTrue(evaluation.bytes() <= most, () -> evaluation.bytes() + " of " + most);
        }
      }
    }
  }

  @Test
  void values() {
    Targets targets = new Targets.Values(new float[] {1, 10, 2, 10, 6, 10}, 2);
    ValueEvaluation e = (ValueEvaluation) of(new SquaredError(), 2, targets, 2, 10, 2, 10, 4, 10);
    assertEquals(Math.sqrt(5.0 / 3), e.rmse(0), 1e-12);
    assertEquals(1, e.mae(0), 1e-12);
    assertEquals(1 - 5.0 / 14, e.r2(0), 1e-12);
    assertEquals(0, e.rmse(1));
    assertEquals(1, e.r2(1), "a constant that is met");
    assertEquals(Math.sqrt(5.0 / 6), e.rmse(), 1e-12);
    assertEquals(0.5, e.mae(), 1e-12);
    assertEquals((2 - 5.0 / 14) / 2, e.r2(), 1e-12);
    ValueEvaluation missed =
        (ValueEvaluation) of(new Huber(1), 1, new Targets.Values(new float[] {3, 3}, 1), 3, 4);
    assertEquals(0, missed.r2());
  }

  @Test
  void weightTwoIsTwiceAndALargeMeanCancelsNothing() {
    float far = 1 << 22;
    Targets weighted =
        new Targets.Values(new float[] {far, far + 2, far + 4}, 1, new float[] {1, 0, 2});
    Targets twice = new Targets.Values(new float[] {far, far + 4, far + 4}, 1);
    ValueEvaluation a = (ValueEvaluation) of(new SquaredError(), 1, weighted, far, far, far + 3);
    ValueEvaluation b = (ValueEvaluation) of(new SquaredError(), 1, twice, far, far + 3, far + 3);
    assertEquals(1 - 2 / (32.0 / 3), b.r2(), 1e-12);
    assertEquals(b.r2(), a.r2(), 1e-12);
    assertEquals(b.rmse(), a.rmse(), 1e-12);
    assertEquals(b.mae(), a.mae(), 1e-12);
  }

  @Test
  void partsAddUpAndTravel() {
    Targets values = new Targets.Values(new float[] {1, 2, 6, -3, 8}, 1);
    float[] predicted = {2, 2, 4, 0, 9};
    Targets labels = new Targets.Classes(0, 1, 1, 0, 1);
    for (int cut = 0; cut <= 5; cut++) {
      ValueEvaluation sum = (ValueEvaluation) inParts(new SquaredError(), values, predicted, cut);
      ValueEvaluation whole = (ValueEvaluation) of(new SquaredError(), 1, values, predicted);
      assertEquals(whole.r2(), sum.r2(), 1e-12);
      assertEquals(whole.rmse(), sum.rmse(), 1e-12);
      ClassEvaluation counted =
          (ClassEvaluation)
              inParts(new SigmoidCrossEntropy(), labels, new float[] {0, 1, 0, 1, 1}, cut);
      assertEquals(0.6, counted.accuracy(), 1e-12);
    }
    ValueEvaluation one = (ValueEvaluation) Evaluation.none(new Huber(1), 1, values);
    Evaluation two = Evaluation.none(new Huber(1), 2, values);
    assertThrows(IllegalArgumentException.class, () -> one.add(two));
  }

  @Test
  void aScoreTravelsWithAnEvaluationOrWithout() {
    Score score = new Score(0.25, 1, 2, 2);
    Evaluation three =
        of(new SigmoidCrossEntropy(), 1, new Targets.Classes(0, 1, 1), 0.1f, 0.2f, 0.9f);
    for (Optional<Evaluation> evaluation :
        List.of(Optional.<Evaluation>empty(), Optional.of(three))) {
      Evaluated sent = new Evaluated(score, evaluation);
      ByteBuffer bytes = ByteBuffer.allocate(sent.bytes());
      sent.write(bytes);
      assertEquals(0, bytes.remaining());
      EvaluatedSum both = new EvaluatedSum();
      both.add(Evaluated.read(bytes.flip()));
      both.add(sent);
      Evaluated sum = both.total();
      assertEquals(score.plus(score), sum.score());
      assertEquals(evaluation.isPresent(), sum.evaluation().isPresent());
      sum.evaluation().ifPresent(e -> assertEquals(2, ((ClassEvaluation) e).confusion(1, 0)));
    }
  }

  /** Of a weight that drowns the others one by one, and not both of them. */
  @Test
  void whatHasTravelledHasTheSameBits() {
    Targets targets = new Targets.Classes(new int[] {0, 0, 0}, new float[] {1e16f, 1, 1});
    ClassEvaluation e =
        (ClassEvaluation) of(new SigmoidCrossEntropy(), 1, targets, 0.1f, 0.9f, 0.9f);
    ByteBuffer bytes = ByteBuffer.allocate(e.bytes());
    e.write(bytes);
    ClassEvaluation sent = (ClassEvaluation) Evaluation.read(bytes.flip());
    assertEquals(e.actual(0), sent.actual(0));
    assertEquals(e.recall(0), sent.recall(0));
  }

  private static Evaluation inParts(Loss loss, Targets targets, float[] predicted, int cut) {
    Evaluation[] parts = new Evaluation[2];
    for (int p = 0; p < 2; p++) {
      parts[p] = Evaluation.none(loss, 1, targets);
      for (int i = p == 0 ? 0 : cut; i < (p == 0 ? cut : targets.examples()); i++) {
        parts[p].add(targets, i, predicted, i);
      }
      ByteBuffer bytes = ByteBuffer.allocate(parts[p].bytes());
      parts[p].write(bytes);
      assertEquals(0, bytes.remaining());
      parts[p] = Evaluation.read(bytes.flip());
    }
    parts[0].add(parts[1]);
    return parts[0];
  }

  /** What the worker evaluates is what it scores. */
  @Test
  void aNetworksAccuracyIsThatOfItsScore() {
    Shard clouds = Clouds.shards(1, 300).get(0);
    ClassEvaluation e =
        assertInstanceOf(
            ClassEvaluation.class, evaluated(Clouds.NETWORK, clouds, Measure.ACCURACY));
    assertEquals(300, e.actual(0) + e.actual(1) + e.actual(2) + e.actual(3));
    float[] x = new float[200 * 3];
    float[] y = new float[200];
    for (int i = 0; i < x.length; i++) {
      x[i] = (i * 37 % 101) / 50f;
      y[i / 3] += x[i];
    }
    Shard sums =
        new Shard.Packed(
            0, new Rows.Floats(3, x), new Targets.Values(y, 1), new Scaling.Whole(1, 0.5f));
    evaluated(Network.mlp(3, List.of(5), 1, new SquaredError()), sums, Measure.RMSE);
  }

  private static Evaluation evaluated(Network network, Shard shard, Measure measure) {
    float[] theta = new Init(1, 1, 1).theta(network, 2);
    Weights weights = new Weights(Support.full(network.layout(), 0), theta);
    try (ShardWorker worker = new ShardWorker(network, Kernels.named("vector"), 1)) {
      Evaluated evaluated = worker.evaluate(shard, weights);
      Score score = worker.score(shard, weights);
      assertEquals(score, evaluated.score());
      Evaluation evaluation = evaluated.evaluation().orElseThrow();
      assertEquals(measure.of(score), evaluated.of(measure));
      assertEquals(measure.of(score), evaluated.measures().get(measure));
      assertEquals(
          evaluation instanceof ClassEvaluation ? score.meanLoss() : null,
          evaluated.measures().get(Measure.LOG_LOSS));
      double value =
          evaluation instanceof ValueEvaluation values
              ? values.rmse()
              : ((ClassEvaluation) evaluation).accuracy();
      assertEquals(measure.of(score), value, 1e-9);
      return evaluation;
    }
  }
}
