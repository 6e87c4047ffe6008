package org.frostml.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.frostml.FrostException;
import org.frostml.TakenOverException;
import org.frostml.config.Configs;
import org.frostml.config.RunSettings;
import org.frostml.config.TrainConfig;
import org.frostml.data.Digits;
import org.frostml.data.Examples;
import org.frostml.data.Pool;
import org.frostml.io.Json;
import org.frostml.io.ModelFile;
import org.frostml.kernel.Kernels;
import org.frostml.train.DivergedException;
import org.frostml.train.Model;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole runs without Spark, their files in a map. */
class TrainingTest {
  private static final Platform PLATFORM =
      Platform.here("1.0", null, Kernels.named("scalar").name());

  /** Supports are shipped that are not a state's. */
  private static final String MIDDLE = "optimizer.name=linbreg freeze.middle=1 freeze.localSteps=1";

  /** Where a fine step has led is evaluated. */
  private static final String DESCENT =
      "optimizer.name=linbreg density.control=fixed fine.gradient=full metrics.steps=1";

  private static final DataSets DIGITS =
      new DataSets() {
        @Override
        public Examples train(TrainConfig.Data data) throws IOException {
          return Pool.of(new Digits("digits", data.train(), data.seed(), 0));
        }

        @Override
        public Examples test(TrainConfig.Data data) throws IOException {
          return Pool.of(new Digits("digits", data.test(), data.seed(), 1));
        }
      };

  private static RunSettings settings(String... more) {
    return Configs.read(
        Stream.concat(
                Stream.of(
                    "epochs=4",
                    "batchSize=21",
                    "data={train=400,test=100}",
                    "network.hidden=[16]",
                    "freeze={m=4,localSteps=2}",
                    "shards=3",
                    "validation.share=0.2",
                    "metrics.steps=5",
                    "checkpoint.epochs=1",
                    "checkpoint.keep=9"),
                Stream.of(more))
            .map(Configs::setting)
            .toList());
  }

  private static Training.Trained train(RunStore store, BooleanSupplier interrupted)
      throws IOException {
    return train(settings(), PLATFORM, store, interrupted);
  }

  private static Training.Trained train(
      RunSettings settings, Platform platform, RunStore store, BooleanSupplier interrupted)
      throws IOException {
    return train(settings, platform, store, interrupted, engine -> engine);
  }

  /**
   * @param by makes the engine that trains of the one that would
   */
  private static Training.Trained train(
      RunSettings settings,
      Platform platform,
      RunStore store,
      BooleanSupplier interrupted,
      UnaryOperator<Engine> by)
      throws IOException {
    TrainConfig config = settings.config();
    Preparation prepared = Preparation.of(config, DIGITS.facts(config), platform);
    Training training = Training.begin(config, settings.text(), prepared, store, "the run");
    try (Engine engine = new LocalEngine(config, prepared, DIGITS.parts(config), 2)) {
      return training.run(by.apply(engine), new Progress.Silent(), config.epochs(), interrupted);
    }
  }

  /** A run that ends before a step, counted from 1. */
  private static MemoryStore interrupted(RunSettings settings, int step) throws IOException {
    MemoryStore store = new MemoryStore();
    int[] asked = {0};
    assertThrows(
        Interrupted.class, () -> train(settings, PLATFORM, store, () -> ++asked[0] == step));
    return store;
  }

  /** A run whose work of a number, counted from 1, is cancelled because its end was asked for. */
  private static MemoryStore cancelled(RunSettings settings, int step) throws IOException {
    MemoryStore store = new MemoryStore();
    int[] taken = {0};
    Interrupted end =
        assertThrows(
            Interrupted.class,
            () ->
                train(
                    settings,
                    PLATFORM,
                    store,
                    () -> taken[0] == step,
                    engine -> new CancelledEngine(engine, () -> ++taken[0] == step)));
    assertTrue(end.getMessage().startsWith("interrupted before step "), end::getMessage);
    return store;
  }

  /** What cannot be written for a while costs nothing, but this is another's now. */
  @Test
  void whatAnotherHasTakenOverIsNotTrainedOn() {
    MemoryStore store = new MemoryStore();
    int[] asked = {0};
    assertThrows(
        TakenOverException.class,
        () ->
            train(
                store,
                () -> {
                  store.taken |= ++asked[0] == 3;
                  return asked[0] > 500;
                }));
    assertFalse(store.complete);
  }

  /** The lines without what a clock measured. */
  private static List<String> metrics(MemoryStore store) {
    return new String(store.files.get(MetricsLog.FILE), StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.replaceAll(",\"(examplesPerSecond|seconds)\":[^,}]*", ""))
        .toList();
  }

