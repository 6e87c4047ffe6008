package org.frostml.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.Stream;
import org.frostml.FrostException;
import org.frostml.nn.Init;
import org.frostml.nn.Penalties;
import org.frostml.optim.AdaBreg;
import org.frostml.optim.Adam;
import org.frostml.optim.AdamStep;
import org.frostml.optim.CubicRamp;
import org.frostml.optim.DensityControl;
import org.frostml.optim.DropAndGrow;
import org.frostml.optim.FeatureGroups;
import org.frostml.optim.GradualPruning;
import org.frostml.optim.L1Norm;
import org.frostml.optim.LinBreg;
import org.frostml.optim.MomentumStep;
import org.frostml.optim.Optimizer;
import org.frostml.optim.ProxSgd;
import org.frostml.optim.RandomMask;
import org.frostml.optim.Regularizer;
import org.frostml.optim.Rigl;
import org.frostml.optim.RowGroups;
import org.frostml.optim.SparseEvolutionaryTraining;
import org.frostml.optim.SparseRowGroups;
import org.frostml.optim.SparsityDistribution;
import org.frostml.optim.StaticMask;
import org.frostml.sparse.Bfloat16;
import org.frostml.sparse.Float32;
import org.frostml.sparse.FloatFormat;
import org.frostml.sparse.Grouping;
import org.frostml.sparse.Int8;
import org.frostml.train.CycleLength;
import org.frostml.train.ExchangePrecision;
import org.frostml.train.FineGradient;
import org.frostml.train.FreezeSchedule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names choose the parts of a method, and every key reaches the part that it is for. */
class MethodsTest {
  private static final Regularizer L1 = new L1Norm();
  private static final DensityControl QUANTILE = new DensityControl.Quantile(0.1);

  private static TrainConfig bind(String... settings) {
    return Configs.bind(Stream.of(settings).map(Configs::setting).toList());
  }

  private static Optimizer rule(String settings) {
    return bind(settings.split("; ")).optimizer();
  }

  @Test
  void updateRules() {
    assertEquals(
        new AdaBreg(2, new AdamStep(0.8f, 0.9f, 1e-3f, 0.25f), L1, QUANTILE),
        rule(
            "optimizer.name=adabreg; optimizer.delta=2; optimizer.beta1=0.8; optimizer.beta2=0.9;"
                + " optimizer.epsilon=1e-3; optimizer.weightDecay=0.25"));
    assertEquals(
        new Adam(new AdamStep(0.9f, 0.999f, 1e-4f, 5e-4f)),
        rule("optimizer.name=adam; freeze.m=0"));
    assertEquals(
        new ProxSgd(new MomentumStep(0.9f, 5e-4f), L1, QUANTILE),
        rule("optimizer.name=proxsgd; optimizer.momentum=0.9"));
    assertEquals(
        new Rigl(
            new MomentumStep(0.9f, 5e-4f),
            new RandomMask(0.2, SparsityDistribution.ERDOS_RENYI, 7),
            new DropAndGrow(0.4, 0.75)),
        rule(
            "optimizer.name=rigl; optimizer.momentum=0.9; density.target=0.2;"
                + " density.layers=erdos-renyi; optimizer.drop=0.4; freeze.until=0.75; seed=7"));
    assertEquals(
        new SparseEvolutionaryTraining(
            new MomentumStep(0, 5e-4f),
            new RandomMask(0.1, SparsityDistribution.UNIFORM, 8),
            new DropAndGrow(0.3, 1)),
        rule("optimizer.name=set; seed=8"));
    assertEquals(
        new StaticMask(
            new MomentumStep(0, 5e-4f), new RandomMask(0.1, SparsityDistribution.UNIFORM, 9)),
        rule("optimizer.name=static; seed=9"));
    assertEquals(
        new GradualPruning(
            new MomentumStep(0, 5e-4f), 0.1, SparsityDistribution.UNIFORM, 0.25, 0.5),
        rule("optimizer.name=gmp; density.ramp.until=0.5; density.ramp.from=0.25"));
  }

  /** Rules that do not find their support among all weights begin with every one of them. */
  @ParameterizedTest
  @CsvSource({"linbreg, 0.02", "adabreg, 0.02", "proxsgd, 0.02", "rigl, 1", "set, 1", "gmp, 1"})
  void firstWeights(String name, double rho) {
    assertEquals(new Init(rho, 0.3, 1), bind("optimizer.name=" + name).init());
  }

