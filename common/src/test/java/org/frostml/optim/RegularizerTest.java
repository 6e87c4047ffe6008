package org.frostml.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.frostml.random.Rng;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What makes a regulariser one, for every member of the family. */
class RegularizerTest {
  private static final int N = 31;

  static List<Regularizer> family() {
    return List.of(new Regularizer.None(), new Regularizer.L1());
  }

  @Test
  void nobodyIsMissing() {
    Set<Class<?>> tested = family().stream().map(Object::getClass).collect(Collectors.toSet());
    assertEquals(Set.of(Regularizer.class.getPermittedSubclasses()), tested);
  }

  @ParameterizedTest
  @MethodSource("family")
  void proxMinimisesItsObjective(Regularizer regularizer) {
    Rng rng = new Rng(1);
    float threshold = 0.4f;
    float[] z = vector(rng, 1);
    float[] theta = z.clone();
    regularizer.prox(theta, 0, N, threshold);
    double best = objective(regularizer, z, theta, threshold);
    for (int trial = 0; trial < 2000; trial++) {
      float[] other = theta.clone();
      float scale = (float) Math.pow(10, -1 - trial % 4);
      for (int j = 0; j < N; j++) {
        other[j] += scale * rng.nextGaussian();
      }
      double value = objective(regularizer, z, other, threshold);
      assertTrue(best <= value + 1e-6, () -> value + " is below the prox's " + best);
    }
  }

  @ParameterizedTest
  @MethodSource("family")
  void proxIsNonExpansive(Regularizer regularizer) {
    Rng rng = new Rng(2);
    for (int trial = 0; trial < 200; trial++) {
      float[] a = vector(rng, 2);
      float[] b = vector(rng, 2);
      double before = distance(a, b);
      regularizer.prox(a, 0, N, 0.7f);
      regularizer.prox(b, 0, N, 0.7f);
      assertTrue(distance(a, b) <= before * (1 + 1e-6), "expanded");
    }
  }

  @ParameterizedTest
  @MethodSource("family")
  void proxGivesTheta0BackFromTheDual(Regularizer regularizer) {
    Rng rng = new Rng(3);
    float delta = 0.5f;
    float lambda = 0.3f;
    float[] theta0 = vector(rng, 1);
    for (int j = 0; j < N; j += 3) {
      theta0[j] = 0;
    }
    float[] v = new float[N];
    for (int j = 0; j < N; j++) {
      v[j] = theta0[j] / delta;
    }
    regularizer.addSubgradient(theta0, v, 0, N, lambda);
    for (int j = 0; j < N; j++) {
      v[j] *= delta;
    }
    regularizer.prox(v, 0, N, delta * lambda);
    for (int j = 0; j < N; j++) {
      assertEquals(theta0[j], v[j], 1e-6);
    }
  }

  @ParameterizedTest
  @MethodSource("family")
  void leavesTheRestAlone(Regularizer regularizer) {
    float[] z = vector(new Rng(4), 1);
    float[] theta = z.clone();
    regularizer.prox(theta, 5, 9, 10);
    for (int j = 0; j < N; j++) {
      if (j < 5 || j >= 9) {
        assertEquals(z[j], theta[j]);
      }
    }
  }

  @Test
  void softThresholdingByHand() {
    float[] z = {-2, -1, -0.5f, 0, 0.5f, 1, 2};
    new Regularizer.L1().prox(z, 0, z.length, 1);
    assertEquals(
        List.of(-1f, 0f, 0f, 0f, 0f, 0f, 1f), List.of(z[0], z[1], z[2], z[3], z[4], z[5], z[6]));
    assertEquals(2.5, new Regularizer.L1().value(new float[] {1, -1.5f, 9}, 0, 2));
  }

  private static double objective(
      Regularizer regularizer, float[] z, float[] theta, float threshold) {
    double distance = distance(z, theta);
    return distance * distance / 2 + threshold * regularizer.value(theta, 0, N);
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int j = 0; j < N; j++) {
      sum += Math.pow((double) a[j] - b[j], 2);
    }
    return Math.sqrt(sum);
  }

  private static float[] vector(Rng rng, double scale) {
    float[] v = new float[N];
    for (int j = 0; j < N; j++) {
      v[j] = (float) (scale * rng.nextGaussian());
    }
    return v;
  }
}
