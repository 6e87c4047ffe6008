package org.frostml.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.frostml.random.Permutation;
import org.frostml.random.Rng;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Areas under curves against numbers made by hand, and against all scores sorted. */
class RankingTest {
  private static final int MANY = 200_000;

  /** Examples in an order. */
  private record Examples(float[] scores, boolean[] labels, float[] weights) {
    ScoreBins in(int[] order, int parts) {
      Ranking sum = new Ranking(1);
      for (int p = 0; p < parts; p++) {
        Ranking part = new Ranking(1);
        for (int i = p; i < order.length; i += parts) {
          part.add(scores[order[i]], labels[order[i]], weights[order[i]]);
        }
        ByteBuffer bytes = ByteBuffer.allocate(part.bytes());
        assertTrue(part.bytes() <= Ranking.mostBytes(1), () -> part.bytes() + " bytes");
        part.write(bytes);
        assertEquals(0, bytes.remaining());
        sum.add(Ranking.read(bytes.flip(), 1));
      }
      return sum.bins();
    }

    ScoreBins bins() {
      return in(IntStream.range(0, scores.length).toArray(), 1);
    }

    /** The areas, by the definitions: every score a group of its own. */
    double[] exact() {
      Integer[] order = IntStream.range(0, scores.length).boxed().toArray(Integer[]::new);
      Arrays.sort(order, Comparator.comparingDouble(i -> -scores[i]));
      double y = 0;
      double n = 0;
      double roc = 0;
      double pr = 0;
      for (int i = 0; i < order.length; ) {
        double with = 0;
        double without = 0;
        float score = scores[order[i]];
        for (; i < order.length && scores[order[i]] == score; i++) {
          with += labels[order[i]] ? weights[order[i]] : 0;
          without += labels[order[i]] ? 0 : weights[order[i]];
        }
        roc += without * (y + with / 2);
        y += with;
        n += without;
        pr += with == 0 ? 0 : with * y / (y + n);
      }
      return new double[] {roc / (y * n), pr / y};
    }
  }

  private static Examples of(float[] scores, int... labels) {
    float[] weights = new float[scores.length];
    Arrays.fill(weights, 1);
    return of(scores, weights, labels);
  }

  private static Examples of(float[] scores, float[] weights, int... labels) {
    boolean[] is = new boolean[labels.length];
    for (int i = 0; i < labels.length; i++) {
      is[i] = labels[i] == 1;
    }
    return new Examples(scores, is, weights);
  }

  @Test
  void byHand() {
    ScoreBins few = of(new float[] {0.9f, 0.1f, 0.8f, 0.3f}, 1, 0, 0, 1).bins();
    assertEquals(3.0 / 4, few.roc());
    assertEquals((1 + 2.0 / 3) / 2, few.pr(), 1e-12);
    ScoreBins tied = of(new float[] {0.5f, 0.5f, 0.5f, 0.2f}, 1, 0, 0, 0).bins();
    assertEquals((0.5 + 0.5 + 1) / 3, tied.roc(), 1e-12, "ties count half");
    assertEquals(1.0 / 3, tied.pr(), 1e-12);
    ScoreBins ends = of(new float[] {0, 1, Float.MIN_VALUE, Math.nextDown(1f)}, 0, 1, 1, 0).bins();
    assertEquals(0.75, ends.roc(), "the ends of the scale are told apart");
    ScoreBins constant = of(new float[] {0.5f, 0.5f, 0.5f}, 1, 0, 0).bins();
    assertEquals(0.5, constant.roc());
    assertEquals(0, constant.rocError());
  }

  @Test
  void weightTwoIsTwiceAndWeightNoneIsNot() {
    float[] weights = {2, 1, 0, 1, 0.5f, 0.5f};
    ScoreBins a =
        of(new float[] {0.7f, 0.8f, 0.9f, 0.2f, 0.1f, 0.1f}, weights, 1, 0, 0, 0, 1, 1).bins();
    ScoreBins b = of(new float[] {0.7f, 0.7f, 0.8f, 0.2f, 0.1f}, 1, 1, 0, 0, 1).bins();
    assertEquals(b.roc(), a.roc());
    assertEquals(b.pr(), a.pr());
  }

  @Test
  void withoutBothSidesThereIsNoArea() {
    assertTrue(Double.isNaN(of(new float[] {0.1f, 0.2f}, 1, 1).bins().roc()));
    assertEquals(1, of(new float[] {0.1f, 0.2f}, 1, 1).bins().pr());
    assertTrue(Double.isNaN(of(new float[] {0.1f}, 0).bins().roc()));
    assertTrue(Double.isNaN(of(new float[] {0.1f}, 0).bins().pr()));
    assertTrue(Double.isNaN(new Ranking(1).bins().roc()));
  }