  /** Of whole groups as many as are aimed at, or more. */
  @ParameterizedTest
  @CsvSource({
    "rows, quantile, 0.02, 0.1, ROWS",
    "kernels, adaptive, 0.02, 0.1, KERNELS",
    "input-channels, quantile, 0.3, 0.3, INPUT_CHANNELS",
    "rows, fixed, 0.02, 0.02, ROWS",
    "sparse-rows, quantile, 0.02, 0.02, WEIGHTS",
    "columns, quantile, 0.02, 0.02, WEIGHTS"
  })
  void firstGroups(String name, String control, double given, double rho, Grouping grouping) {
    assertEquals(
        new Init(rho, 0.3, 1, grouping),
        bind("regularizer.name=" + name, "density.control=" + control, "network.rho=" + given)
            .init());
  }

  @Test
  void regularizersAndDensities() {
    DensityControl fixed = new DensityControl.FixedLambda(0.5f, new CubicRamp(3, 0.1, 0.6));
    String ramp = "density.ramp.start=3; density.ramp.until=0.6; density.ramp.from=0.1";
    assertEquals(
        new LinBreg(1, new MomentumStep(0, 5e-4f), new RowGroups(), fixed),
        rule(
            "optimizer.name=linbreg; regularizer.name=rows; density.control=fixed;"
                + " density.lambda=0.5; "
                + ramp));
    assertEquals(
        new LinBreg(1, new MomentumStep(0, 5e-4f), new FeatureGroups(), fixed),
        rule(
            "optimizer.name=linbreg; regularizer.name=columns; density.control=fixed;"
                + " density.lambda=0.5; "
                + ramp));
    DensityControl adaptive = new DensityControl.Adaptive(0.1, 0.5f, 2, new CubicRamp(3, 0.1, 0.6));
    assertEquals(
        new LinBreg(1, new MomentumStep(0, 5e-4f), new SparseRowGroups(0.25f), adaptive),
        rule(
            "optimizer.name=linbreg; regularizer.name=sparse-rows; regularizer.mix=0.25;"
                + " density.control=adaptive; density.target=0.1; density.lambda=0.5; density.gain=2; "
                + ramp));
  }

  @Test
  void penalties() {
    assertEquals(
        new Penalties(List.of("net.*.weight"), List.of("net.last.weight"), List.of(1f, 2f), 0.5),
        bind(
                "regularizer.blocks=[\"net.*.weight\"]",
                "regularizer.except=[net.last.weight]",
                "regularizer.factors=[1, 2]",
                "regularizer.flopPower=0.5")
            .penalties());
  }

  /** Neither is a word of the configuration language. */
  @Test
  void whichBlocksAreRegularisedMayStandInTheirGroup() {
    String text = "regularizer { blocks = [net.0.weight], except = [net.1.weight] }";
    RunSettings settings = Configs.read(List.of(Configs.text(text, "t")));
    assertEquals(List.of("net.0.weight"), settings.config().penalties().blocks());
    assertEquals(settings, Configs.read(List.of(Configs.kept(settings.text(), "m"))));
  }

  @Test
  void schedulesOfFreezing() {
    assertEquals(
        new FreezeSchedule(9, 4, new CycleLength.Ramp(0.5), 0.75, 3, 0.2),
        bind(
                "freeze.m=9",
                "freeze.localSteps=4",
                "freeze.pace=ramp",
                "freeze.ramp=0.5",
                "freeze.until=0.75",
                "freeze.middle=3",
                "freeze.near=0.2")
            .freeze());
    assertEquals(
        new CycleLength.ByChurn(2, 0.1),
        bind("freeze.pace=adaptive", "freeze.shortest=2", "freeze.churn=0.1").freeze().pace());
  }

  @ParameterizedTest
  @CsvSource({"batch, 1, 1", "batches, 7, 1", "full, 0, 1", "partial, 1, 5"})
  void fineGradients(String name, int batches, int parts) {
    assertEquals(
        new FineGradient(batches, parts),
        bind("fine.gradient=" + name, "fine.batches=7", "fine.parts=5").fineGradient());
  }

