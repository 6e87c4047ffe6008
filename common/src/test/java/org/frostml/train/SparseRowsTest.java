package org.frostml.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Init;
import org.frostml.nn.Network;
import org.frostml.nn.Penalties;
import org.frostml.nn.Rows;
import org.frostml.nn.Scaling;
import org.frostml.nn.Shape;
import org.frostml.nn.Shard;
import org.frostml.nn.SoftmaxCrossEntropy;
import org.frostml.nn.Targets;
import org.frostml.optim.AdaBreg;
import org.frostml.optim.Adam;
import org.frostml.optim.AdamStep;
import org.frostml.optim.CubicRamp;
import org.frostml.optim.DensityControl;
import org.frostml.optim.DropAndGrow;
import org.frostml.optim.GradualPruning;
import org.frostml.optim.L1Norm;
import org.frostml.optim.LinBreg;
import org.frostml.optim.LrSchedule;
import org.frostml.optim.MomentumStep;
import org.frostml.optim.OptimState;
import org.frostml.optim.Optimizer;
import org.frostml.optim.ProxSgd;
import org.frostml.optim.RandomMask;
import org.frostml.optim.Regularizer;
import org.frostml.optim.Rigl;
import org.frostml.optim.Sgd;
import org.frostml.optim.SparseEvolutionaryTraining;
import org.frostml.optim.SparseRowGroups;
import org.frostml.optim.SparsityDistribution;
import org.frostml.optim.StaticMask;
import org.frostml.random.Rng;
import org.frostml.sparse.Bfloat16;
import org.frostml.sparse.Float32;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Gradients;
import org.frostml.sparse.Int8;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Message;
import org.frostml.sparse.Precision;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same examples as sparse rows and as whole ones train to the same bits. */
class SparseRowsTest {
  private static final Precision FLOAT32 = new Float32();
  private static final int FEATURES = 45;
  private static final int SHARDS = 3;
  private static final int PER_SHARD = 170;
  private static final Network NETWORK = Network.mlp(FEATURES, List.of(14, 9), 3);
  private static final Layout LAYOUT =
      new Penalties(List.of("*"), List.of("net.1.weight"), List.of(1f, 0.5f, 1f), 0).on(NETWORK);

  /** So many that a shard's part of a gradient passes through the network in several tiles. */
  private static final MiniBatches BATCHES = new MiniBatches(3, 120, SHARDS, SHARDS * PER_SHARD);

  record Method(Optimizer rule, FreezeSchedule freeze, FineGradient fine) {}

  private static Method method(Optimizer rule, int m, int localSteps, FineGradient fine) {
    return new Method(rule, new FreezeSchedule(m, localSteps), fine);
  }

  private static List<Method> methods() {
    DensityControl quantile = new DensityControl.Quantile(0.1);
    DensityControl adaptive = new DensityControl.Adaptive(0.1, 0.02f, 5, CubicRamp.NONE);
    Regularizer l1 = new L1Norm();
    Regularizer mixed = new SparseRowGroups(0.3f);
    FineGradient full = new FineGradient(0, 1);
    FineGradient partial = new FineGradient(1, 3);
    LinBreg plain = new LinBreg(1, new MomentumStep(0, 1e-3f), l1, quantile);
    LinBreg heavy = new LinBreg(0.7f, new MomentumStep(0.5f, 1e-3f), mixed, adaptive);
    AdamStep adam = new AdamStep(0.9f, 0.99f, 0.01f, 1e-3f);
    FreezeSchedule middle = new FreezeSchedule(6, 2, new CycleLength.Periodic(), 0.9, 3, 0.5);
    RandomMask mask = new RandomMask(0.2, SparsityDistribution.ERDOS_RENYI, 5);
    MomentumStep momentum = new MomentumStep(0.5f, 1e-3f);
    DropAndGrow update = new DropAndGrow(0.3, 0.75);
    return List.of(
        method(plain, 0, 1, FineGradient.BATCH),
        method(plain, 4, 1, new FineGradient(3, 1)),
        method(plain, 4, 3, full),
        new Method(plain, middle, partial),
        method(heavy, 4, 1, partial),
        method(heavy, 4, 4, FineGradient.BATCH),
        method(new AdaBreg(1, adam, l1, quantile), 4, 1, FineGradient.BATCH),
        method(new AdaBreg(1, adam, l1, quantile), 4, 2, partial),
        new Method(new AdaBreg(0.7f, adam, mixed, adaptive), middle, full),
        method(new ProxSgd(momentum, l1, quantile), 3, 1, FineGradient.BATCH),
        method(new ProxSgd(momentum, l1, quantile), 3, 3, partial),
        method(new Sgd(momentum), 0, 1, FineGradient.BATCH),
        method(new Adam(adam), 0, 1, new FineGradient(2, 1)),
        method(new Rigl(momentum, mask, update), 3, 2, FineGradient.BATCH),
        method(new Rigl(momentum, mask, update), 3, 1, partial),
        method(new SparseEvolutionaryTraining(momentum, mask, update), 3, 3, full),
        method(new StaticMask(momentum, mask), 3, 1, FineGradient.BATCH),
        method(
            new GradualPruning(momentum, 0.1, SparsityDistribution.UNIFORM, 0.1, 0.8),
            2,
            2,
            FineGradient.BATCH));
  }

