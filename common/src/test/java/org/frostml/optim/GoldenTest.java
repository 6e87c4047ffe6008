package org.frostml.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.frostml.sparse.Block;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every rule follows, step by step, the trajectories that golden/trajectories.py computes from the
 * formulas alone.
 */
class GoldenTest {
  /** Of float32 sums in another order, over twenty steps. */
  private static final double TOLERANCE = 2e-6;

  private static final int CASES = 22;
  private static final Problem PROBLEM = new Problem();

  /** The gradient is a theta + b_t. */
  private static final class Problem {
    final List<String[]> blocks = new ArrayList<>();
    final float[] theta0;
    final float[] rates;
    final float[] a;
    final List<float[]> b = new ArrayList<>();

    Problem() {
      Map<String, float[]> numbers = new HashMap<>();
      for (String line : lines(golden().resolve("problem.txt"))) {
        String[] words = line.split(" ");
        if (words[0].equals("block")) {
          blocks.add(words);
        } else if (words[0].equals("b")) {
          b.add(floats(words));
        } else {
          numbers.put(words[0], floats(words));
        }
      }
      theta0 = numbers.get("theta0");
      rates = numbers.get("rates");
      a = numbers.get("a");
    }

    /**
     * @param penalties of the weight blocks, in turn
     */
    Layout layout(float[] penalties) {
      List<Block> all = new ArrayList<>();
      int offset = 0;
      int weights = 0;
      for (String[] words : blocks) {
        Block.Kind kind = Block.Kind.valueOf(words[2]);
        float penalty = kind == Block.Kind.WEIGHT ? penalties[weights++] : 0;
        int rows = Integer.parseInt(words[3]);
        int cols = Integer.parseInt(words[4]);
        all.add(new Block(words[1], kind, offset, rows, cols, penalty));
        offset += rows * cols;
      }
      return new Layout(all);
    }

    Gradient gradient(Weights weights, GradientScope scope, int step) {
      Gradient g = Gradient.zero(scope, weights.support());
      float[] theta = weights.support().prolong(weights.values());
      float[] all = new float[theta.length];
      for (int j = 0; j < all.length; j++) {
        all[j] = a[j] * theta[j] + b.get(step)[j];
      }
      float[] values = scope.parts() == 1 ? all : weights.support().restrict(all);
      System.arraycopy(values, 0, g.values(), 0, values.length);
      return g;
    }
  }

  /** A case's settings and what its steps are to give. */
  private static final class Case {
    final Map<String, String[]> settings = new HashMap<>();
    final List<Map<String, String[]>> steps = new ArrayList<>();

    Case(String name) {
      Map<String, String[]> into = settings;
      for (String line : lines(golden().resolve("cases").resolve(name))) {
        String[] words = line.split(" ");
        if (words[0].equals("step")) {
          into = new HashMap<>();
          steps.add(into);
        }
        into.put(words[0], words);
      }
    }

    String word(String key, int i) {
      return settings.get(key)[1 + i];
    }

    float number(String key) {
      return Float.parseFloat(word(key, 0));
    }

    double real(String key, int i) {
      return Double.parseDouble(word(key, i));
    }

    Optimizer rule() {
      Regularizer j =
          switch (word("regularizer", 0)) {
            case "l1" -> new L1Norm();
            case "rows" -> new RowGroups();
            default -> new SparseRowGroups(Float.parseFloat(word("regularizer", 1)));
          };
      float delta = number("delta");
      float momentum = number("momentum");
      float decay = number("decay");
      return switch (word("rule", 0)) {
        case "linbreg" -> new LinBreg(delta, new MomentumStep(momentum, decay), j, density());
        case "adabreg" ->
            new AdaBreg(
                delta,
                new AdamStep(number("b1"), number("b2"), number("eps"), decay),
                j,
                density());
        default -> new ProxSgd(new MomentumStep(momentum, decay), j, density());
      };
    }

