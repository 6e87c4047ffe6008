package org.frostml.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.frostml.Family;
import org.frostml.FrostException;
import org.frostml.random.Rng;
import org.frostml.sparse.Block;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Support;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What makes a regulariser one, for every member of the family on rows of every kind. */
class RegularizerTest {
  private static final int N = 31;

  /** A regulariser and the part of N floats that it is asked about. */
  record Case(Regularizer regularizer, RowRanges rows) {}

  static List<Regularizer> family() {
    return List.of(
        new NoRegularizer(),
        new L1Norm(),
        new RowGroups(),
        new SparseRowGroups(0.5f),
        new SparseRowGroups(0.1f),
        new FeatureGroups(),
        new KernelGroups(),
        new InputChannelGroups());
  }

  static List<Case> cases() {
    List<RowRanges> rows =
        List.of(
            new RowRanges(new int[] {0, 6, 12, 18, 24, 30}, 6, 1),
            // What is stored of rows of 14 columns, of which some have nothing.
            new RowRanges(new int[] {3, 3, 9, 9, 10, 20, 20}, 14, 0.25f),
            new RowRanges(new int[] {2, 3, 4, 5, 6}, 1, 2.5f),
            RowRanges.range(5, 27, 3),
            new RowRanges(new int[] {7, 7, 7}, 4, 1),
            RowRanges.of(new Block("net.0.weight", Block.Kind.FEATURES, 0, 5, 6, 1.5f)),
            RowRanges.of(stored(Block.Kind.FEATURES, 1), 0),
            RowRanges.of(new Block("net.1.weight", Block.Kind.KERNEL, 3, 3, 8, 0.5f, 4)),
            RowRanges.of(stored(Block.Kind.KERNEL, 3), 0));
    return family().stream().flatMap(r -> rows.stream().map(x -> new Case(r, x))).toList();
  }

  /** A first block of 4 x 9, not all of it active. */
  private static Support stored(Block.Kind kind, int window) {
    Layout layout = new Layout(List.of(new Block("net.0.weight", kind, 0, 4, 9, 1, window)));
    return Support.at(layout, 0, new int[] {0, 3, 8, 9, 12, 14, 18, 21, 26, 30, 31, 35});
  }

  private static double reach(Case of) {
    boolean conv = of.rows().kernels() != null;
    Block.Kind others = conv ? Block.Kind.KERNEL : Block.Kind.WEIGHT;
    Block.Kind kind = of.rows().features() == null ? others : Block.Kind.FEATURES;
    int window = conv ? of.rows().kernels().window() : 1;
    Block block = new Block("", kind, 0, of.rows().count(), of.rows().cols(), 1, window);
    return of.regularizer().reach(block);
  }