  static Stream<Arguments> methodsAndKernels() {
    return Stream.of("scalar", "vector")
        .flatMap(kernels -> methods().stream().map(method -> Arguments.of(kernels, method)));
  }

  /** Some features are in nearly every example, some in few, and some in none. */
  private static Shard shard(int index, boolean sparse) {
    Rng rng = new Rng(17, index);
    float[] x = new float[PER_SHARD * FEATURES];
    int[] start = new int[PER_SHARD + 1];
    int[] column = new int[x.length];
    float[] value = new float[x.length];
    int[] labels = new int[PER_SHARD];
    int at = 0;
    for (int i = 0; i < PER_SHARD; i++) {
      labels[i] = rng.nextInt(3);
      for (int f = 0; f < FEATURES - 2; f++) {
        double share = f % 5 == 0 ? 0.9 : f % 7 == 3 ? 0.01 : f % 3 == labels[i] ? 0.3 : 0.05;
        if (rng.nextDouble() < share) {
          x[i * FEATURES + f] = (float) rng.nextGaussian() + 1;
          column[at] = f;
          value[at++] = x[i * FEATURES + f];
        }
      }
      start[i + 1] = at;
    }
    float[] deviations = new float[FEATURES];
    for (int f = 0; f < FEATURES; f++) {
      deviations[f] = f == 4 ? 0 : 1 + f % 3;
    }
    return new Shard.Packed(
        index,
        sparse
            ? new Rows.Sparse(FEATURES, start, Arrays.copyOf(column, at), Arrays.copyOf(value, at))
            : new Rows.Floats(FEATURES, x),
        new Targets.Classes(labels),
        new Scaling.PerFeature(new float[FEATURES], deviations));
  }

  private static List<Shard> shards(boolean sparse) {
    List<Shard> shards = new ArrayList<>();
    for (int s = 0; s < SHARDS; s++) {
      shards.add(shard(s, sparse));
    }
    return shards;
  }

  /** What is to be the same after every step: numbers of the state, and the score. */
  private static List<List<Object>> train(Method method, String kernels, boolean sparse) {
    return train(NETWORK, LAYOUT, method, kernels, sparse);
  }

