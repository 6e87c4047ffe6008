package org.frostml.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.frostml.FrostException;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Init;
import org.frostml.nn.Network;
import org.frostml.nn.Scaling;
import org.frostml.nn.Shape;
import org.frostml.nn.Shard;
import org.frostml.optim.DensityControl;
import org.frostml.optim.L1Norm;
import org.frostml.optim.LinBreg;
import org.frostml.optim.LrSchedule;
import org.frostml.optim.MomentumStep;
import org.frostml.optim.OptimState;
import org.frostml.random.Rng;
import org.frostml.train.FreezeSchedule;
import org.frostml.train.Listener;
import org.frostml.train.LocalEvaluator;
import org.frostml.train.LocalObjective;
import org.frostml.train.LocalWorkers;
import org.frostml.train.MiniBatches;
import org.frostml.train.Position;
import org.frostml.train.Trainer;
import org.junit.jupiter.api.Test;

/** What is surveyed is what features are scaled by, and unlike features are learnt from all. */
class ScalingTest {
  /** Draws the features of an example and tells its class. */
  private interface Draw {
    int example(Rng rng, float[] x);
  }

  private record Drawn(int size, int features, int classes, boolean pixels, Draw draw)
      implements Examples {
    /** Images of three channels of two rows, where features go up in them. */
    @Override
    public Shape shape() {
      return pixels && features % 6 == 0 ? new Shape(3, 2, features / 6) : Shape.flat(features);
    }

    @Override
    public String name() {
      return "drawn";
    }

    @Override
    public boolean bytes() {
      return false;
    }

    @Override
    public void read(IntPredicate wanted, Sink sink) {
      float[] x = new float[features];
      for (int i = 0; i < size; i++) {
        if (wanted.test(i)) {
          sink.accept(i, x, draw.example(new Rng(5, i), x));
        }
      }
    }
  }

  /** Separable, and one of the two features around a million. */
  private static final Examples FAR =
      new Drawn(
          2000,
          2,
          2,
          false,
          (rng, x) -> {
            int label = rng.nextInt(2);
            x[0] = (float) (1e6 + rng.nextGaussian());
            x[1] = (float) (rng.nextGaussian() / 4 + (label == 0 ? -1 : 1));
            return label;
          });

  /** Digits of two classes, three to tell apart, with a column that is a million everywhere. */
  private static final Examples BESIDE_IMAGES =
      new Drawn(
          2000,
          785,
          10,
          false,
          (rng, x) -> {
            int[] label = {0};
            new Digits("one", 1, rng.nextInt(1 << 30), 0)
                .read(
                    i -> true,
                    (i, pixels, y) -> {
                      System.arraycopy(pixels, 0, x, 0, 784);
                      label[0] = y;
                    });
            x[784] = 1e6f;
            return label[0];
          });

  private static double accuracy(Examples source, Scaling scaling, double rate) throws IOException {
    Network network = Network.mlp(source.features(), List.of(60), source.classes());
    Shard shard = new Sharding(1, source.size(), 1).pack(source, 0, scaling);
    MiniBatches batches = new MiniBatches(1, 50, 1, source.size());
    Kernels kernels = Kernels.named("vector");
    LinBreg rule =
        new LinBreg(1, new MomentumStep(0, 5e-4f), new L1Norm(), new DensityControl.Quantile(0.2));
    OptimState state = rule.init(network.layout(), new Init(0.1, 0.5, 1).theta(network, 1));
    try (LocalObjective objective =
        new LocalObjective(network, kernels, 1, batches, List.of(shard))) {
      new Trainer(
              objective,
              rule,
              new FreezeSchedule(4, 1),
              new LrSchedule.Cosine(rate),
              batches.stepsPerEpoch())
          .run(state, Position.START, 12, new Listener() {});
    }
    return new LocalEvaluator(new LocalWorkers(network, kernels, 1), List.of(shard))
        .score(state.weights())
        .meanQuality();
  }

  @Test
  void aFeatureAroundAMillionHidesNoOther() throws IOException {
    double whole = accuracy(FAR, Survey.of(FAR, Scaling.By.WHOLE).scaling(), 0.2);
    assertTrue(whole < 0.6, "one scale for all: " + whole);
    double each = accuracy(FAR, Survey.of(FAR, Scaling.By.AUTO).scaling(), 0.2);
    assertTrue(each > 0.99, "each by itself: " + each);
  }

  @Test
  void aConstantColumnBesideImagesIsHarmless() throws IOException {
    double whole =
        accuracy(BESIDE_IMAGES, Survey.of(BESIDE_IMAGES, Scaling.By.WHOLE).scaling(), 0.2);
    assertTrue(whole < 0.2, "one scale for all: " + whole);
    double each = accuracy(BESIDE_IMAGES, Survey.of(BESIDE_IMAGES, Scaling.By.AUTO).scaling(), 0.2);
    assertTrue(each > 0.9, "each by itself: " + each);
  }

  @Test
  void oneScaleThatHidesFeaturesIsToldInALine() throws IOException {
    String warning = Survey.of(FAR, Scaling.By.WHOLE).warning().orElseThrow();
    assertTrue(
        warning.matches(
            "drawn: one scale for all hides 2 of 2 features: feature 1 ranges over [\\d.]+, all have"
                + " a deviation of 5.00e\\+05; set data.scaling = feature"),
        warning);
    assertTrue(Survey.of(BESIDE_IMAGES, Scaling.By.WHOLE).warning().isPresent());
    assertEquals(Optional.empty(), Survey.of(FAR, Scaling.By.AUTO).warning());
    Examples digits = new Digits("digits", 2000, 0, 0);
    assertEquals(Optional.empty(), Survey.of(digits, Scaling.By.AUTO).warning());
  }