  private static byte[] model(MemoryStore store) {
    return store.files.get(ModelFile.NAME);
  }

  @ParameterizedTest
  @ValueSource(strings = {"seed=0", MIDDLE, DESCENT})
  void whereverItIsInterruptedItEndsTheSame(String set) throws IOException {
    RunSettings settings = settings(set.split(" "));
    MemoryStore quiet = new MemoryStore();
    train(settings, PLATFORM, quiet, () -> false);
    assertTrue(quiet.complete);
    for (int step : new int[] {1, 7, 20, 33}) {
      MemoryStore left = interrupted(settings, step);
      left.append(
          MetricsLog.FILE,
          left.files.getOrDefault(MetricsLog.FILE, new byte[0]).length,
          "{\"kind\":\"ep".getBytes(StandardCharsets.UTF_8));
      MemoryStore resumed = new MemoryStore(left);
      train(settings, PLATFORM, resumed, () -> false);
      assertArrayEquals(model(quiet), model(resumed), "from step " + step);
      assertEquals(metrics(quiet), metrics(resumed), "from step " + step);
    }
  }

  /** The draws are a step's, wherever a run was interrupted; and less is shipped. */
  @ParameterizedTest
  @CsvSource({"int8, float32", "int8, bfloat16", "bfloat16, float32"})
  void roundedExchangeResumesToTheSameBits(String fine, String active) throws IOException {
    RunSettings rounded = settings("exchange={fine=" + fine + ",active=" + active + "}");
    MemoryStore quiet = new MemoryStore();
    Summary summary = train(rounded, PLATFORM, quiet, () -> false).summary();
    Summary exact = train(new MemoryStore(), () -> false).summary();
    assertTrue(summary.measures().exchangeRatio() < 0.9 * exact.measures().exchangeRatio());
    MemoryStore left = new MemoryStore();
    int[] asked = {0};
    assertThrows(Interrupted.class, () -> train(rounded, PLATFORM, left, () -> ++asked[0] == 20));
    MemoryStore resumed = new MemoryStore(left);
    train(rounded, PLATFORM, resumed, () -> false);
    assertArrayEquals(model(quiet), model(resumed));
    assertEquals(metrics(quiet), metrics(resumed));
  }

  @ParameterizedTest
  @CsvSource({"float32, float32", "int8, bfloat16", "bfloat16, float32"})
  void aRunThatDivergesSaysSoInEveryPrecision(String fine, String active) {
    RunSettings settings =
        settings(
            "exchange={fine=" + fine + ",active=" + active + "}",
            "optimizer.name=linbreg",
            "learningRate.base=1e30");
    DivergedException e =
        assertThrows(
            DivergedException.class,
            () -> train(settings, PLATFORM, new MemoryStore(), () -> false));
    assertTrue(
        e.getMessage().matches("the run diverged at step [0-9]+ \\(epoch 1\\): loss NaN at .*"),
        e.getMessage());
  }

  /**
   * What is promised of exact gradients of the loss that is scored is not measured along others.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "exchange.fine=float32 | true",
        "density.control=quantile | false",
        "density.ramp.start=2 | false",
        "exchange.fine=int8 | false",
        "network.precision=bfloat16 | false",
        "network.layers=conv(2,3) bn relu pool dense(10) | true",
        "network.layers=dense(16) relu dropout(0.5) dense(10) | false",
        "network.smoothing=0.1 | false",
        "data.augment.crop=1 | false"
      })
  void descentIsWatchedWhereItIsPromised(String setting, boolean exact) throws IOException {
    MemoryStore store = new MemoryStore();
    RunSettings settings =
        settings("optimizer.name=linbreg", "fine.gradient=full", "density.control=fixed", setting);
    train(settings, PLATFORM, store, () -> false);
    String cycle =
        metrics(store).stream().filter(line -> line.contains("cycle")).findFirst().orElseThrow();
    assertEquals(exact, !cycle.contains("\"violations\":null"), cycle);
  }

  @ParameterizedTest
  @ValueSource(strings = {"seed=0", MIDDLE, DESCENT})
  void whereverAStepIsCancelledItEndsTheSame(String set) throws IOException {
    RunSettings settings = settings(set.split(" "));
    MemoryStore quiet = new MemoryStore();
    train(settings, PLATFORM, quiet, () -> false);
    // Of an epoch of 15 steps, in rounds of two at most, the first ones too.
    for (int step = 2; step < 24; step++) {
      MemoryStore resumed = new MemoryStore(cancelled(settings, step));
      train(settings, PLATFORM, resumed, () -> false);
      assertArrayEquals(model(quiet), model(resumed), "from step " + step);
      assertEquals(metrics(quiet), metrics(resumed), "from step " + step);
    }
  }

  /** Each line is written once, however many epochs there are. */
  @Test
  void theLogGrowsByWhatIsNew() throws IOException {
    MemoryStore store = new MemoryStore();
    train(store, () -> false);
    assertTrue(metrics(store).size() > 4, () -> metrics(store).toString());
    assertEquals(store.files.get(MetricsLog.FILE).length, store.appended);
  }

