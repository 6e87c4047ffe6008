package org.frostml.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.frostml.Family;
import org.frostml.random.Rng;
import org.frostml.sparse.Block;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Level;
import org.frostml.sparse.Support;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Masks: how many weights they have, which go and which come. */
class MaskedTest {
  private static final Layout LAYOUT =
      SparsityDistributionTest.layout(
          new int[] {8, 10, 3, 2}, new int[] {31, 8, 10, 3}, 1, 0, 2.5f, 0.5f);
  private static final double DENSITY = 0.3;
  private static final double DROP = 0.4;

  static List<Masked> family() {
    return List.of(
        new Rigl(
            new MomentumStep(0.5f, 0),
            new RandomMask(DENSITY, SparsityDistribution.UNIFORM, 1),
            new DropAndGrow(DROP, 0.75)),
        new Rigl(
            new MomentumStep(0, 1e-3f),
            new RandomMask(DENSITY, SparsityDistribution.ERDOS_RENYI, 1),
            new DropAndGrow(DROP, 0.75)),
        new SparseEvolutionaryTraining(
            new MomentumStep(0.5f, 0),
            new RandomMask(DENSITY, SparsityDistribution.ERDOS_RENYI, 1),
            new DropAndGrow(DROP, 0.75)),
        new StaticMask(
            new MomentumStep(0.5f, 0), new RandomMask(DENSITY, SparsityDistribution.UNIFORM, 1)),
        new GradualPruning(
            new MomentumStep(0.5f, 0), DENSITY, SparsityDistribution.UNIFORM, 0.2, 0.8));
  }

  private static List<Masked> turnovers() {
    return family().stream()
        .filter(r -> r instanceof Rigl || r instanceof SparseEvolutionaryTraining)
        .toList();
  }

  private static SparsityDistribution spread(Masked rule) {
    if (rule instanceof Rigl rigl) {
      return rigl.start().layers();
    }
    return rule instanceof SparseEvolutionaryTraining set
        ? set.start().layers()
        : SparsityDistribution.UNIFORM;
  }

  @Test
  void everyMemberIsTested() {
    Set<Class<?>> tested = family().stream().map(Object::getClass).collect(Collectors.toSet());
    assertEquals(Family.members(Masked.class), tested);
  }

  private static float[] noise(long seed, int size) {
    Rng rng = new Rng(seed);
    float[] values = new float[size];
    for (int j = 0; j < size; j++) {
      values[j] = (float) rng.nextGaussian();
    }
    return values;
  }

  static OptimState begin(Masked rule) {
    return rule.init(LAYOUT, noise(7, LAYOUT.size()));
  }

  /** A fine step along noise, seen as the rule asks for. */
  static float[] fine(Masked rule, OptimState state, long seed, double progress) {
    GradientScope scope =
        rule.fineGradientLevel() == Level.FINE ? GradientScope.FINE : GradientScope.COARSE;
    Gradient g = Gradient.zero(scope, state.support());
    float[] flat = noise(seed, LAYOUT.size());
    float[] seen = scope == GradientScope.FINE ? flat : state.support().restrict(flat);
    System.arraycopy(seen, 0, g.values(), 0, seen.length);
    rule.fine(state, g, new StepContext(0.1f, progress, false));
    return flat;
  }

  private static int[] counts(Support support) {
    int[] counts = new int[LAYOUT.blocks().size()];
    Arrays.setAll(counts, b -> LAYOUT.blocks().get(b).isSparse() ? support.count(b) : 0);
    return counts;
  }

  @ParameterizedTest
  @MethodSource("family")
  void everyLayerKeepsItsCount(Masked rule) {
    OptimState state = begin(rule);
    int[] expected =
        rule instanceof GradualPruning
            ? counts(Support.full(LAYOUT, 0))
            : spread(rule).counts(LAYOUT, DENSITY);
    assertArrayEquals(expected, counts(state.support()));
    for (int step = 0; step < 20 && !(rule instanceof GradualPruning); step++) {
      fine(rule, state, step, step / 20.0);
      assertArrayEquals(expected, counts(state.support()));
      assertTrue(state.support().isFull(2), "what is not regularised stays dense");
    }
  }