  private static final Examples THREE =
      new Drawn(
          4,
          3,
          2,
          false,
          (rng, x) -> {
            x[0] = rng.nextInt(100);
            x[1] = 7;
            x[2] = -2 * x[0];
            return 0;
          });

  @Test
  void everyFeatureHasItsMeanAndDeviation() throws IOException {
    double[] values = new double[4];
    THREE.read(i -> true, (i, x, y) -> values[i] = x[0]);
    double mean = (values[0] + values[1] + values[2] + values[3]) / 4;
    double variance = 0;
    for (double value : values) {
      variance += (value - mean) * (value - mean) / 4;
    }
    Scaling.PerFeature scaling =
        (Scaling.PerFeature) Survey.of(THREE, Scaling.By.FEATURE).scaling();
    float deviation = (float) Math.sqrt(variance);
    assertArrayEquals(new float[] {(float) mean, 7, (float) (-2 * mean)}, scaling.mean(), 1e-5f);
    assertArrayEquals(new float[] {deviation, 0, 2 * deviation}, scaling.deviation(), 1e-4f);
    assertEquals(
        "every feature by its own mean and deviation, 1 of 3 constant", scaling.describe());
  }

  /** Around a million, where sums of squares would cancel; the second channel says nothing. */
  private static final Examples COLOURS =
      new Drawn(
          40,
          12,
          2,
          true,
          (rng, x) -> {
            for (int f = 0; f < 12; f++) {
              x[f] = f / 4 == 1 ? 3 : (float) (1e6 * (f / 4) + 10 * f + 5 * rng.nextGaussian());
            }
            return 0;
          });

  @Test
  void everyChannelHasItsMeanAndDeviation() throws IOException {
    double[] mean = new double[3];
    double[] square = new double[3];
    COLOURS.read(i -> true, (i, x, y) -> add(x, mean, (v, c) -> v));
    COLOURS.read(
        i -> true,
        (i, x, y) -> add(x, square, (v, c) -> (v - mean[c] / 160) * (v - mean[c] / 160)));
    Scaling.PerChannel scaling =
        (Scaling.PerChannel) Survey.of(COLOURS, Scaling.By.CHANNEL).scaling();
    assertEquals(4, scaling.plane());
    for (int c = 0; c < 3; c++) {
      assertEquals(mean[c] / 160, scaling.mean()[c], 0.1, "channel " + c);
      assertEquals(Math.sqrt(square[c] / 160), scaling.deviation()[c], 1e-3, "channel " + c);
    }
    assertEquals(0, scaling.deviation()[1]);
    assertEquals(0, scaling.apply(4, 17));
    assertEquals(scaling.mean()[2], scaling.centre(8));
  }

  private interface Term {
    double of(double value, int channel);
  }

  private static void add(float[] x, double[] sums, Term term) {
    for (int f = 0; f < x.length; f++) {
      sums[f / 4] += term.of(x[f], f / 4);
    }
  }

  @Test
  void channelsAreOfImages() {
    assertEquals(
        "drawn: data.scaling = channel is of images, but an example is 3 features",
        assertThrows(FrostException.class, () -> Survey.of(THREE, Scaling.By.CHANNEL))
            .getMessage());
    assertEquals(
        "inputs have 12 features, but are scaled as 2 channels of 5",
        assertThrows(
                IllegalArgumentException.class,
                () -> new Scaling.PerChannel(5, new float[2], new float[2]).require(12))
            .getMessage());
  }

  @Test
  void whatIsChosenFollowsTheKind() throws IOException {
    Examples images = new Drawn(4, 3, 2, true, ((Drawn) THREE).draw());
    assertEquals(Scaling.Whole.class, scaling(images, Scaling.By.AUTO).getClass());
    assertEquals(Scaling.PerFeature.class, scaling(THREE, Scaling.By.AUTO).getClass());
    assertEquals(Scaling.PerFeature.class, scaling(images, Scaling.By.FEATURE).getClass());
    assertEquals(new Scaling.None(), scaling(images, Scaling.By.NONE));
    assertEquals(Scaling.PerChannel.class, scaling(COLOURS, Scaling.By.AUTO).getClass());
    assertEquals(Scaling.Whole.class, scaling(COLOURS, Scaling.By.WHOLE).getClass());
    assertEquals(Scaling.PerChannel.class, scaling(Pool.of(COLOURS), Scaling.By.AUTO).getClass());
    Split part = new Split(COLOURS, 0.3, 1, false);
    assertEquals(Scaling.PerChannel.class, scaling(part, Scaling.By.AUTO).getClass());
    Examples digits = new Digits("digits", 100, 0, 0);
    assertEquals(Scaling.Whole.class, scaling(digits, Scaling.By.AUTO).getClass());
    assertEquals(Scaling.Whole.class, scaling(Pool.of(digits), Scaling.By.AUTO).getClass());
  }

  private static Scaling scaling(Examples examples, Scaling.By by) throws IOException {
    return Survey.of(examples, by).scaling();
  }

  @Test
  void examplesThatAreAllTheSameAreRefused() {
    Examples same =
        new Drawn(
            9,
            2,
            2,
            false,
            (rng, x) -> {
              x[0] = 3;
              x[1] = 4;
              return 0;
            });
    assertEquals(
        "drawn: every feature is the same in all examples, the first is 3.0: there is nothing to learn",
        assertThrows(FrostException.class, () -> Survey.of(same, Scaling.By.AUTO)).getMessage());
  }
}
