package org.frostml.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.frostml.FrostException;
import org.frostml.config.Configs;
import org.frostml.config.RunSettings;
import org.frostml.config.TrainConfig;
import org.frostml.data.Digits;
import org.frostml.data.Examples;
import org.frostml.data.Pool;
import org.frostml.io.ModelFile;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Measure;
import org.frostml.nn.MomentSums;
import org.frostml.nn.Network;
import org.frostml.sparse.Score;
import org.frostml.sparse.Weights;
import org.frostml.train.Evaluated;
import org.frostml.train.Evaluator;
import org.frostml.train.Exchange;
import org.frostml.train.Objective;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What runs are compared by, from the configuration to the files. */
class MeasuredRunTest {
  private static final Platform PLATFORM =
      Platform.here("1.0", null, Kernels.named("scalar").name());

  /** Digits as two classes: those from a number on, and those before. */
  private record Halves(Digits digits, int from) implements Examples {
    @Override
    public String name() {
      return digits.name();
    }

    @Override
    public int size() {
      return digits.size();
    }

    @Override
    public int features() {
      return digits.features();
    }

    @Override
    public int classes() {
      return 2;
    }

    @Override
    public boolean bytes() {
      return digits.bytes();
    }

    @Override
    public boolean pixels() {
      return digits.pixels();
    }

    @Override
    public void read(IntPredicate wanted, Sink sink) throws IOException {
      digits.read(wanted, (index, x, label) -> sink.accept(index, x, label >= from ? 1 : 0));
    }
  }

  private static final class Data extends DataSets {
    private final int from;

    Data(int from) {
      this.from = from;
    }

    @Override
    public Examples train(TrainConfig.Data data) throws IOException {
      return Pool.of(new Halves(new Digits("digits", data.train(), 0, 0), from));
    }

    @Override
    public Examples test(TrainConfig.Data data) throws IOException {
      return Pool.of(new Halves(new Digits("digits", data.test(), 0, 1), from));
    }
  }

  private static RunSettings settings(String... more) {
    return Configs.read(
        Stream.concat(
                Stream.of(
                    "epochs=4",
                    "batchSize=21",
                    "data={train=400,test=100,classes=2}",
                    "network={hidden=[8],loss=binary-cross-entropy}",
                    "density.target=0.2",
                    "freeze={m=4,localSteps=2}",
                    "shards=3",
                    "validation.share=0.2"),
                Stream.of(more))
            .map(Configs::setting)
            .toList());
  }

  /** Counts passes over examples that give more than a score. */
  private record Counting(Evaluator of, List<Weights> inFull) implements Evaluator {
    @Override
    public Score score(Weights weights) {
      return of.score(weights);
    }

    @Override
    public Evaluated evaluate(Weights weights) {
      inFull.add(weights);
      return of.evaluate(weights);
    }
  }

  private record Counted(Engine engine, List<Weights> inFull) implements Engine {
    @Override
    public Objective objective() {
      return engine.objective();
    }

    @Override
    public MomentSums moments(Weights weights) {
      return engine.moments(weights);
    }

    @Override
    public Network network() {
      return engine.network();
    }

    @Override
    public Evaluator training() {
      return engine.training();
    }

    @Override
    public Optional<Evaluator> test() {
      return engine.test().map(examples -> new Counting(examples, inFull));
    }

    @Override
    public Optional<Evaluator> validation() {
      return engine.validation().map(examples -> new Counting(examples, inFull));
    }

    @Override
    public int threads() {
      return engine.threads();
    }

    @Override
    public Exchange exchange() {
      return engine.exchange();
    }

    @Override
    public void close() {
      engine.close();
    }
  }

  /** A run, and what it left. */
  private static final class Ran {
    final MemoryStore store;
    final Training.Trained trained;
    final List<Weights> inFull = new ArrayList<>();

    Ran(RunSettings settings, MemoryStore store, int from, BooleanSupplier interrupted)
        throws IOException {
      this.store = store;
      TrainConfig config = settings.config();
      DataSets data = new Data(from);
      Preparation prepared = Preparation.of(config, data.facts(config), PLATFORM);
      Training training = Training.begin(config, settings.text(), prepared, store, "the run");
      try (Engine engine =
          new Counted(new LocalEngine(config, prepared, data.parts(config), 2), inFull)) {
        trained = training.run(engine, new Progress.Silent(), config.epochs(), interrupted);
      }
    }

    List<JsonNode> epochs() throws IOException {
      List<JsonNode> epochs = new ArrayList<>();
      for (String line : text(MetricsLog.FILE).split("\n")) {
        JsonNode node = new ObjectMapper().readTree(line);
        if (node.path("kind").asText().equals("epoch")) {
          epochs.add(node);
        }
      }
      return epochs;
    }

    JsonNode summary() throws IOException {
      return new ObjectMapper().readTree(text("summary.json"));
    }

    String text(String file) {
      return new String(store.files.get(file), StandardCharsets.UTF_8);
    }

    float[] weights() throws IOException {
      byte[] bytes = store.files.get(ModelFile.NAME);
      return ModelFile.read(new ByteArrayInputStream(bytes), bytes.length, "model")
          .weights()
          .values();
    }
  }

  private static Ran run(String... more) throws IOException {
    return new Ran(settings(more), new MemoryStore(), 5, () -> false);
  }

