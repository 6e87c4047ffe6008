package org.frostml.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.List;
import org.frostml.FrostException;
import org.frostml.random.Rng;
import org.frostml.sparse.Block;
import org.frostml.sparse.Float32;
import org.frostml.sparse.FloatFormat;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ActiveTest {
  private static final FloatFormat FLOAT32 = new Float32();

  static List<Optimizer> rules() {
    DensityControl fixed = new DensityControl.FixedLambda(0.25f);
    return List.of(
        new LinBreg(0.5f, new MomentumStep(0, 0), new L1Norm(), fixed),
        new LinBreg(0.5f, new MomentumStep(0.9f, 1e-3f), new L1Norm(), fixed),
        new AdaBreg(
            0.5f, new AdamStep(0.9f, 0.99f, 1e-4f, 1e-3f), new SparseRowGroups(0.5f), fixed),
        new ProxSgd(new MomentumStep(0.9f, 1e-3f), new L1Norm(), fixed),
        new StaticMask(
            new MomentumStep(0.9f, 0), new RandomMask(0.4, SparsityDistribution.UNIFORM, 3)),
        new Adam(new AdamStep(0.9f, 0.99f, 1e-4f, 0)),
        new Sgd(new MomentumStep(0, 0)),
        new Sgd(new MomentumStep(0.9f, 0)));
  }

  private static float[] noise(Rng rng, int size) {
    float[] values = new float[size];
    for (int k = 0; k < size; k++) {
      values[k] = (float) rng.nextGaussian();
    }
    return values;
  }

  /** Numbers on a support that have moved a little. */
  private static Active sample(Optimizer rule, long seed) {
    Layout.Builder builder = new Layout.Builder();
    builder.add("w", Block.Kind.WEIGHT, 9, 31);
    builder.add("b", Block.Kind.BIAS, 9, 1);
    Layout layout = builder.build();
    float[] theta = new float[layout.size()];
    Rng rng = new Rng(1);
    for (int j = 0; j < theta.length; j++) {
      theta[j] = rng.nextDouble() < 0.3 ? (float) rng.nextGaussian() : 0;
    }
    Active active = rule.init(layout, theta).active();
    Rng steps = new Rng(seed);
    for (int i = 0; i < 3; i++) {
      rule.coarse(active, noise(steps, active.support().size()), 0.1f);
    }
    return active;
  }

  private static byte[] bytes(Active active) {
    ByteBuffer out = Message.of(active.bytes(FLOAT32));
    active.write(out, FLOAT32);
    assertEquals(0, out.remaining());
    return out.array();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void travels(Optimizer rule) {
    Active sent = sample(rule, 2);
    Active arrived = rule.allocate(sent.support());
    ByteBuffer in = Message.read(bytes(sent));
    arrived.read(in, FLOAT32);
    assertEquals(0, in.remaining());
    rule.mirror(arrived);
    requireEqual(sent, arrived);
  }

  private static void requireEqual(Active expected, Active actual) {
    assertSame(expected.support(), actual.support());
    assertArrayEquals(expected.weights().values(), actual.weights().values());
    assertArrayEquals(expected.dual, actual.dual);
    assertArrayEquals(expected.moments, actual.moments);
    assertEquals(expected.lambda, actual.lambda);
    assertEquals(expected.steps, actual.steps);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void addsWhatTravelledAsWhatDidNot(Optimizer rule) {
    Active start = sample(rule, 2);
    Active a = rule.allocate(start.support());
    a.set(start);
    requireEqual(start, a);
    Active b = rule.allocate(start.support());
    b.set(start);
    Active more = sample(rule, 3);
    a.add(more);
    b.addBack(Message.read(bytes(more)), FLOAT32);
    requireEqual(a, b);
    for (int k = 0; k < a.dual.length; k++) {
      assertEquals(start.dual[k] + more.dual[k], a.dual[k]);
    }
    for (int i = 0; i < a.moments.length; i++) {
      for (int k = 0; k < a.moments[i].length; k++) {
        assertEquals(start.moments[i][k] + more.moments[i][k], a.moments[i][k]);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("rules")
  void aMeanOfOneIsItself(Optimizer rule) {
    Active one = sample(rule, 2);
    Active mean = sample(rule, 3);
    mean.clear();
    assertArrayEquals(new float[mean.dual.length], mean.dual);
    assertArrayEquals(new float[mean.moments.length][mean.dual.length], mean.moments);
    mean.add(one);
    mean.scale(1);
    rule.mirror(mean);
    assertArrayEquals(one.dual, mean.dual);
    assertArrayEquals(one.moments, mean.moments);
    assertArrayEquals(one.weights().values(), mean.weights().values());
  }

  @ParameterizedTest
  @MethodSource("rules")
  void theMeanOfTwoIsHalfTheirSum(Optimizer rule) {
    Active one = sample(rule, 2);
    Active two = sample(rule, 3);
    Active mean = rule.allocate(one.support());
    mean.add(one);
    mean.add(two);
    mean.scale(0.5f);
    for (int k = 0; k < mean.dual.length; k++) {
      assertEquals((one.dual[k] + two.dual[k]) * 0.5f, mean.dual[k]);
    }
    for (int i = 0; i < mean.moments.length; i++) {
      for (int k = 0; k < mean.moments[i].length; k++) {
        assertEquals((one.moments[i][k] + two.moments[i][k]) * 0.5f, mean.moments[i][k]);
      }
    }
  }

  /** A gradient of 200 million floats is a message, a dual with two moments is none. */
  @Test
  void whatNoMessageHoldsIsRefused() {
    assertEquals(12 + 800_000_000, Active.bytes(200_000_000, 1, FLOAT32));
    FrostException e =
        assertThrows(FrostException.class, () -> Active.bytes(200_000_000, 3, FLOAT32));
    assertEquals(
        "freeze.localSteps: 200000000 active parameters with 3 numbers each have 2400000012 bytes,"
            + " and a message may have 2147482623: set freeze.localSteps = 1, or aim at a lower"
            + " density",
        e.getMessage());
  }
}
