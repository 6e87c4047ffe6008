package org.frostml.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.frostml.config.Configs;
import org.frostml.config.RunSettings;
import org.frostml.config.TrainConfig;
import org.frostml.io.ModelFile;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Predictor;
import org.frostml.nn.Rows;
import org.frostml.sparse.Block;
import org.frostml.sparse.Weights;
import org.frostml.train.Model;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs of networks of convolutions, batch norms, dropouts and residuals, in this JVM. */
class ConvolutionsRunTest {
  private static RunSettings settings(String... more) {
    return Configs.read(
        Stream.concat(
                Stream.of(
                    "epochs=2",
                    "batchSize=30",
                    "data={train=120,test=50}",
                    "network.layers=conv(4,5,stride=3,padding=1) bn gelu dropout(0.1) residual[conv(6,3,stride=2)"
                        + " bn relu conv(6,3) bn | pad] relu residual[conv(6,3) bn] pool dense(10)",
                    "network.smoothing=0.1",
                    "density.target=0.3",
                    "optimizer.momentum=0.5",
                    "freeze.m=4",
                    "shards=3",
                    "validation.share=0.2",
                    "stopping.keepBest=true",
                    "metrics.steps=2",
                    "checkpoint.epochs=1",
                    "checkpoint.keep=9"),
                Stream.of(more))
            .map(Configs::setting)
            .toList());
  }

  private static byte[] trained(RunSettings settings, int threads) throws IOException {
    MemoryStore store = new MemoryStore();
    DigitRuns.train(settings, store, threads, () -> false);
    return store.files.get(ModelFile.NAME);
  }