  /** Of scores as networks have them: sure, unsure, hardly trained, of a rare label. */
  private enum Scores {
    EVEN,
    SURE,
    NARROW,
    RARE,
    WIDE;

    Examples examples(int count) {
      Rng rng = new Rng(5, ordinal());
      float[] scores = new float[count];
      boolean[] labels = new boolean[count];
      float[] weights = new float[count];
      for (int i = 0; i < count; i++) {
        double logit = logit(rng.nextGaussian());
        scores[i] = (float) (1 / (1 + Math.exp(-logit)));
        // In half of the cases as the score says.
        double truth = logit(rng.nextGaussian()) / 2 + logit / 2;
        labels[i] = rng.nextDouble() < 1 / (1 + Math.exp(-truth));
        weights[i] = i % 3 == 0 ? 0.25f : 1;
      }
      return new Examples(scores, labels, weights);
    }

    private double logit(double normal) {
      return switch (this) {
        case EVEN -> 1.5 * normal;
        case SURE -> 8 * normal;
        case NARROW -> 1e-3 * normal;
        case RARE -> normal - 5;
        case WIDE -> 25 * normal;
      };
    }
  }

  @ParameterizedTest
  @EnumSource(Scores.class)
  void fewAreExact(Scores scores) {
    Examples few = scores.examples(10_000);
    ScoreBins bins = few.bins();
    assertEquals(0, bins.level());
    assertEquals(few.exact()[0], bins.roc(), 1e-12);
    assertEquals(few.exact()[1], bins.pr(), 1e-12);
  }

  @ParameterizedTest
  @EnumSource(Scores.class)
  void manyAreWithinTheBound(Scores scores) {
    Examples many = scores.examples(MANY);
    ScoreBins bins = many.bins();
    assertTrue(bins.level() > 0, "all are told apart");
    assertTrue(bins.keys().length > Ranking.room(1) / 3, () -> bins.keys().length + " bins");
    double[] exact = many.exact();
    assertEquals(exact[0], bins.roc(), bins.rocError() + 1e-12);
    assertEquals(exact[1], bins.pr(), bins.prError() + 1e-12);
    assertEquals(exact[0], bins.roc(), 1e-5);
    assertEquals(exact[1], bins.pr(), 1e-4);
    // Of scores that are 1 to the last bit, and equal, it cannot tell that they have always been.
    if (scores != Scores.WIDE) {
      assertTrue(bins.rocError() < 2e-4, () -> "ROC off by " + bins.rocError());
      assertTrue(bins.prError() < 2e-3, () -> "PR off by " + bins.prError());
    }
  }

  /** The worst that dropped bits can do: each bin holds both sides, in the worse order. */
  @Test
  void theBoundIsReached() {
    float[] scores = new float[2 * MANY];
    int[] labels = new int[2 * MANY];
    for (int i = 0; i < MANY; i++) {
      // Two neighbours, and far from the next two.
      scores[2 * i] = Float.intBitsToFloat(Float.floatToIntBits(0.25f) + 4 * i);
      scores[2 * i + 1] = Math.nextUp(scores[2 * i]);
      labels[2 * i + 1] = 1;
    }
    Examples worst = of(scores, labels);
    ScoreBins bins = worst.bins();
    assertTrue(bins.rocError() > 0);
    assertEquals(worst.exact()[0], bins.roc(), bins.rocError());
    for (ScoreBins two = bins; two.keys().length > 1; ) {
      two = two.plus(ScoreBins.NONE, two.keys().length - 1);
      assertEquals(worst.exact()[0], two.roc(), two.rocError());
      assertEquals(worst.exact()[1], two.pr(), two.prError());
    }
  }

  @Test
  void neitherOrderNorPartsMatter() {
    Examples drawn = Scores.EVEN.examples(50_000);
    float[] ones = new float[50_000];
    Arrays.fill(ones, 1);
    Examples many = new Examples(drawn.scores(), drawn.labels(), ones);
    ScoreBins expected = many.bins();
    Permutation shuffled = new Permutation(50_000, 3);
    int[] order = IntStream.range(0, 50_000).map(i -> (int) shuffled.at(i)).toArray();
    for (int parts : new int[] {1, 2, 7, 40}) {
      ScoreBins bins = many.in(order, parts);
      assertEquals(expected.level(), bins.level());
      assertArrayEquals(expected.keys(), bins.keys());
      assertArrayEquals(expected.with(), bins.with());
      assertArrayEquals(expected.without(), bins.without());
    }
  }
}