    private DensityControl density() {
      CubicRamp ramp = new CubicRamp(real("ramp", 0), real("ramp", 1), real("ramp", 2));
      double first = real("density", 1);
      return switch (word("density", 0)) {
        case "fixed" -> new DensityControl.FixedLambda((float) first, ramp);
        case "quantile" -> new DensityControl.Quantile(first, ramp);
        default ->
            new DensityControl.Adaptive(
                first, (float) real("density", 2), real("density", 3), ramp);
      };
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void followsTheFormulas(String name) {
    Case golden = new Case(name);
    Optimizer rule = golden.rule();
    Layout layout = PROBLEM.layout(floats(golden.settings.get("penalties")));
    OptimState state = rule.init(layout, PROBLEM.theta0);
    int steps = golden.steps.size();
    for (int t = 0; t < steps; t++) {
      Map<String, String[]> expected = golden.steps.get(t);
      Support before = state.support();
      String level = expected.get("step")[2];
      boolean last =
          golden.steps.subList(t + 1, steps).stream()
              .noneMatch(later -> later.get("step")[2].equals("fine"));
      StepContext context = new StepContext(PROBLEM.rates[t], (double) t / steps, last);
      step(rule, state, level, context, t, golden.real("near", 0));
      compare(name + ", " + level + " step " + t, expected, before, state);
    }
  }

  private static void step(
      Optimizer rule, OptimState state, String level, StepContext context, int t, double near) {
    switch (level) {
      case "fine" ->
          rule.fine(state, PROBLEM.gradient(state.weights(), GradientScope.FINE, t), context);
      case "middle" -> {
        Weights wide = ((Bregman) rule).near(state, near);
        ((Bregman) rule).middle(state, PROBLEM.gradient(wide, GradientScope.COARSE, t), context);
      }
      default -> {
        Gradient g = PROBLEM.gradient(state.weights(), GradientScope.COARSE, t);
        rule.coarse(state.active(), g.values(), context.rate());
      }
    }
  }

  private static void compare(
      String where, Map<String, String[]> expected, Support before, OptimState state) {
    Support after = state.support();
    int[] coordinates =
        Stream.of(expected.get("support")).skip(1).mapToInt(Integer::parseInt).toArray();
    assertArrayEquals(coordinates, after.coordinates(), () -> where + ", support");
    int stayed = before.common(after);
    assertEquals(count(expected, "births"), after.size() - stayed, () -> where + ", births");
    assertEquals(count(expected, "deaths"), before.size() - stayed, () -> where + ", deaths");
    assertClose(where + ", lambda", expected.get("lambda"), state.lambda());
    if (expected.containsKey("dual")) {
      assertClose(where + ", dual", expected.get("dual"), state.dual());
    }
    assertClose(where + ", theta", expected.get("theta"), state.weights().values());
  }

  private static int count(Map<String, String[]> expected, String key) {
    return Integer.parseInt(expected.get(key)[1]);
  }

  private static void assertClose(String what, String[] words, float... actual) {
    float[] expected = floats(words);
    assertEquals(expected.length, actual.length, what);
    for (int i = 0; i < expected.length; i++) {
      double tolerance = TOLERANCE * (1 + Math.abs(expected[i]));
      int at = i;
      assertEquals(expected[i], actual[i], tolerance, () -> what + " " + at);
    }
  }

  @Test
  void everyCaseIsThere() {
    assertEquals(CASES, names().count());
    assertTrue(names().anyMatch("linbreg.txt"::equals));
  }

  static Stream<String> names() {
    try (Stream<Path> files = Files.list(golden().resolve("cases"))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList().stream();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Path golden() {
    try {
      return Path.of(GoldenTest.class.getResource("/golden").toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** All words but the first. */
  private static float[] floats(String[] words) {
    float[] numbers = new float[words.length - 1];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = Float.parseFloat(words[i + 1]);
    }
    return numbers;
  }
}
