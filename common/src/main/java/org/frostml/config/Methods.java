package org.frostml.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.frostml.FrostException;
import org.frostml.nn.Huber;
import org.frostml.nn.Init;
import org.frostml.nn.Labels;
import org.frostml.nn.Loss;
import org.frostml.nn.Measure;
import org.frostml.nn.Penalties;
import org.frostml.nn.SigmoidCrossEntropy;
import org.frostml.nn.SoftmaxCrossEntropy;
import org.frostml.nn.SquaredError;
import org.frostml.optim.AdaBreg;
import org.frostml.optim.Adam;
import org.frostml.optim.AdamStep;
import org.frostml.optim.CubicRamp;
import org.frostml.optim.DensityControl;
import org.frostml.optim.DropAndGrow;
import org.frostml.optim.DualPrecision;
import org.frostml.optim.FeatureGroups;
import org.frostml.optim.GradualPruning;
import org.frostml.optim.InputChannelGroups;
import org.frostml.optim.KernelGroups;
import org.frostml.optim.L1Norm;
import org.frostml.optim.LinBreg;
import org.frostml.optim.Masked;
import org.frostml.optim.MomentumStep;
import org.frostml.optim.NoRegularizer;
import org.frostml.optim.Optimizer;
import org.frostml.optim.ProxSgd;
import org.frostml.optim.RandomMask;
import org.frostml.optim.Regularizer;
import org.frostml.optim.Rigl;
import org.frostml.optim.RowGroups;
import org.frostml.optim.Sgd;
import org.frostml.optim.SparseEvolutionaryTraining;
import org.frostml.optim.SparseRowGroups;
import org.frostml.optim.SparsityDistribution;
import org.frostml.optim.StaticMask;
import org.frostml.train.CycleLength;
import org.frostml.train.ExchangePrecision;
import org.frostml.train.FineGradient;
import org.frostml.train.FreezeSchedule;
import org.frostml.train.Sums;

/** Binds what a run trains by: update rule, regularizer, density, freezing. */
record Methods(Keys in) {
  private static final String BY = "stopping.by";
  private static final String DUALS = "driver.duals";

  /** The first weights that a rule wants. */
  Init init(Optimizer optimizer) {
    double rho = in.real("network.rho");
    double gain = in.real("network.gain");
    double bias = in.real("network.bias");
    Init asked = in.made("network", () -> new Init(rho, gain, bias));
    return new Init(optimizer.firstShare(asked.rho()), gain, bias, optimizer.grouping());
  }

  Loss loss() {
    float delta = in.single("network.delta");
    float smoothing = in.single("network.smoothing");
    return in.made(
        "network",
        in.choice(
            "network.loss",
            Map.<String, Supplier<Loss>>of(
                "cross-entropy",
                () -> new SoftmaxCrossEntropy(smoothing),
                "binary-cross-entropy",
                SigmoidCrossEntropy::new,
                "mse",
                SquaredError::new,
                "huber",
                () -> new Huber(delta))));
  }

  /** Fails where a loss cannot learn such labels. */
  void requireOf(Loss loss, Labels labels) {
    try {
      loss.outputs(labels);
    } catch (IllegalArgumentException e) {
      throw new FrostException("network.loss: " + e.getMessage() + in.where("network.loss"), e);
    }
  }

  /** What the epochs of a run with so many outputs are compared by. */
  Measure measure(Loss loss, int outputs) {
    List<Measure> asked =
        in.choice(
            BY,
            Map.of(
                "auto", List.of(loss.measure()),
                "accuracy", List.of(Measure.ACCURACY),
                "loss", List.of(Measure.LOSS),
                "f1", List.of(Measure.F1, Measure.MACRO_F1),
                "auc", List.of(Measure.AUC),
                "aupr", List.of(Measure.AUPR),
                "rmse", List.of(Measure.RMSE),
                "mae", List.of(Measure.MAE),
                "r2", List.of(Measure.R2)));
    return loss.measures(outputs).stream()
        .filter(asked::contains)
        .findFirst()
        .orElseThrow(() -> new FrostException(meaningless(loss, outputs) + in.where(BY)));
  }

