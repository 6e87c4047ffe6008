package org.frostml.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.frostml.Family;
import org.frostml.sparse.Block;
import org.frostml.sparse.Float32;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What makes an update rule one, for every member of the family. */
class OptimizerTest {
  private static final DensityControl DENSE = new DensityControl.FixedLambda(0);

  static List<Optimizer> family() {
    return List.of(
        new Sgd(new MomentumStep(0, 0)),
        new Sgd(new MomentumStep(0.9f, 0)),
        new LinBreg(1, new MomentumStep(0, 0), new L1Norm(), DENSE),
        new LinBreg(
            0.5f,
            new MomentumStep(0.9f, 0),
            new NoRegularizer(),
            new DensityControl.FixedLambda(0.3f)),
        new AdaBreg(1, new AdamStep(0.9f, 0.999f, 1e-4f, 0), new L1Norm(), DENSE),
        new ProxSgd(new MomentumStep(0, 0), new L1Norm(), DENSE),
        new Adam(new AdamStep(0.9f, 0.999f, 1e-4f, 0)),
        new Rigl(
            new MomentumStep(0.5f, 0),
            new RandomMask(1, SparsityDistribution.UNIFORM, 1),
            new DropAndGrow(0.3, 0.75)),
        new SparseEvolutionaryTraining(
            new MomentumStep(0.5f, 0),
            new RandomMask(1, SparsityDistribution.ERDOS_RENYI, 1),
            new DropAndGrow(0.3, 0.75)),
        new StaticMask(new MomentumStep(0, 0), new RandomMask(1, SparsityDistribution.UNIFORM, 1)),
        new GradualPruning(new MomentumStep(0.9f, 0), 1, SparsityDistribution.UNIFORM, 0, 0.5));
  }

  @Test
  void everyMemberIsTested() {
    Set<Class<?>> tested = family().stream().map(Object::getClass).collect(Collectors.toSet());
    assertEquals(Family.members(Optimizer.class), tested);
  }

  @ParameterizedTest
  @MethodSource("family")
  void findsTheBottomOfAParabola(Optimizer optimizer) {
    float[] theta =
        descend(
            optimizer,
            new float[] {5, -3},
            400,
            0.1f,
            t -> new float[] {2 * (t[0] - 1), 6 * (t[1] + 2)});
    assertEquals(1, theta[0], 1e-4);
    assertEquals(-2, theta[1], 1e-4);
  }

  @ParameterizedTest
  @MethodSource("family")
  void followsRosenbrocksValley(Optimizer optimizer) {
    float[] theta =
        descend(
            optimizer,
            new float[] {-1.2f, 1},
            60_000,
            1e-3f,
            t ->
                new float[] {
                  -2 * (1 - t[0]) - 400 * t[0] * (t[1] - t[0] * t[0]), 200 * (t[1] - t[0] * t[0])
                });
    assertEquals(1, theta[0], 0.02);
    assertEquals(1, theta[1], 0.04);
  }

  @Test
  void decayPullsWeightsAndNotBiases() {
    Layout.Builder builder = new Layout.Builder();
    builder.add("a.weight", Block.Kind.WEIGHT, 1, 2);
    builder.add("a.bias", Block.Kind.BIAS, 1, 1);
    Layout layout = builder.build();
    for (Optimizer optimizer :
        List.of(
            new Sgd(new MomentumStep(0, 0.5f)),
            new Adam(new AdamStep(0.9f, 0.99f, 1e-4f, 0.5f)),
            new AdaBreg(1, new AdamStep(0.9f, 0.99f, 1e-4f, 0.5f), new L1Norm(), DENSE),
            new ProxSgd(new MomentumStep(0, 0.5f), new L1Norm(), DENSE),
            new StaticMask(
                new MomentumStep(0, 0.5f), new RandomMask(1, SparsityDistribution.UNIFORM, 1)),
            new Rigl(
                new MomentumStep(0, 0.5f),
                new RandomMask(1, SparsityDistribution.UNIFORM, 1),
                new DropAndGrow(0.3, 0.75)),
            new SparseEvolutionaryTraining(
                new MomentumStep(0, 0.5f),
                new RandomMask(1, SparsityDistribution.UNIFORM, 1),
                new DropAndGrow(0.3, 0.75)),
            new GradualPruning(new MomentumStep(0, 0.5f), 1, SparsityDistribution.UNIFORM, 0, 1),
            new LinBreg(1, new MomentumStep(0, 0.5f), new L1Norm(), DENSE))) {
      OptimState state = optimizer.init(layout, new float[] {1, -2, 3});
      optimizer.step(
          state, Gradient.zero(GradientScope.FINE, state.support()), StepContext.of(0.1f));
      assertEquals(0.95f, state.theta()[0]);
      assertEquals(-1.9f, state.theta()[1]);
      assertEquals(3, state.theta()[2]);
    }
  }