  private static List<List<Object>> train(
      Network network, Layout layout, Method method, String kernels, boolean sparse) {
    List<List<Object>> steps = new ArrayList<>();
    OptimState state = method.rule().init(layout, new Init(0.2, 1, 1).theta(network, layout, 7));
    Listener recorder =
        new Listener() {
          @Override
          public void step(StepMetrics step, OptimState state) {
            List<Object> all = new ArrayList<>();
            all.add(step.work().score());
            all.add(Arrays.hashCode(state.support().coordinates()));
            all.add(Arrays.hashCode(state.weights().values()));
            all.add(Arrays.hashCode(state.dual()));
            state.moments().forEach(moments -> all.add(Arrays.hashCode(moments)));
            all.add(state.counts());
            steps.add(all);
          }
        };
    try (LocalObjective objective =
        new LocalObjective(network, Kernels.named(kernels), 2, BATCHES, shards(sparse))) {
      new Trainer(
              objective,
              method.rule(),
              method.freeze(),
              method.fine(),
              new LrSchedule.Cosine(method.rule() instanceof AdaBreg ? 0.02 : 0.2),
              BATCHES.stepsPerEpoch())
          .run(state, Position.START, 5, recorder);
    }
    return steps;
  }

  @ParameterizedTest
  @MethodSource("methodsAndKernels")
  void trainToTheBitsOfWholeRows(String kernels, Method method) {
    List<List<Object>> whole = train(method, kernels, false);
    List<List<Object>> sparse = train(method, kernels, true);
    assertEquals(whole.size(), sparse.size());
    for (int i = 0; i < whole.size(); i++) {
      assertEquals(whole.get(i), sparse.get(i), "step " + i);
    }
  }

  /** They are made whole, batch by batch, where the first layer is another than a dense one. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "dropout(0.3) dense(14) relu dense(3)",
        "residual[dense(45)] relu dense(3)",
        "[residual[dense(9) relu dense(45) | dense(45)]] dense(3)"
      })
  void trainToTheBitsOfWholeRowsWhateverTheFirstLayer(String layers) {
    Network network = Network.parse(Shape.flat(FEATURES), layers, new SoftmaxCrossEntropy());
    for (Method method : List.of(methods().get(1), methods().get(3))) {
      List<List<Object>> whole = train(network, network.layout(), method, "vector", false);
      assertEquals(whole, train(network, network.layout(), method, "vector", true));
    }
  }

  private static Weights weights(double rho) {
    float[] theta = new Init(rho, 1, 1).theta(NETWORK, LAYOUT, 7);
    Support support = Support.of(LAYOUT, 1, theta);
    return new Weights(support, support.restrict(theta));
  }

  private static List<GradientScope> scopes() {
    return List.of(
        GradientScope.COARSE,
        GradientScope.FINE,
        new GradientScope(0, 0, 2),
        new GradientScope(0, 1, 0),
        new GradientScope(1, 3, 1),
        new GradientScope(19, 20, 1));
  }

  /** By way of messages, and with several threads a shard. */
  @ParameterizedTest
  @ValueSource(strings = {"scalar", "vector"})
  void gradientsThatTravelAddUpToThoseOfWholeRows(String name) {
    Kernels kernels = Kernels.named(name);
    for (double rho : new double[] {1e-9, 0.1, 1}) {
      for (GradientScope scope : scopes()) {
        Weights weights = weights(rho);
        Gradients sums = new Gradients();
        Gradient whole = Gradient.zero(scope, weights.support());
        Gradient sparse = sums.zero(scope, weights.support(), true);
        long bytes = 0;
        try (ShardWorker one = new ShardWorker(NETWORK, kernels, 1);
            ShardWorker three = new ShardWorker(NETWORK, kernels, 3)) {
          for (int s = 0; s < SHARDS; s++) {
            whole.add(one.gradient(shard(s, false), BATCHES, weights, scope, 1));
            Gradient part = three.gradient(shard(s, true), BATCHES, weights, scope, 1);
            assertTrue(part.bytes(FLOAT32) <= sparse.mostBytes(FLOAT32));
            bytes += part.bytes(FLOAT32);
            ByteBuffer message = Message.of(part.bytes(FLOAT32));
            part.write(message, FLOAT32, new Rng());
            assertEquals(0, message.remaining());
            message.flip();
            sparse.add(message, FLOAT32);
          }
        }
        assertEquals(bytes, sparse.shipped());
        assertEquals(whole.work().score(), sparse.work().score());
        assertEquals(flat(whole), flat(sparse));
        assertArrayEquals(whole.active(), sparse.active());
      }
    }
  }