  /** The largest of them, as they are; a layer that has fewer than its count keeps them all. */
  @ParameterizedTest
  @MethodSource("family")
  void weightsOfAModelAreBegunWith(Masked rule) {
    float[] theta = noise(7, LAYOUT.size());
    Block few = LAYOUT.blocks().get(0);
    Arrays.fill(theta, few.offset() + 5, few.end(), 0f);
    OptimState state = rule.from(LAYOUT, theta);
    if (rule instanceof GradualPruning) {
      assertArrayEquals(theta, state.support().prolong(state.weights().values()));
      return;
    }
    int[] expected = spread(rule).counts(LAYOUT, DENSITY);
    expected[0] = 5;
    assertArrayEquals(expected, counts(state.support()));
    for (int b = 0; b < LAYOUT.blocks().size(); b++) {
      float least = Float.POSITIVE_INFINITY;
      for (int k = state.support().from(b); k < state.support().from(b + 1); k++) {
        float value = theta[state.support().coordinate(k)];
        assertEquals(value, state.weights().values()[k]);
        least = Math.min(least, Math.abs(value));
      }
      Block block = LAYOUT.blocks().get(b);
      int larger = 0;
      for (int j = block.offset(); j < block.end(); j++) {
        larger += Math.abs(theta[j]) > least ? 1 : 0;
      }
      assertTrue(larger < state.support().count(b) || !block.isSparse(), block.name());
    }
  }