  @Test
  void impossibleHyperparametersAreNamed() {
    Regularizer l1 = new L1Norm();
    DensityControl fixed = new DensityControl.FixedLambda(0);
    refused("delta must be > 0: 0.0", () -> new LinBreg(0, new MomentumStep(0, 0), l1, fixed));
    refused(
        "momentum must be in [0, 1): 1.0", () -> new LinBreg(1, new MomentumStep(1, 0), l1, fixed));
    refused("weightDecay must be >= 0: -1.0", () -> new Sgd(new MomentumStep(0, -1)));
    refused("delta must be > 0: Infinity", () -> adaBreg(Float.POSITIVE_INFINITY, 0, 0, 1, 0));
    refused("beta1 must be in [0, 1): 1.0", () -> adaBreg(1, 1, 0, 1, 0));
    refused("beta2 must be in [0, 1): -0.5", () -> adaBreg(1, 0, -0.5f, 1, 0));
    refused("epsilon must be > 0: 0.0", () -> new Adam(new AdamStep(0, 0, 0, 0)));
    refused("weightDecay must be >= 0: NaN", () -> new Adam(new AdamStep(0, 0, 1, Float.NaN)));
    refused(
        "momentum must be in [0, 1): -1.0", () -> new ProxSgd(new MomentumStep(-1, 0), l1, fixed));
    SparsityDistribution even = SparsityDistribution.UNIFORM;
    refused(
        "momentum must be in [0, 1): 1.0",
        () -> new StaticMask(new MomentumStep(1, 0), new RandomMask(0.5, even, 0)));
    refused(
        "target must be in (0, 1]: 0.0",
        () -> new StaticMask(new MomentumStep(0, 0), new RandomMask(0, even, 0)));
    refused(
        "target must be in (0, 1]: 2.0",
        () ->
            new Rigl(new MomentumStep(0, 0), new RandomMask(2, even, 0), new DropAndGrow(0.3, 1)));
    refused(
        "drop must be in (0, 1): 0.0",
        () ->
            new Rigl(new MomentumStep(0, 0), new RandomMask(0.5, even, 0), new DropAndGrow(0, 1)));
    refused(
        "until must be in (0, 1]: 0.0",
        () ->
            new SparseEvolutionaryTraining(
                new MomentumStep(0, 0), new RandomMask(0.5, even, 0), new DropAndGrow(0.3, 0)));
    refused(
        "drop must be in (0, 1): 1.0",
        () ->
            new SparseEvolutionaryTraining(
                new MomentumStep(0, 0), new RandomMask(0.5, even, 0), new DropAndGrow(1, 1)));
    refused(
        "target must be in (0, 1]: NaN",
        () -> new GradualPruning(new MomentumStep(0, 0), Double.NaN, even, 0, 1));
    refused(
        "until must be in [from, 1]: 0.5",
        () -> new GradualPruning(new MomentumStep(0, 0), 0.5, even, 0.6, 0.5));
    refused("lambda must be >= 0: NaN", () -> new DensityControl.FixedLambda(Float.NaN));
    refused("target must be in (0, 1]: 1.5", () -> new DensityControl.Quantile(1.5));
  }