  /** A column of the first block has a scale of its own, and is not sent where nobody has it. */
  @ParameterizedTest
  @ValueSource(doubles = {1e-9, 0.1, 1})
  void roundedGradientsArriveAsCloseAsTheirColumnsAllow(double rho) {
    Weights weights = weights(rho);
    for (GradientScope scope : scopes()) {
      for (Precision precision : List.of(new Bfloat16(), new Int8())) {
        try (ShardWorker worker = new ShardWorker(NETWORK, Kernels.named("vector"), 1)) {
          Gradient sent = worker.gradient(shard(0, true), BATCHES, weights, scope, 1);
          ByteBuffer message = Message.of(sent.bytes(precision));
          sent.write(message, precision, new Rng(4));
          assertEquals(0, message.remaining());
          assertTrue(message.capacity() <= sent.mostBytes(precision));
          assertTrue(message.capacity() < sent.bytes(FLOAT32));
          Gradient arrived = new Gradients().zero(scope, weights.support(), true);
          arrived.add(message.flip(), precision);
          assertEquals(0, message.remaining());
          assertEquals(sent.work(), arrived.work());
          float[] expected = sent.active().clone();
          float[] actual = arrived.active().clone();
          assertArrayEquals(expected, actual, largest(sent) / 127 * 1.001f);
          List<Float> whole = flat(sent);
          List<Float> came = flat(arrived);
          for (int j = 0; j < LAYOUT.size(); j++) {
            assertEquals(whole.get(j) == null, came.get(j) == null);
            boolean zero = whole.get(j) != null && whole.get(j) == 0;
            assertTrue(!zero || came.get(j) == 0, "what is zero stays zero");
          }
          assertFalse(Arrays.equals(expected, actual) && whole.equals(came));
        }
      }
    }
  }

  private static float largest(Gradient gradient) {
    float largest = 0;
    for (Float x : flat(gradient)) {
      largest = x == null ? largest : Math.max(largest, Math.abs(x));
    }
    for (float x : gradient.active()) {
      largest = Math.max(largest, Math.abs(x));
    }
    return largest;
  }

  /** What was seen whole. */
  private static List<Float> flat(Gradient gradient) {
    Float[] all = new Float[LAYOUT.size()];
    gradient.seen(
        (from, to, g, at) -> {
          for (int j = from; j < to; j++) {
            // -0 and 0 are the same.
            all[j] = g[at + j - from] + 0f;
          }
        });
    return Arrays.asList(all);
  }

  /** Two a multiply-add of a number with a weight, both of which are there. */
  @Test
  void flopsAreThoseOfNonZerosTimesWeights() {
    Weights weights = weights(0.1);
    Shard shard = shard(0, true);
    MiniBatches all = new MiniBatches(3, PER_SHARD, 1, PER_SHARD);
    try (ShardWorker sparse = new ShardWorker(NETWORK, Kernels.named("vector"), 1);
        ShardWorker whole = new ShardWorker(NETWORK, Kernels.named("vector"), 1)) {
      for (GradientScope scope : List.of(GradientScope.COARSE, GradientScope.FINE)) {
        long seen = whole.gradient(shard(0, false), all, weights, scope, 0).work().flops();
        boolean fine = scope.equals(GradientScope.FINE);
        long first =
            weights.support().count(0) + (fine ? 14 * FEATURES : weights.support().count(0));
        assertEquals(
            seen - 2 * PER_SHARD * first + 2 * products(shard, weights.support(), fine),
            sparse.gradient(shard, all, weights, scope, 0).work().flops());
      }
    }
  }

  private static long products(Shard shard, Support support, boolean fine) {
    int[] ptr = support.csr().colPtr(0);
    Rows.Sparse rows = (Rows.Sparse) shard.rows();
    long products = 0;
    for (int f : rows.column()) {
      // The one that scaling makes 0.
      if (f != 4) {
        int weights = ptr[f + 1] - ptr[f];
        products += weights + (fine ? 14 : weights);
      }
    }
    return products;
  }
}