  /** Of two examples, or of two pixels, there is something to learn. */
  @Test
  void aBatchNormOfOneNumberIsRefused() throws IOException {
    String layers = "network.layers=conv(2,3) maxpool(28) bn flatten dense(10)";
    assertEquals(
        "network.layers: the batch norm net.2 would normalise 1 number per channel, a pixel of the"
            + " 1 example that each of 3 shards gives to a mini-batch of 3: raise batchSize, or"
            + " lower shards",
        assertThrows(FrostException.class, () -> provenance("batchSize=3", layers)).getMessage());
    assertEquals(
        "network.sample = 1: the batch norm net.2 would normalise 1 number per channel: raise it",
        assertThrows(
                FrostException.class, () -> provenance("batchSize=6", layers, "network.sample=1"))
            .getMessage());
    provenance("batchSize=6", layers);
    provenance("batchSize=3", layers.replace("28", "14"));
  }

  /** All weights of a feature live or die together. */
  @Test
  void aDensityBelowOneColumnIsRefused() throws IOException {
    String[] columns = {
      "regularizer={name=columns,except=[net.last.weight]}", "network.hidden=[64]"
    };
    String message =
        assertThrows(
                FrostException.class,
                () -> provenance(columns[0], columns[1], "density.target=5e-4"))
            .getMessage();
    assertTrue(message.contains("groups of 64 live or die together"), message);
    provenance(columns[0], columns[1], "density.target=2e-3");
  }

  private static Provenance provenance(String... more) throws IOException {
    TrainConfig config = settings(more).config();
    return Preparation.of(config, DIGITS.facts(config), PLATFORM).provenance();
  }

  /** One data set has one name, whatever a run makes of it. */
  @Test
  void dataHaveOneNameWhateverTheSeedAndTheSplit() throws IOException {
    Provenance one = provenance();
    Provenance other = provenance("seed=7", "validation.share=0", "shards=7");
    assertEquals(one, other);
    assertEquals(400, one.training().examples());
    assertEquals(100, one.test().examples());
    assertNotEquals(one.training().sha256(), one.test().sha256());
    assertEquals(one, Json.read(Json.file(one), Provenance.class, "provenance.json"));
  }

  @Test
  void aModelSaysWhereItComesFrom() throws IOException {
    MemoryStore store = new MemoryStore();
    Summary summary = train(store, () -> false).summary();
    byte[] bytes = model(store);
    try (InputStream in = new ByteArrayInputStream(bytes)) {
      Model model = ModelFile.read(in, bytes.length, "model");
      Map<String, String> texts = summary.provenance().texts();
      texts.forEach((key, text) -> assertEquals(text, model.provenance().get(key), key));
      assertEquals(System.getProperty("os.arch"), texts.get("architecture"));
      assertEquals(System.getProperty("os.name"), texts.get("os"));
    }
  }

  private static void assertRefused(String message, MemoryStore left, String setting) {
    FrostException e =
        assertThrows(
            FrostException.class,
            () -> train(settings(setting), PLATFORM, new MemoryStore(left), () -> false));
    assertTrue(e.getMessage().startsWith(message), e.getMessage());
  }

  @Test
  void otherDataAreRefusedByName() throws IOException {
    MemoryStore left = interrupted(settings(), 7);
    assertRefused(
        "the run: was begun with other training examples: their SHA-256 was ",
        left,
        "data.train=404");
    assertRefused(
        "the run: was begun with other test examples: their SHA-256 was ", left, "data.test=99");
  }

  @Test
  void anotherFrostResumesToTheSameBits() throws IOException {
    MemoryStore quiet = new MemoryStore();
    Platform other = Platform.here("2.0", null, PLATFORM.kernels());
    train(settings(), other, quiet, () -> false);
    MemoryStore resumed = new MemoryStore(interrupted(settings(), 7));
    train(settings(), other, resumed, () -> false);
    assertArrayEquals(model(quiet), model(resumed));
  }
}