  private String meaningless(Loss loss, int outputs) {
    String others =
        loss.measures(outputs).stream()
            .map(measure -> measure == Measure.MACRO_F1 ? Measure.F1.key() : measure.key())
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "%s %s means nothing for network.loss %s with %d %s: take auto or one of %s",
        BY,
        in.text(BY),
        in.text("network.loss"),
        outputs,
        outputs == 1 ? "output" : "outputs",
        others);
  }

  Optimizer optimizer(long seed) {
    Supplier<Optimizer> optimizer = in.choice("optimizer.name", optimizers(seed));
    if (duals(seed).rounds()) {
      requireForRounding("optimizer.name", "linbreg");
      requireForRounding("regularizer.name", "l1");
    }
    return in.made("optimizer", optimizer);
  }

  private void requireForRounding(String key, String name) {
    if (!in.text(key).equals(name)) {
      throw new FrostException(
          DUALS + " int8 needs " + key + " = " + name + ", not " + in.text(key) + in.where(DUALS));
    }
  }

  private DualPrecision duals(long seed) {
    return in.choice(
        DUALS, Map.of("float32", DualPrecision.EXACT, "int8", new DualPrecision(true, seed)));
  }

  /**
   * The rules by their names; numbers are read whichever is chosen, ranges are the chosen one's.
   */
  private Map<String, Supplier<Optimizer>> optimizers(long seed) {
    float delta = in.single("optimizer.delta");
    Supplier<MomentumStep> momentum = momentum();
    Supplier<AdamStep> adam = adam();
    Supplier<DropAndGrow> update = dropAndGrow();
    double target = target();
    Regularizer regularizer = regularizer();
    DensityControl density = density(target);
    CubicRamp ramp = ramp();
    SparsityDistribution layers = layers();
    RandomMask start = new RandomMask(target, layers, seed);
    return Map.of(
        "linbreg", () -> new LinBreg(delta, momentum.get(), regularizer, density, duals(seed)),
        "adabreg", () -> new AdaBreg(delta, adam.get(), regularizer, density),
        "proxsgd", () -> new ProxSgd(momentum.get(), regularizer, density),
        "sgd", () -> new Sgd(momentum.get()),
        "adam", () -> new Adam(adam.get()),
        "rigl", () -> new Rigl(momentum.get(), start, update.get()),
        "set", () -> new SparseEvolutionaryTraining(momentum.get(), start, update.get()),
        "static", () -> new StaticMask(momentum.get(), start),
        "gmp", () -> new GradualPruning(momentum.get(), target, layers, ramp.from(), ramp.until()));
  }

  private Supplier<MomentumStep> momentum() {
    float momentum = in.single("optimizer.momentum");
    float decay = in.single("optimizer.weightDecay");
    return () -> new MomentumStep(momentum, decay);
  }

  private Supplier<AdamStep> adam() {
    float beta1 = in.single("optimizer.beta1");
    float beta2 = in.single("optimizer.beta2");
    float epsilon = in.single("optimizer.epsilon");
    float decay = in.single("optimizer.weightDecay");
    return () -> new AdamStep(beta1, beta2, epsilon, decay);
  }

  private Supplier<DropAndGrow> dropAndGrow() {
    double drop = in.real("optimizer.drop");
    double until = in.real("freeze.until");
    return () -> new DropAndGrow(drop, until);
  }

  private SparsityDistribution layers() {
    return in.choice(
        "density.layers",
        Map.of(
            "uniform", SparsityDistribution.UNIFORM,
            "erdos-renyi", SparsityDistribution.ERDOS_RENYI,
            "factors", SparsityDistribution.FACTORS));
  }

  private Regularizer regularizer() {
    float mix = in.single("regularizer.mix");
    return in.made(
        "regularizer",
        in.choice(
            "regularizer.name",
            Map.<String, Supplier<Regularizer>>of(
                "none", NoRegularizer::new,
                "l1", L1Norm::new,
                "rows", RowGroups::new,
                "columns", FeatureGroups::new,
                "kernels", KernelGroups::new,
                "input-channels", InputChannelGroups::new,
                "sparse-rows", () -> new SparseRowGroups(mix))));
  }

  /** Checked here, whether or not it is used: masks do so under every control. */
  private double target() {
    double target = in.real("density.target");
    return in.made(
        "density",
        () -> {
          DensityControl.requireDensity(target);
          return target;
        });
  }

  private CubicRamp ramp() {
    double start = in.real("density.ramp.start");
    double from = in.real("density.ramp.from");
    double until = in.real("density.ramp.until");
    return in.made("density.ramp", () -> new CubicRamp(start, from, until));
  }

  private DensityControl density(double target) {
    float lambda = in.single("density.lambda");
    double gain = in.real("density.gain");
    // Where it changes nothing a ramp does not end with the run.
    CubicRamp ramp = ramp().start() == 1 ? CubicRamp.NONE : ramp();
    return in.made(
        "density",
        in.choice(
            "density.control",
            Map.<String, Supplier<DensityControl>>of(
                "quantile", () -> new DensityControl.Quantile(target, ramp),
                "adaptive", () -> new DensityControl.Adaptive(target, lambda, gain, ramp),
                "fixed", () -> new DensityControl.FixedLambda(lambda, ramp))));
  }

  Penalties penalties() {
    double power = in.real("regularizer.flopPower");
    return in.made(
        "regularizer",
        () ->
            new Penalties(
                in.texts("regularizer.blocks"),
                in.texts("regularizer.except"),
                in.singles("regularizer.factors"),
                power));
  }

  FreezeSchedule freeze() {
    int m = in.count("freeze.m", 0);
    int localSteps = in.count("freeze.localSteps", 1);
    double ramp = in.real("freeze.ramp");
    int shortest = in.count("freeze.shortest", 0);
    double churn = in.real("freeze.churn");
    double until = in.real("freeze.until");
    int middle = in.count("freeze.middle", 0);
    double near = in.real("freeze.near");
    CycleLength pace =
        in.made(
            "freeze",
            in.choice(
                "freeze.pace",
                Map.<String, Supplier<CycleLength>>of(
                    "periodic", CycleLength.Periodic::new,
                    "ramp", () -> new CycleLength.Ramp(ramp),
                    "adaptive", () -> new CycleLength.ByChurn(shortest, churn))));
    return in.made("freeze", () -> new FreezeSchedule(m, localSteps, pace, until, middle, near));
  }

  FineGradient fineGradient(Optimizer optimizer) {
    int batches = in.count("fine.batches", 1);
    int parts = in.count("fine.parts", 2);
    FineGradient gradient =
        in.choice(
                "fine.gradient",
                Map.<String, Supplier<FineGradient>>of(
                    "batch", () -> new FineGradient(1, 1),
                    "batches", () -> new FineGradient(batches, 1),
                    "full", () -> new FineGradient(0, 1),
                    "partial", () -> new FineGradient(1, parts)))
            .get();
    if (gradient.parts() > 1 && (optimizer instanceof Masked || !optimizer.isSparse())) {
      throw new FrostException(
          "fine.gradient = partial is of linbreg, adabreg and proxsgd, whose fine steps move every"
              + " weight"
              + in.where("fine.gradient"));
    }
    return gradient;
  }

  ExchangePrecision exchange() {
    ExchangePrecision exchange = in.choice("exchange.fine", ExchangePrecision.OF_FINE);
    boolean halves = in.choice("exchange.active", Map.of("float32", false, "bfloat16", true));
    return halves ? exchange.halvingActive() : exchange;
  }

  Sums sums() {
    Sums.Place place = in.choice("exchange.sums", Sums.PLACES);
    double gigabits = in.real("exchange.link");
    return in.made("exchange", () -> new Sums(place, gigabits));
  }
}