  @Test
  void precisionsOfTheExchange() {
    assertEquals(ExchangePrecision.EXACT, bind("seed=1").exchange());
    FloatFormat bfloat16 = new Bfloat16();
    assertEquals(
        new ExchangePrecision(new Int8(), bfloat16),
        bind("exchange.fine=int8", "exchange.active=bfloat16").exchange());
    assertEquals(
        new ExchangePrecision(bfloat16, new Float32()), bind("exchange.fine=bfloat16").exchange());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          exchange.fine=int4 | exchange.fine must be one of bfloat16, float32, int8: int4 (--set exchange.fine=int4); did you mean int8?
          exchange.active=int8 | exchange.active must be one of bfloat16, float32: int8 (--set exchange.active=int8)
          exchange.sums=tree | exchange.sums must be one of auto, driver, executors: tree (--set exchange.sums=tree)
          exchange.link=0 | exchange.link must be > 0: 0.0 (--set exchange.link=0: 1)
          driver.duals=int4 | driver.duals must be one of float32, int8: int4 (--set driver.duals=int4); did you mean int8?
          """)
  void aPrecisionThatThereIsNotIsNamed(String wrong, String message) {
    FrostException e = assertThrows(FrostException.class, () -> bind(wrong));
    assertEquals(message, e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          optimizer.name=adabreg | driver.duals int8 needs optimizer.name = linbreg, not adabreg (--set driver.duals=int8)
          regularizer.name=rows | driver.duals int8 needs regularizer.name = l1, not rows (--set driver.duals=int8)
          """)
  void dualsThatCannotBeRoundedAreRefused(String with, String message) {
    FrostException e =
        assertThrows(
            FrostException.class, () -> bind("optimizer.name=linbreg", "driver.duals=int8", with));
    assertEquals(message, e.getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          optimizer.beta1=1 | optimizer.name=adabreg | optimizer.beta1 must be in [0, 1): 1.0
          optimizer.beta2=-1 | optimizer.name=adabreg | optimizer.beta2 must be in [0, 1): -1.0
          optimizer.epsilon=0 | optimizer.name=adabreg | optimizer.epsilon must be > 0: 0.0
          optimizer.drop=1 | optimizer.name=rigl | optimizer.drop must be in (0, 1): 1.0
          density.lambda=0 | density.control=adaptive | density.lambda must be > 0 to be adapted: 0.0
          density.ramp.start=0 | seed=1 | density.ramp.start must be > 0: 0.0
          density.ramp.from=2 | seed=1 | density.ramp.from must be in [0, 1]: 2.0
          regularizer.mix=1 | regularizer.name=sparse-rows | regularizer.mix must be in (0, 1): 1.0
          regularizer.factors=[0] | seed=1 | regularizer.factors must be > 0: 0.0
          regularizer.factors=[1e60] | seed=1 | regularizer.factors does not fit a float32: 1.0E60
          data.classes=10001 | seed=1 | data.classes must be <= 10000: 10001
          freeze.until=0 | seed=1 | freeze.until must be in (0, 1]: 0.0
          freeze.near=0 | seed=1 | freeze.near must be in (0, 1]: 0.0
          freeze.ramp=2 | freeze.pace=ramp | freeze.ramp must be in (0, 1]: 2.0
          freeze.churn=0 | freeze.pace=adaptive | freeze.churn must be in (0, 1): 0.0
          fine.parts=1 | seed=1 | fine.parts must be >= 2: 1
          freeze.middle=2 | optimizer.name=rigl | freeze.middle must be 0 but for linbreg and adabreg, which know what is close to being born: middle 2
          """)
  void whatDoesNotFitIsNamed(String wrong, String also, String message) {
    FrostException e = assertThrows(FrostException.class, () -> bind(also, wrong));
    assertEquals(message + " (--set " + wrong + ": 1)", e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"density.target=0", "density.target=2"})
  void aDensityThatCannotBeIsNamedForEveryMask(String wrong) {
    for (String name : new String[] {"rigl", "set", "static", "gmp"}) {
      FrostException e =
          assertThrows(FrostException.class, () -> bind("optimizer.name=" + name, wrong));
      assertEquals("density.target", e.getMessage().split(" ")[0]);
    }
  }
}