  private static AdaBreg adaBreg(
      float delta, float beta1, float beta2, float epsilon, float decay) {
    return new AdaBreg(delta, new AdamStep(beta1, beta2, epsilon, decay), new L1Norm(), DENSE);
  }

  /** Sgd knows no support, so that its levels are one. */
  @ParameterizedTest
  @MethodSource("dense")
  void whereEverythingIsActiveACoarseStepIsAFineOne(Optimizer optimizer) {
    assertFalse(optimizer.isSparse());
    OptimState fine = optimizer.init(layout(), new float[] {5, -3});
    OptimState coarse = optimizer.init(layout(), new float[] {5, -3});
    for (int i = 0; i < 3; i++) {
      for (OptimState state : List.of(fine, coarse)) {
        Gradient g =
            Gradient.zero(
                state == fine ? GradientScope.FINE : GradientScope.COARSE, state.support());
        g.values()[0] = 0.3f;
        g.values()[1] = -7;
        optimizer.step(state, g, StepContext.of(0.1f));
      }
    }
    assertArrayEquals(fine.theta(), coarse.theta());
    assertArrayEquals(fine.dual(), coarse.dual());
    assertNotEquals(5, fine.theta()[0]);
  }

  static List<Optimizer> dense() {
    return family().stream().filter(optimizer -> !optimizer.isSparse()).toList();
  }

  /** A round averages duals; theta must follow. */
  @ParameterizedTest
  @MethodSource("family")
  void thetaFollowsFromTheDual(Optimizer optimizer) {
    OptimState state = optimizer.init(layout(), new float[] {5, -3});
    Gradient g = Gradient.zero(GradientScope.FINE, state.support());
    g.values()[0] = 0.3f;
    optimizer.step(state, g, StepContext.of(0.1f));
    ByteBuffer message = Message.of(state.active().bytes(new Float32()));
    state.active().write(message, new Float32());
    Active arrived = optimizer.allocate(state.support());
    arrived.read(message.flip(), new Float32());
    optimizer.mirror(arrived);
    assertArrayEquals(state.weights().values(), arrived.weights().values());
  }

  /** Schedules go as far as float32 does, and to 0. */
  @ParameterizedTest
  @ValueSource(floats = {0, Float.MIN_VALUE, 1e-38f})
  void aRateOfNothingMovesNothing(float rate) {
    for (DensityControl density :
        List.of(new DensityControl.Quantile(0.5), new DensityControl.FixedLambda(1e-3f))) {
      for (Optimizer optimizer :
          List.of(
              new ProxSgd(new MomentumStep(0, 0), new L1Norm(), density),
              new LinBreg(1, new MomentumStep(0, 0), new NoRegularizer(), DENSE))) {
        OptimState state = optimizer.init(layout(), new float[] {5, 0});
        Gradient g = Gradient.zero(GradientScope.FINE, state.support());
        g.values()[0] = 0.3f;
        g.values()[1] = -7;
        optimizer.step(state, g, StepContext.of(rate));
        assertArrayEquals(new float[] {5, 0}, state.theta(), 1e-6f);
      }
    }
  }

  private static void refused(String message, Runnable make) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, make::run).getMessage());
  }

  private static Layout layout() {
    Layout.Builder builder = new Layout.Builder();
    builder.add("w", Block.Kind.WEIGHT, 1, 2);
    return builder.build();
  }

  private static float[] descend(
      Optimizer optimizer, float[] start, int steps, float rate, UnaryOperator<float[]> gradient) {
    OptimState state = optimizer.init(layout(), start);
    for (int i = 0; i < steps; i++) {
      Gradient g = Gradient.zero(GradientScope.FINE, state.support());
      System.arraycopy(gradient.apply(state.theta()), 0, g.values(), 0, 2);
      optimizer.step(state, g, StepContext.of(rate));
      assertTrue(Float.isFinite(state.theta()[0]), "diverged");
    }
    return state.theta();
  }
}