  private static Model model(byte[] bytes) throws IOException {
    return ModelFile.read(new ByteArrayInputStream(bytes), bytes.length, "the model");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void whereverItIsInterruptedItEndsTheSame(int localSteps) throws IOException {
    RunSettings settings = settings("freeze.localSteps=" + localSteps);
    byte[] quiet = trained(settings, 2);
    for (int step : new int[] {1, 2, 4}) {
      MemoryStore left = new MemoryStore();
      int[] asked = {0};
      assertThrows(
          Interrupted.class, () -> DigitRuns.train(settings, left, 2, () -> ++asked[0] == step));
      MemoryStore resumed = new MemoryStore(left);
      DigitRuns.train(settings, resumed, 1, () -> false);
      assertArrayEquals(quiet, resumed.files.get(ModelFile.NAME), "from step " + step);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"freeze.localSteps=1", "freeze.localSteps=4", "fine.gradient=full"})
  void threadsDoNotChangeItsBits(String setting) throws IOException {
    byte[] one = trained(settings(setting), 1);
    assertArrayEquals(one, trained(settings(setting), 2));
    assertArrayEquals(one, trained(settings(setting), 3));
  }

  /** The first layer's weights, whatever moves and decays the others. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "optimizer.name=linbreg",
        "optimizer.name=adabreg",
        "optimizer.name=proxsgd",
        "optimizer.name=rigl",
        "optimizer={name=sgd,momentum=0.9}",
        "optimizer.name=adam"
      })
  void whatWhitensDoesNotMove(String optimizer) throws IOException {
    boolean dense = optimizer.contains("sgd,") || optimizer.endsWith("adam");
    String[] of = {
      optimizer,
      "optimizer.weightDecay=0.1",
      "learningRate.base=0.1",
      "shards=6",
      dense ? "freeze.m=0" : "freeze.localSteps=3",
      dense ? "regularizer.name=none" : "metrics.steps=2",
      "stopping.keepBest=false",
      "network.layers=whiten(2) gelu maxpool(3) conv(4,3) bn relu flatten dense(10)"
    };
    Weights once = model(trained(settings(with(of, "epochs=1")), 2)).weights();
    Weights twice = model(trained(settings(of), 1)).weights();
    Block weights = once.support().layout().blocks().get(0);
    assertEquals(8 * 4, weights.size());
    assertArrayEquals(first(once, 0, weights.size()), first(twice, 0, weights.size()));
    int end = weights.size() + 8;
    assertFalse(
        Arrays.equals(first(once, weights.size(), end), first(twice, weights.size(), end)),
        "no bias has moved");
    // Along the axis of most variance all pixels of a patch are alike, but for their scale.
    float[] axis = first(once, 0, 4);
    for (float w : axis) {
      assertEquals(1, w / axis[0], 0.2);
    }
  }

  private static String[] with(String[] settings, String more) {
    return Stream.concat(Stream.of(settings), Stream.of(more)).toArray(String[]::new);
  }

  private static float[] first(Weights weights, int from, int to) {
    return Arrays.copyOfRange(weights.support().prolong(weights.values()), from, to);
  }

  /** From the file alone: what the run saw of its test examples, example by example too. */
  @Test
  void theModelPredictsWhatTheRunSaw() throws IOException {
    MemoryStore store = new MemoryStore();
    Training.Trained trained =
        DigitRuns.train(settings("stopping.keepBest=false"), store, 2, () -> false);
    Model model = model(store.files.get(ModelFile.NAME));
    Predictor predictor =
        new Predictor(
            model.network(),
            model.weights(),
            model.inputs(),
            model.scaling(),
            Kernels.named("scalar"));
    float[][] one = new float[50][10];
    int[] right = {0};
    float[] x = new float[50 * 784];
    DigitRuns.DIGITS
        .test(settings().config().data())
        .read(
            i -> true,
            (i, row, label) -> {
              System.arraycopy(row, 0, x, i * 784, 784);
              predictor.predict(row.clone(), one[i]);
              right[0] += model.network().loss().decide(10, one[i], 0) == label ? 1 : 0;
            });
    assertEquals(trained.last().quality(), right[0] / 50.0);
    float[] all = new float[500];
    predictor.predict(new Rows.Floats(784, x), 0, 50, all);
    for (int i = 0; i < 50; i++) {
      assertArrayEquals(Arrays.copyOfRange(all, 10 * i, 10 * i + 10), one[i]);
    }
  }

  /** More examples for the moments, other moments; the weights are those of training alone. */
  @Test
  void momentsAreMeasuredOnASampleAndAreNoParameters() throws IOException {
    Model some = model(trained(settings("stopping.keepBest=false", "network.sample=5"), 2));
    Model more = model(trained(settings("stopping.keepBest=false", "network.sample=30"), 2));
    assertArrayEquals(some.weights().values(), more.weights().values());
    assertEquals(2 * (4 + 6 + 6 + 6), some.weights().moments().length);
    assertFalse(Arrays.equals(some.weights().moments(), more.weights().moments()));
    for (float value : more.weights().moments()) {
      assertTrue(Float.isFinite(value), () -> "a moment of " + value);
    }
  }

  /** Multiply-adds at every pixel of the output, three times each but in the first layer. */
  @Test
  void flopsCountEveryPixel() throws IOException {
    TrainConfig config = settings().config();
    long pixels1 = 9 * 9;
    long pixels2 = 5 * 5;
    long expected =
        2 * 25 * 4 * pixels1 + 3 * pixels2 * (9 * 4 * 6 + 9 * 6 * 6 + 9 * 6 * 6) + 3 * 60;
    assertEquals(
        2 * expected,
        Preparation.of(config, DigitRuns.DIGITS.facts(config), DigitRuns.PLATFORM)
            .network()
            .denseFlops());
    MemoryStore dense = new MemoryStore();
    Training.Trained trained =
        DigitRuns.train(
            settings("optimizer.name=sgd", "freeze.m=0", "stopping.keepBest=false"),
            dense,
            2,
            () -> false);
    assertEquals(1, trained.summary().measures().trainFlopsRatio(), 1e-12);
  }

  /** The configuration that is shipped for it, on fewer examples. */
  @Test
  void learnsDigits() throws IOException {
    RunSettings shipped =
        Configs.read(
            List.of(
                Configs.file(new File("../conf/digits-conv.conf")),
                Configs.setting("epochs=4"),
                Configs.setting("data.train=3000"),
                Configs.setting("data.test=500")));
    double accuracy = DigitRuns.train(shipped, new MemoryStore(), 2, () -> false).last().quality();
    assertTrue(accuracy > 0.8, () -> String.format(Locale.ROOT, "only %.3f of digits", accuracy));
  }
}