  @ParameterizedTest
  @CsvSource({
    "binary-cross-entropy, accuracy, 'accuracy,f1,auc,aupr,logLoss'",
    "cross-entropy, accuracy, 'accuracy,f1,auc,aupr,logLoss'",
    "mse, rmse, 'rmse,mae,r2'",
    "huber, rmse, 'rmse,mae,r2'"
  })
  void aSummaryHasWhatMeansSomething(String loss, String quality, String keys) throws IOException {
    Ran ran = run("network.loss=" + loss);
    for (String key : keys.split(",")) {
      String heldOut =
          "validation" + key.substring(0, 1).toUpperCase(Locale.ROOT) + key.substring(1);
      assertTrue(ran.summary().path(key).isNumber(), key);
      assertTrue(ran.summary().path(heldOut).isNumber(), heldOut);
      assertEquals(key.equals(quality), ran.epochs().get(0).has(key), key);
      assertEquals(key.equals(quality), ran.summary().has("best" + heldOut.substring(10)), key);
    }
    for (String other : List.of("accuracy", "f1", "macroF1", "auc", "logLoss", "rmse", "r2")) {
      assertEquals(List.of(keys.split(",")).contains(other), ran.summary().has(other), other);
    }
    // Once at the end, and on held-out examples; the epochs were only scored.
    assertEquals(2, ran.inFull.size());
    StringWriter text = new StringWriter();
    ran.trained.summary().print(new PrintWriter(text), "model.safetensors");
    String also = text.toString().lines().filter(line -> line.startsWith("also")).findFirst().get();
    assertTrue(
        also.matches(
            quality.equals("rmse")
                ? "also {6}MAE [\\d.]+, R2 -?[\\d.]+"
                : "also {6}F1 [\\d.]+ %, AUC [\\d.]+, AUPR [\\d.]+, log loss [\\d.]+"),
        also);
  }

  @ParameterizedTest
  @CsvSource({
    "binary-cross-entropy, auc, true",
    "binary-cross-entropy, aupr, true",
    "binary-cross-entropy, f1, true",
    "binary-cross-entropy, loss, false",
    "mse, r2, true",
    "mse, mae, false",
    "huber, loss, false"
  })
  void theBestEpochIsThatOfTheMeasure(String loss, String by, boolean higher) throws IOException {
    String[] plain = {"network.loss=" + loss, "stopping.keepBest=true", "epochs=7"};
    Ran ran =
        run(Stream.concat(Stream.of(plain), Stream.of("stopping.by=" + by)).toArray(String[]::new));
    String name = by.substring(0, 1).toUpperCase(Locale.ROOT) + by.substring(1);
    List<JsonNode> epochs = ran.epochs();
    int best = 0;
    double last = Double.NaN;
    for (JsonNode epoch : epochs) {
      double value = epoch.path("validation" + name).doubleValue();
      boolean counts = epoch.path("density").doubleValue() <= 0.2 * 1.02;
      if (counts && (best == 0 || (higher ? value > last : value < last))) {
        best = epoch.path("epoch").intValue();
        last = value;
      }
    }
    JsonNode kept = epochs.get(best - 1);
    assertEquals(best, ran.summary().path("modelEpoch").intValue());
    for (String key :
        List.of(by, "validation" + name, "accuracy", "validationAuc", "mae", "loss")) {
      assertEquals(kept.path(key), ran.summary().path(key), key);
    }
    for (String key : List.of("best" + name, "bestValidation" + name)) {
      assertEquals(epochs.get(6).path(key), ran.summary().path(key), key);
      assertTrue(ran.summary().path(key).isNumber(), key);
    }
    assertEquals(2 * 7, ran.inFull.size(), "each epoch on test and on held-out examples");
  }

  /** What is measured changes nothing of what is trained. */
  @Test
  void theModelHasTheSameBits() throws IOException {
    Ran plain = run();
    for (String by : List.of("accuracy", "auc", "loss")) {
      Ran ran = run("stopping.by=" + by);
      assertArrayEquals(plain.weights(), ran.weights(), by);
      assertEquals(plain.summary().path("auc"), ran.summary().path("auc"));
      assertEquals(plain.summary().path("accuracy"), ran.summary().path("accuracy"));
    }
    assertEquals(plain.trained.last().of(Measure.AUC), plain.summary().path("auc").doubleValue());
  }

  @Test
  void aRunThatResumesHasTheSameNumbers() throws IOException {
    String[] more = {"stopping.by=auc", "stopping.keepBest=true", "checkpoint.epochs=1"};
    Ran quiet = run(more);
    MemoryStore left = new MemoryStore();
    int[] asked = {0};
    assertThrows(Interrupted.class, () -> new Ran(settings(more), left, 5, () -> ++asked[0] == 17));
    Ran resumed = new Ran(settings(more), new MemoryStore(left), 5, () -> false);
    String clocks = ",\"(examplesPerSecond|seconds)\":[^,}]*";
    assertEquals(
        quiet.text(MetricsLog.FILE).replaceAll(clocks, ""),
        resumed.text(MetricsLog.FILE).replaceAll(clocks, ""));
    assertArrayEquals(quiet.weights(), resumed.weights());
    assertNotEquals(0, quiet.epochs().get(0).path("auc").doubleValue());
  }

  /** Without both classes there is no area under a curve; what goes by it says so. */
  @Test
  void examplesOfOneClassAreSaidToBe() throws IOException {
    RunSettings plain = settings();
    JsonNode summary = new Ran(plain, new MemoryStore(), 10, () -> false).summary();
    assertTrue(summary.has("auc"));
    assertTrue(summary.path("auc").isNull());
    assertEquals(1, summary.path("accuracy").doubleValue());
    FrostException e =
        assertThrows(
            FrostException.class,
            () -> new Ran(settings("stopping.by=auc"), new MemoryStore(), 10, () -> false));
    assertEquals(
        "stopping.by auc: the 100 test examples have no AUC, because they are all of one class; set"
            + " stopping.by to loss, or take more of them",
        e.getMessage());
  }
}