  @Test
  void everyMemberIsTested() {
    Set<Class<?>> tested = family().stream().map(Object::getClass).collect(Collectors.toSet());
    assertEquals(Family.members(Regularizer.class), tested);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void proxMinimisesItsObjective(Case of) {
    Rng rng = new Rng(1);
    float lambda = 0.4f;
    float[] z = vector(rng, 1);
    float[] theta = z.clone();
    of.regularizer().prox(theta, of.rows(), lambda);
    double best = objective(of, z, theta, lambda);
    for (int trial = 0; trial < 2000; trial++) {
      float[] other = theta.clone();
      float scale = (float) Math.pow(10, -1 - trial % 4);
      // All of them, or one of them, which finds what a random direction in 31 dimensions misses.
      int only = trial % 8 < 4 ? -1 : rng.nextInt(N);
      for (int j = 0; j < N; j++) {
        other[j] += only < 0 || only == j ? (float) (scale * rng.nextGaussian()) : 0;
      }
      double value = objective(of, z, other, lambda);
      assertTrue(best <= value + 1e-6, () -> value + " is below the prox's " + best);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void proxIsNonExpansive(Case of) {
    Rng rng = new Rng(2);
    for (int trial = 0; trial < 200; trial++) {
      float[] a = vector(rng, 2);
      float[] b = vector(rng, 2);
      double before = distance(a, b);
      of.regularizer().prox(a, of.rows(), 0.7f);
      of.regularizer().prox(b, of.rows(), 0.7f);
      assertTrue(distance(a, b) <= before * (1 + 1e-6), "expanded");
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void proxGivesTheta0BackFromTheDual(Case of) {
    float delta = 0.5f;
    float lambda = 0.3f;
    float[] theta0 = thinned(new Rng(3));
    float[] v = new float[N];
    for (int j = 0; j < N; j++) {
      v[j] = theta0[j] / delta;
    }
    of.regularizer().addSubgradient(theta0, v, of.rows(), lambda);
    for (int j = 0; j < N; j++) {
      v[j] *= delta;
    }
    of.regularizer().prox(v, of.rows(), delta * lambda);
    assertArrayEquals(theta0, v, 2e-6f);
  }

  /** J(y) >= J(x) + p (y - x), which no multiple of p but itself meets from both sides of x. */
  @ParameterizedTest
  @MethodSource("cases")
  void aSubgradientSupportsFromBelow(Case of) {
    Rng rng = new Rng(8);
    for (int trial = 0; trial < 200; trial++) {
      float[] x = thinned(rng);
      float[] p = new float[N];
      of.regularizer().addSubgradient(x, p, of.rows(), 1);
      for (float factor : new float[] {0, 0.5f, 0.99f, 1.01f, 3, Float.NaN}) {
        float[] y = vector(rng, 1);
        for (int j = 0; j < N && !Float.isNaN(factor); j++) {
          y[j] = factor * x[j];
        }
        double bound = of.regularizer().value(x, of.rows());
        for (int j = 0; j < N; j++) {
          bound += (double) p[j] * (y[j] - x[j]);
        }
        double value = of.regularizer().value(y, of.rows());
        assertTrue(value >= bound - 1e-5, value + " is below " + bound);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void leavesTheRestAlone(Case of) {
    float[] z = vector(new Rng(4), 1);
    float[] theta = z.clone();
    float[] v = z.clone();
    float[] marks = new float[N];
    Arrays.fill(marks, -1);
    of.regularizer().prox(theta, of.rows(), 10);
    of.regularizer().addSubgradient(z, v, of.rows(), 10);
    of.regularizer().marks(z, of.rows(), marks);
    for (int j = 0; j < N; j++) {
      if (j < of.rows().from() || j >= of.rows().to()) {
        assertEquals(z[j], theta[j]);
        assertEquals(z[j], v[j]);
        assertEquals(-1, marks[j]);
      } else {
        assertNotEquals(-1, marks[j], "every weight gets a mark");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aWeightIsZeroExactlyFromItsMarkOn(Case of) {
    Rng rng = new Rng(5);
    for (int trial = 0; trial < 20; trial++) {
      float[] v = vector(rng, Math.pow(10, trial % 4 - 2));
      float[] marks = new float[N];
      of.regularizer().marks(v, of.rows(), marks);
      for (int j = of.rows().from(); j < of.rows().to(); j++) {
        boolean never = of.regularizer() instanceof NoRegularizer;
        assertEquals(never, Float.isInfinite(marks[j]));
        float mark = never ? 1e9f : marks[j];
        assertTrue(prox(of, v, mark * (1 - 1e-5f))[j] != 0, "below its mark " + mark);
        if (!never) {
          assertTrue(prox(of, v, mark * (1 + 1e-5f))[j] == 0, "above its mark " + mark);
        }
      }
    }
  }

  private static float[] prox(Case of, float[] v, float lambda) {
    float[] theta = v.clone();
    of.regularizer().prox(theta, of.rows(), lambda);
    return theta;
  }

  @ParameterizedTest
  @MethodSource("cases")
  void reachBoundsTheDualOfWhatIsZero(Case of) {
    Rng rng = new Rng(6);
    float lambda = 0.4f;
    double bound = lambda * of.rows().penalty() * reach(of) * (1 + 1e-6);
    for (int trial = 0; trial < 500; trial++) {
      float[] v = vector(rng, 1);
      float[] theta = prox(of, v, lambda);
      for (int j = of.rows().from(); j < of.rows().to(); j++) {
        assertTrue(theta[j] != 0 || Math.abs(v[j]) <= bound, v[j] + " is beyond " + bound);
      }
    }
  }

  /** Alone in its row, a weight is zero up to there and no further. */
  @ParameterizedTest
  @MethodSource("cases")
  void reachIsNoLargerThanItMustBe(Case of) {
    float lambda = 0.4f;
    double reach = lambda * of.rows().penalty() * reach(of);
    for (int j = of.rows().from(); j < of.rows().to() && reach > 0; j++) {
      float[] v = new float[N];
      v[j] = (float) (reach * (1 - 1e-5));
      assertTrue(prox(of, v, lambda)[j] == 0);
      v[j] = (float) (reach * (1 + 1e-5));
      assertTrue(prox(of, v, lambda)[j] != 0);
    }
  }

  @ParameterizedTest
  @MethodSource("family")
  void whoLooksAtGroupsSaysSo(Regularizer regularizer) {
    boolean features = depends(regularizer, new Block("", Block.Kind.FEATURES, 0, 2, 2, 1));
    boolean maps = depends(regularizer, new Block("", Block.Kind.KERNEL, 0, 2, 2, 1, 2));
    assertEquals(regularizer.byGroups(), features || maps);
  }

  /** Whether the first weight becomes what it does by others. */
  private static boolean depends(Regularizer regularizer, Block block) {
    float[] one = {0.5f, 3, 3, 0};
    float[] two = {0.5f, 0, 0, 0};
    regularizer.prox(one, RowRanges.of(block), 0.4f);
    regularizer.prox(two, RowRanges.of(block), 0.4f);
    return one[0] != two[0];
  }

  @Test
  void softThresholdingByHand() {
    float[] z = {-2, -1, -0.5f, 0, 0.5f, 1, 2};
    new L1Norm().prox(z, RowRanges.range(0, z.length, 2), 0.5f);
    assertArrayEquals(new float[] {-1, 0, 0, 0, 0, 0, 1}, z);
    RowRanges two = RowRanges.range(0, 2, 3);
    assertEquals(7.5, new L1Norm().value(new float[] {1, -1.5f, 9}, two));
  }

  /** RowRanges of norm 5 and 1 in four columns: the threshold is lambda times 2, by the penalty. */
  @Test
  void rowsShrinkByHand() {
    float[] z = {3, 0, 4, 0, 0.6f, 0.8f, 0, 0};
    RowRanges rows = new RowRanges(new int[] {0, 4, 8}, 4, 0.5f);
    assertEquals(6, new RowGroups().value(z, rows), 1e-6);
    new RowGroups().prox(z, rows, 1);
    assertArrayEquals(new float[] {2.4f, 0, 3.2f, 0, 0, 0, 0, 0}, z, 1e-6f);
  }

  /** (4, 5, 1) less 1 is (3, 4, 0), of norm 5, less 1/2 sqrt(4) 2 = 2. */
  @Test
  void sparseRowsShrinkByHand() {
    float[] z = {4, -5, 1, 0};
    RowRanges row = new RowRanges(new int[] {0, 4}, 4, 1);
    Regularizer mixed = new SparseRowGroups(0.5f);
    assertEquals(0.5 * 10 + 0.5 * 2 * Math.sqrt(42), mixed.value(z, row), 1e-6);
    mixed.prox(z, row, 2);
    assertArrayEquals(new float[] {1.8f, -2.4f, 0, 0}, z, 1e-6f);
  }

  /** Columns (3, 4), (0.6, 0.8), (0, 0), less 2 by the penalty; no columns but by l1 elsewhere. */
  @Test
  void columnsShrinkByHand() {
    Regularizer columns = new FeatureGroups();
    float[] z = {3, 0.6f, 0, 4, 0.8f, 0};
    RowRanges features =
        RowRanges.of(new Block("", Block.Kind.FEATURES, 0, 2, 3, (float) Math.sqrt(2)));
    assertEquals(12, columns.value(z, features), 1e-6);
    columns.prox(z, features, 1);
    assertArrayEquals(new float[] {1.8f, 0, 0, 2.4f, 0, 0}, z, 1e-6f);
    float[] hidden = {9, 3, -0.5f, 0, -4, 0.8f};
    columns.prox(hidden, RowRanges.of(new Block("", Block.Kind.WEIGHT, 1, 1, 5, 1)), 1);
    assertArrayEquals(new float[] {9, 2, 0, 0, -3, 0}, hidden, 1e-6f);
  }

  /** Kernels (3, 4), (0.6, 0.8) over (0, 5), (0, 0), less 2 by the penalty; l1 of features. */
  @Test
  void kernelsShrinkByHand() {
    Regularizer kernels = new KernelGroups();
    float[] z = {3, 4, 0.6f, 0.8f, 0, 5, 0, 0};
    float penalty = (float) Math.sqrt(2);
    RowRanges maps = RowRanges.of(new Block("", Block.Kind.KERNEL, 0, 2, 4, penalty, 2));
    assertEquals(2 * (5 + 1 + 5), kernels.value(z, maps), 1e-6);
    kernels.prox(z, maps, 1);
    assertArrayEquals(new float[] {1.8f, 2.4f, 0, 0, 0, 3, 0, 0}, z, 1e-6f);
    float[] dense = {3, -0.5f};
    kernels.prox(dense, RowRanges.of(new Block("", Block.Kind.WEIGHT, 0, 1, 2, 1)), 1);
    assertArrayEquals(new float[] {2, 0}, dense, 1e-6f);
  }

  /**
   * Channels (1, 5, 7, 5) of norm 10 and (0.6, 0, 0, 0.8), less 4 by the penalty; l1 of features.
   */
  @Test
  void inputChannelsShrinkByHand() {
    Regularizer channels = new InputChannelGroups();
    float[] z = {1, 5, 0.6f, 0, 7, 5, 0, 0.8f};
    RowRanges maps = RowRanges.of(new Block("", Block.Kind.KERNEL, 0, 2, 4, 2, 2));
    assertEquals(4 * (10 + 1), channels.value(z, maps), 1e-6);
    channels.prox(z, maps, 1);
    assertArrayEquals(new float[] {0.6f, 3, 0, 0, 4.2f, 3, 0, 0}, z, 1e-6f);
    float[] dense = {3, -0.5f};
    channels.prox(dense, RowRanges.of(new Block("", Block.Kind.WEIGHT, 0, 1, 2, 1)), 1);
    assertArrayEquals(new float[] {2, 0}, dense, 1e-6f);
  }

  /** Of what is stored, to the bits of the whole. */
  @ParameterizedTest
  @MethodSource("family")
  void convolutionsShrinkAlikeStoredAndWhole(Regularizer regularizer) {
    Rng rng = new Rng(10);
    Layout layout =
        new Layout(List.of(new Block("net.0.weight", Block.Kind.KERNEL, 0, 5, 70 * 9, 1, 9)));
    float[] z = new float[layout.size()];
    for (int j = 0; j < z.length; j++) {
      z[j] = rng.nextInt(20) == 0 ? (float) rng.nextGaussian() : 0;
    }
    Support support = Support.of(layout, 0, z);
    float[] stored = support.restrict(z);
    regularizer.prox(z, RowRanges.of(layout.blocks().get(0)), 0.1f);
    regularizer.prox(stored, RowRanges.of(support, 0), 0.1f);
    assertArrayEquals(support.restrict(z), stored);
  }

  /** Wide blocks are passed over in pieces; what is stored of them shrinks to the same bits. */
  @ParameterizedTest
  @ValueSource(ints = {1, 511, 512, 513, 1100})
  void wideBlocksShrinkAsNarrowOnes(int cols) {
    Rng rng = new Rng(9);
    Layout layout = new Layout(List.of(new Block("", Block.Kind.FEATURES, 0, 3, cols, 1)));
    float[] z = new float[3 * cols];
    for (int j = 0; j < z.length; j++) {
      z[j] = rng.nextInt(3) == 0 ? (float) rng.nextGaussian() : 0;
    }
    Support support = Support.of(layout, 0, z);
    float[] stored = support.restrict(z);
    float[] marks = new float[z.length];
    Regularizer columns = new FeatureGroups();
    columns.marks(z, RowRanges.of(layout.blocks().get(0)), marks);
    for (int c = 0; c < cols; c++) {
      double norm = Math.hypot(z[c], Math.hypot(z[cols + c], z[2 * cols + c]));
      assertEquals(norm / Math.sqrt(3), marks[2 * cols + c], 1e-6);
    }
    columns.prox(z, RowRanges.of(layout.blocks().get(0)), 0.4f);
    columns.prox(stored, RowRanges.of(support, 0), 0.4f);
    assertArrayEquals(support.restrict(z), stored);
  }

  @Test
  void columnsWithoutTheFirstLayerAreRefused() {
    Layout layout =
        new Layout(
            List.of(
                new Block("net.0.weight", Block.Kind.FEATURES, 0, 3, 4, 0),
                new Block("net.1.weight", Block.Kind.WEIGHT, 12, 3, 3, 1),
                new Block("net.2.weight", Block.Kind.WEIGHT, 21, 2, 3, 1)));
    LinBreg rule =
        new LinBreg(
            1, new MomentumStep(0, 0), new FeatureGroups(), new DensityControl.Quantile(0.5));
    assertEquals(
        "regularizer.name = columns is of the first layer's weights, net.0.weight, but of these"
            + " blocks only net.1.weight, net.2.weight are regularised: see regularizer.blocks and"
            + " regularizer.except",
        assertThrows(FrostException.class, () -> rule.init(layout, new float[layout.size()]))
            .getMessage());
  }

  @Test
  void impossibleMixturesAreNamed() {
    for (float mix : new float[] {0, 1, -1, Float.NaN}) {
      assertEquals(
          "mix must be in (0, 1): " + mix,
          assertThrows(IllegalArgumentException.class, () -> new SparseRowGroups(mix))
              .getMessage());
    }
  }

  private static double objective(Case of, float[] z, float[] theta, float lambda) {
    double distance = distance(z, theta);
    return distance * distance / 2 + lambda * of.regularizer().value(theta, of.rows());
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int j = 0; j < N; j++) {
      sum += Math.pow((double) a[j] - b[j], 2);
    }
    return Math.sqrt(sum);
  }

  /** Every third number is 0, and some rows are. */
  private static float[] thinned(Rng rng) {
    float[] x = vector(rng, 1);
    for (int j = 0; j < N; j += 3) {
      x[j] = 0;
    }
    Arrays.fill(x, 12, 18, 0);
    return x;
  }

  private static float[] vector(Rng rng, double scale) {
    float[] v = new float[N];
    for (int j = 0; j < N; j++) {
      v[j] = (float) (scale * rng.nextGaussian());
    }
    return v;
  }
}