  @ParameterizedTest
  @MethodSource("family")
  void firstWeightsKeepTheirVariance(Masked rule) {
    OptimState state = begin(rule);
    float[] theta0 = noise(7, LAYOUT.size());
    for (int b = 0; b < LAYOUT.blocks().size(); b++) {
      for (int k = state.support().from(b); k < state.support().from(b + 1); k++) {
        double expected =
            theta0[state.support().coordinate(k)] / Math.sqrt(state.support().density(b));
        assertEquals(expected, state.weights().values()[k], 1e-6 * (1 + Math.abs(expected)));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("turnovers")
  void theSmallestGoByAShareThatFallsAsACosine(Masked rule) {
    for (double progress : new double[] {0, 0.2, 0.5, 0.74}) {
      OptimState state = begin(rule);
      Support before = state.support();
      float[] g = noise(3, LAYOUT.size());
      float[] moved = stepped(rule, state, g);
      fine(rule, state, 3, progress);
      boolean[] stays = active(state.support());
      double share = DROP * (1 + Math.cos(Math.PI * progress / 0.75)) / 2;
      for (int b = 0; b < LAYOUT.blocks().size(); b++) {
        float smallestKept = Float.POSITIVE_INFINITY;
        float largestGone = 0;
        int gone = 0;
        for (int k = before.from(b); k < before.from(b + 1); k++) {
          float size = Math.abs(moved[k]);
          if (stays[before.coordinate(k)]) {
            smallestKept = Math.min(smallestKept, size);
          } else {
            largestGone = Math.max(largestGone, size);
            gone++;
          }
        }
        // No more than have room to come.
        int room = LAYOUT.blocks().get(b).size() - before.count(b);
        assertEquals(Math.min((int) (share * before.count(b)), room), gone);
        assertTrue(largestGone <= smallestKept, largestGone + " went, not " + smallestKept);
      }
    }
  }

  /** Weights on the mask after the gradient step, before any goes. */
  private static float[] stepped(Masked rule, OptimState state, float[] g) {
    Active copy = rule.allocate(state.support());
    copy.set(state.active());
    rule.coarse(copy, state.support().restrict(g), 0.1f);
    return copy.weights().values();
  }

  @ParameterizedTest
  @MethodSource("turnovers")
  void newbornsAreZeroWithoutMomentumAndOthersKeepTheirs(Masked rule) {
    OptimState state = begin(rule);
    fine(rule, state, 1, 0);
    Support before = state.support();
    Active moved = rule.allocate(before);
    moved.set(state.active());
    rule.coarse(moved, before.restrict(noise(2, LAYOUT.size())), 0.1f);
    fine(rule, state, 2, 0.1);
    float[] theta = before.prolong(moved.weights().values());
    float[] momentum = before.prolong(moved.moments.length > 0 ? moved.moments[0] : new float[0]);
    boolean[] was = active(before);
    int born = 0;
    for (int k = 0; k < state.support().size(); k++) {
      int j = state.support().coordinate(k);
      assertEquals(was[j] ? theta[j] : 0, state.weights().values()[k]);
      if (moved.moments.length > 0) {
        assertEquals(was[j] ? momentum[j] : 0, state.active().moments[0][k]);
      }
      born += was[j] ? 0 : 1;
    }
    assertTrue(born > 10, "too few to tell");
  }

  @ParameterizedTest
  @MethodSource("turnovers")
  void behindUntilTheMaskStays(Masked rule) {
    OptimState state = begin(rule);
    Support before = state.support();
    fine(rule, state, 1, 0.75);
    assertSame(before, state.support());
  }

  @Test
  void riglGrowsTheLargestGradients() {
    Masked rule = family().get(0);
    for (int seed = 0; seed < 10; seed++) {
      OptimState state = begin(rule);
      Support before = state.support();
      float[] g = fine(rule, state, seed, 0.1);
      boolean[] was = active(before);
      boolean[] is = active(state.support());
      for (int b = 0; b < LAYOUT.blocks().size(); b += 2) {
        float smallestBorn = Float.POSITIVE_INFINITY;
        float largestLeft = 0;
        for (int j = LAYOUT.blocks().get(b).offset(); j < LAYOUT.blocks().get(b).end(); j++) {
          if (is[j] && !was[j]) {
            smallestBorn = Math.min(smallestBorn, Math.abs(g[j]));
          } else if (!was[j]) {
            largestLeft = Math.max(largestLeft, Math.abs(g[j]));
          }
        }
        assertTrue(smallestBorn >= largestLeft, smallestBorn + " came, not " + largestLeft);
      }
    }
  }

  /** Nothing tells them apart: of equal ones the first, and never more than went. */
  @Test
  void riglGrowsAsManyWhereGradientsAreEqual() {
    Masked rule = family().get(0);
    for (float gradient : new float[] {0, 1, Float.NaN}) {
      OptimState state = begin(rule);
      int[] expected = counts(state.support());
      Gradient g = Gradient.zero(GradientScope.FINE, state.support());
      Arrays.fill(g.values(), gradient);
      rule.fine(state, g, StepContext.of(0.1f));
      assertArrayEquals(expected, counts(state.support()));
    }
  }

  /** Of a stripe only its rows' gradients are known, and so they are those that come. */
  @Test
  void riglGrowsWhatAStripeShows() {
    Masked rule = family().get(0);
    OptimState state = begin(rule);
    Support before = state.support();
    Gradient g = Gradient.zero(new GradientScope(1, 2, 1), before);
    Arrays.fill(g.values(), 1);
    rule.fine(state, g, StepContext.of(0.1f));
    boolean[] was = active(before);
    boolean[] is = active(state.support());
    int born = 0;
    for (int j = 0; j < 8 * 31; j++) {
      born += is[j] && !was[j] ? 1 : 0;
      assertTrue(j >= 4 * 31 || was[j] || !is[j], "a weight that was not seen has come");
    }
    assertTrue(born > 10, "too few to tell");
  }

  @Test
  void evolutionIsSeededAndDiffersFromStepToStep() {
    SparseEvolutionaryTraining rule =
        new SparseEvolutionaryTraining(
            new MomentumStep(0, 0),
            new RandomMask(DENSITY, SparsityDistribution.UNIFORM, 5),
            new DropAndGrow(DROP, 1));
    OptimState a = begin(rule);
    OptimState b = begin(rule);
    OptimState other =
        begin(
            new SparseEvolutionaryTraining(
                new MomentumStep(0, 0),
                new RandomMask(DENSITY, SparsityDistribution.UNIFORM, 6),
                new DropAndGrow(DROP, 1)));
    assertFalse(Arrays.equals(a.support().coordinates(), other.support().coordinates()));
    Set<Set<Integer>> births = new TreeSet<>((x, y) -> x.toString().compareTo(y.toString()));
    for (int step = 0; step < 10; step++) {
      Support before = a.support();
      // The same gradient at every step: only the random stream differs.
      fine(rule, a, 1, 0);
      fine(rule, b, 1, 0);
      assertArrayEquals(a.support().coordinates(), b.support().coordinates());
      births.add(born(before, a.support()));
    }
    assertEquals(10, births.size());
  }

  /** Of a step from the same mask, a later one draws others. */
  @Test
  void evolutionDrawsAnewFromTheSameMask() {
    SparseEvolutionaryTraining rule =
        new SparseEvolutionaryTraining(
            new MomentumStep(0, 0),
            new RandomMask(DENSITY, SparsityDistribution.UNIFORM, 5),
            new DropAndGrow(DROP, 1));
    OptimState first = begin(rule);
    Support mask = first.support();
    Support later = Support.at(LAYOUT, 17, mask.coordinates());
    OptimState second = rule.restore(later, first.saved(), first.counts());
    fine(rule, first, 1, 0);
    fine(rule, second, 1, 0);
    assertNotEquals(born(mask, first.support()), born(mask, second.support()));
  }

  private static Set<Integer> born(Support before, Support after) {
    Set<Integer> born = new TreeSet<>();
    boolean[] was = active(before);
    Arrays.stream(after.coordinates()).filter(j -> !was[j]).forEach(born::add);
    return born;
  }

  /** Every weight off the mask is as likely to come. */
  @Test
  void evolutionGrowsEvenly() {
    int[] came = new int[LAYOUT.size()];
    int[] could = new int[LAYOUT.size()];
    for (int seed = 0; seed < 400; seed++) {
      SparseEvolutionaryTraining rule =
          new SparseEvolutionaryTraining(
              new MomentumStep(0, 0),
              new RandomMask(DENSITY, SparsityDistribution.UNIFORM, seed),
              new DropAndGrow(DROP, 1));
      OptimState state = begin(rule);
      boolean[] was = active(state.support());
      fine(rule, state, 1, 0);
      boolean[] is = active(state.support());
      for (int j = 0; j < 8 * 31; j++) {
        could[j] += was[j] ? 0 : 1;
        came[j] += is[j] && !was[j] ? 1 : 0;
      }
    }
    // 74 of 248 weights are on the mask and 29 of them go: 29 of 174 come.
    for (int j = 0; j < 8 * 31; j++) {
      double deviation = Math.sqrt(could[j] * (29 / 174.0) * (145 / 174.0));
      assertEquals(could[j] * 29 / 174.0, came[j], 5 * deviation);
    }
  }

  @Test
  void aStaticMaskNeverChanges() {
    StaticMask rule =
        new StaticMask(
            new MomentumStep(0.5f, 0), new RandomMask(DENSITY, SparsityDistribution.UNIFORM, 1));
    OptimState state = begin(rule);
    Support mask = state.support();
    float[] before = state.theta();
    for (int step = 0; step < 10; step++) {
      fine(rule, state, step, step / 10.0);
      assertSame(mask, state.support());
    }
    assertFalse(Arrays.equals(before, state.theta()));
  }

  static boolean[] active(Support support) {
    boolean[] active = new boolean[LAYOUT.size()];
    Arrays.stream(support.coordinates()).forEach(j -> active[j] = true);
    return active;
  }
}
