package org.frostml.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.frostml.Family;
import org.frostml.kernel.Kernels;
import org.frostml.kernel.Team;
import org.frostml.random.Rng;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Score;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every loss against differences and numbers made by hand. A new loss without a case fails. */
class LossTest {
  private static final int INPUTS = 6;
  private static final int EXAMPLES = 11;
  private static final Rows ROWS = new Rows.Floats(INPUTS, normal(EXAMPLES * INPUTS, 17));

  /** A loss, the outputs of its network, and targets for it. */
  private record Case(Loss loss, int outputs, Targets targets) {
    Network network() {
      return Network.mlp(INPUTS, List.of(9), outputs, loss);
    }

    Targets weighted(float[] weights) {
      return targets instanceof Targets.Values values
          ? new Targets.Values(values.values(), values.width(), weights)
          : new Targets.Classes(((Targets.Classes) targets).labels(), weights);
    }

    @Override
    public String toString() {
      return loss.spec() + ", outputs " + outputs;
    }
  }

  static Stream<Case> cases() {
    float[] values = normal(EXAMPLES * 3, 5);
    float[] labels = new float[EXAMPLES * 3];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = values[i] > 0 ? 1 : 0;
    }
    Targets one = new Targets.Values(Arrays.copyOf(values, EXAMPLES), 1);
    Targets three = new Targets.Values(values, 3);
    return Stream.of(
        new Case(new SoftmaxCrossEntropy(), 4, classes(4)),
        new Case(new SoftmaxCrossEntropy(0.2f), 4, classes(4)),
        new Case(new SigmoidCrossEntropy(), 1, classes(2)),
        new Case(new SigmoidCrossEntropy(), 3, new Targets.Values(labels, 3)),
        new Case(new SquaredError(), 1, one),
        new Case(new SquaredError(), 3, three),
        new Case(new SquaredError(), 1, classes(5)),
        new Case(new Huber(0.7f), 1, one),
        new Case(new Huber(0.7f), 3, three));
  }

  private static Targets classes(int classes) {
    Rng rng = new Rng(3);
    int[] labels = new int[EXAMPLES];
    Arrays.setAll(labels, i -> rng.nextInt(classes));
    return new Targets.Classes(labels);
  }

  private static float[] normal(int count, long seed) {
    Rng rng = new Rng(seed);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) rng.nextGaussian();
    }
    return values;
  }

  @Test
  void everyLossHasItsCase() {
    assertEquals(
        Family.members(Loss.class),
        cases().map(each -> each.loss.getClass()).collect(Collectors.toSet()),
        "losses without a gradient check");
  }

  private static Gradient gradient(Case of, Targets targets, int[] which, float[] theta) {
    Network network = of.network();
    Tape tape = new Tape(network, 32);
    tape.load(new Shard.Packed(0, ROWS, targets, new Scaling.None()), which, 0, which.length);
    Support support = Support.full(network.layout(), 0);
    Gradient gradient = Gradient.zero(GradientScope.FINE, support);
    try (Team team = new Team(1)) {
      network.gradient(Kernels.named("scalar"), team, new Weights(support, theta), tape, gradient);
      // Scoring alone gives the same score, but for what is of training alone.
      Score alone = network.score(Kernels.named("scalar"), team, new Weights(support, theta), tape);
      boolean same = of.loss.equals(of.loss.scored()) || gradient.work().score().weight() == 0;
      assertEquals(same, gradient.work().score().equals(alone));
      assertEquals(gradient.work().score().quality(), alone.quality());
    }
    return gradient;
  }

  private static float[] theta(Case of) {
    return new Init(1, 1, 1).theta(of.network(), 3);
  }

  private static int[] all() {
    int[] all = new int[EXAMPLES];
    Arrays.setAll(all, i -> i);
    return all;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithDifferences(Case of) {
    float[] weights = new float[EXAMPLES];
    for (int i = 0; i < EXAMPLES; i++) {
      weights[i] = i % 4 / 2f;
    }
    for (Targets targets : List.of(of.targets, of.weighted(weights))) {
      float[] theta = theta(of);
      float[] g = gradient(of, targets, all(), theta).values();
      for (int j = 0; j < theta.length; j++) {
        float h = 2e-3f;
        double[] loss = new double[2];
        for (int side = 0; side < 2; side++) {
          float[] moved = theta.clone();
          moved[j] += side == 0 ? -h : h;
          loss[side] = gradient(of, targets, all(), moved).work().score().loss();
        }
        double expected = (loss[1] - loss[0]) / (2 * h);
        assertEquals(expected, g[j], 4e-3 * Math.max(1, Math.abs(expected)), "parameter " + j);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void weightTwoIsAnExampleTwiceAndWeightZeroNone(Case of) {
    float[] weights = new float[EXAMPLES];
    Arrays.fill(weights, 1);
    weights[2] = 2;
    weights[5] = 0;
    int[] repeated = {0, 1, 2, 2, 3, 4, 6, 7, 8, 9, 10};
    float[] theta = theta(of);
    Gradient weighted = gradient(of, of.weighted(weights), all(), theta);
    Gradient twice = gradient(of, of.targets, repeated, theta);
    Score a = weighted.work().score();
    Score b = twice.work().score();
    assertEquals(b.loss(), a.loss(), 1e-9 * Math.abs(b.loss()));
    assertEquals(b.quality(), a.quality(), 1e-9 * Math.abs(b.quality()));
    assertEquals(11, a.weight());
    assertEquals(11, b.weight());
    assertArrayEquals(twice.values(), weighted.values(), 1e-4f);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void nothingThatWeighsIsAStepWithoutAGradient(Case of) {
    Gradient none = gradient(of, of.weighted(new float[EXAMPLES]), all(), theta(of));
    none.scale(none.work().score().toMean());
    assertArrayEquals(new float[none.values().length], none.values());
    assertEquals(new Score(0, 0, 0, EXAMPLES), none.work().score());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void specsAreReadBack(Case of) {
    assertEquals(of.loss, Loss.parse(of.loss.spec()));
  }

  @Test
  void unknownLossesAreNamed() {
    for (String bad : new String[] {"hinge", "huber", "huber(x)", "huber(0.0)", "huber(-1)"}) {
      assertThrows(IllegalArgumentException.class, () -> Loss.parse(bad), bad);
    }
    assertEquals(
        "unknown loss: hinge",
        assertThrows(IllegalArgumentException.class, () -> Loss.parse("hinge")).getMessage());
  }

  /** Loss and quality of one example whose outputs are given. */
  private static Score score(Loss loss, Targets targets, float... outputs) {
    Tape tape = tape(loss, targets, outputs);
    Layer.Bound last = only(loss, outputs.length).bound();
    return loss.score(
        outputs.length, tape, tape.at(last.out().place()), tape.at(last.out().gradient()));
  }

  private static Tape tape(Loss loss, Targets targets, float... outputs) {
    Network network = only(loss, outputs.length);
    Tape tape = new Tape(network, 1);
    Rows rows = new Rows.Floats(1, new float[1]);
    tape.load(new Shard.Packed(0, rows, targets, new Scaling.None()), new int[] {0}, 0, 1);
    for (int k = 0; k < outputs.length; k++) {
      tape.array()[tape.at(network.bound().out().place()) + k * tape.width()] = outputs[k];
    }
    return tape;
  }

  /** A network of one layer. */
  private static Network only(Loss loss, int outputs) {
    return Network.mlp(1, List.of(), outputs, loss);
  }

  @Test
  void numbersMadeByHand() {
    Score softmax =
        score(new SoftmaxCrossEntropy(), new Targets.Classes(1), 0, (float) Math.log(3));
    assertEquals(Math.log(4.0 / 3), softmax.loss(), 1e-7);
    assertEquals(1, softmax.quality());
    Score binary = score(new SigmoidCrossEntropy(), new Targets.Classes(0), (float) Math.log(3));
    assertEquals(Math.log(4), binary.loss(), 1e-7);
    assertEquals(0, binary.quality());
    Targets labels = new Targets.Values(new float[] {1, 0}, 2, new float[] {2});
    Score several = score(new SigmoidCrossEntropy(), labels, 0, -1000);
    assertEquals(2 * Math.log(2) / 2, several.loss(), 1e-12, "no overflow");
    assertEquals(2 * 0.5, several.quality(), "one of two is right");
    Targets values = new Targets.Values(new float[] {1, -2}, 2);
    assertEquals((4 + 1) / 2.0, score(new SquaredError(), values, 3, -1).loss());
    assertEquals((4 + 1) / 2.0, score(new SquaredError(), values, 3, -1).quality());
    assertEquals((1.5 + 0.5) / 2, score(new Huber(1), values, 3, -1).loss());
    assertEquals((4 + 1) / 2.0, score(new Huber(1), values, 3, -1).quality());
  }

  /**
   * Probabilities 1/4 and 3/4: of class 1 by 0.9 and of class 0 by 0.1; scored alone, of class 1.
   */
  @Test
  void smoothedByHand() {
    Loss smoothed = new SoftmaxCrossEntropy(0.2f);
    Targets one = new Targets.Classes(1);
    float[] outputs = {0, (float) Math.log(3)};
    assertEquals(
        -0.9 * Math.log(0.75) - 0.1 * Math.log(0.25), score(smoothed, one, outputs).loss(), 1e-7);
    Tape tape = tape(smoothed, one, outputs);
    Value out = only(smoothed, 2).bound().out();
    assertEquals(-Math.log(0.75), smoothed.score(2, tape, tape.at(out.place()), -1).loss(), 1e-7);
    int dz = tape.at(out.gradient());
    smoothed.score(2, tape, tape.at(out.place()), dz);
    assertEquals(0.25 - 0.1, tape.array()[dz], 1e-6);
    assertEquals(0.75 - 0.9, tape.array()[dz + tape.width()], 1e-6);
  }

  @Test
  void smoothingIsAShare() {
    for (float bad : new float[] {-0.1f, 1, Float.NaN}) {
      assertEquals(
          "smoothing must be in [0, 1): " + bad,
          assertThrows(IllegalArgumentException.class, () -> new SoftmaxCrossEntropy(bad))
              .getMessage());
    }
  }

  @Test
  void predictionsAreProbabilitiesOrValues() {
    assertPredicted(new SoftmaxCrossEntropy(), new Targets.Classes(0), 0.25f, 0.75f);
    Targets two = new Targets.Values(new float[2], 2);
    assertPredicted(new SigmoidCrossEntropy(), two, 0.5f, 0.75f);
    assertPredicted(new SquaredError(), two, 0, (float) Math.log(3));
    assertPredicted(new Huber(1), two, 0, (float) Math.log(3));
  }

  private static void assertPredicted(Loss loss, Targets targets, float... expected) {
    Tape tape = tape(loss, targets, 0, (float) Math.log(3));
    int z = tape.at(only(loss, 2).bound().out().place());
    loss.predict(2, 1, tape.array(), z, tape.width());
    assertEquals(expected[0], tape.array()[z], 1e-6);
    assertEquals(expected[1], tape.array()[z + tape.width()], 1e-6);
  }

  @Test
  void targetsOfAnotherKindAreRefused() {
    Targets two = new Targets.Values(new float[2], 2);
    refused(
        "cross-entropy with 2 outputs cannot take 2 values per example",
        new SoftmaxCrossEntropy(),
        two,
        2);
    refused("mse with 3 outputs cannot take 2 values per example", new SquaredError(), two, 3);
    refused(
        "binary-cross-entropy with 2 outputs cannot take classes",
        new SigmoidCrossEntropy(),
        new Targets.Classes(1),
        2);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> new Targets.Classes(new int[] {1, 0}, new float[] {1, -0.5f}))
            .getMessage();
    assertEquals("the weight of example 1 must be >= 0 and finite: -0.5", message);
    assertTrue(
        assertThrows(
                IllegalArgumentException.class,
                () -> new Targets.Values(new float[] {1, Float.NaN}, 1))
            .getMessage()
            .startsWith("value 0 of example 1 is NaN"));
  }

  private static void refused(String message, Loss loss, Targets targets, int outputs) {
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> loss.require(targets, outputs))
            .getMessage());
  }

  /** A table may have thousands of columns of values: a pattern's loops must not recurse. */
  @Test
  void theSpecOfManyValuesIsReadBack() {
    float[] means = new float[20_000];
    float[] deviations = new float[means.length];
    Arrays.fill(means, -1.5e-12f);
    Arrays.fill(deviations, 1e20f);
    Loss loss = new SquaredError(new ValueScale(means, deviations));
    assertEquals(loss, Loss.parse(loss.spec()));
    assertThrows(IllegalArgumentException.class, () -> Loss.parse("mse[1.0:2.0,3.0]"));
  }

  /** What is predicted for a row with NaN is no class. */
  @Test
  void noProbabilitiesAreNoClass() {
    float[] none = {0.5f, Float.NaN, Float.NaN, Float.NaN};
    assertTrue(Float.isNaN(new SoftmaxCrossEntropy().decide(3, none, 1)));
    assertTrue(Float.isNaN(new SigmoidCrossEntropy().decide(1, none, 1)));
    assertEquals(0, new SigmoidCrossEntropy().decide(1, none, 0));
  }
}
