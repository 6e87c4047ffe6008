package org.frostml.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.frostml.FrostException;
import org.frostml.nn.Augmentation;
import org.frostml.nn.Flip;
import org.frostml.nn.Labels;
import org.frostml.nn.Measure;
import org.frostml.nn.Network;
import org.frostml.nn.Penalties;
import org.frostml.nn.Shape;
import org.frostml.nn.SoftmaxCrossEntropy;
import org.frostml.optim.AdaBreg;
import org.frostml.optim.AdamStep;
import org.frostml.optim.DensityControl;
import org.frostml.optim.L1Norm;
import org.frostml.optim.LinBreg;
import org.frostml.optim.LrSchedule;
import org.frostml.optim.MomentumStep;
import org.frostml.optim.NoRegularizer;
import org.frostml.optim.Sgd;
import org.frostml.train.CycleLength;
import org.frostml.train.FineGradient;
import org.frostml.train.FreezeSchedule;
import org.frostml.train.Stopping;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigsTest {
  private static final Path SHIPPED = Path.of("../conf");

  private static TrainConfig bind(String... settings) {
    return Configs.bind(Stream.of(settings).map(Configs::setting).toList());
  }

  @Test
  void theReferenceAloneIsAConfiguration() {
    TrainConfig config = Configs.bind(List.of());
    assertEquals(
        new AdaBreg(
            1,
            new AdamStep(0.9f, 0.999f, 1e-4f, 5e-4f),
            new L1Norm(),
            new DensityControl.Quantile(0.1)),
        config.optimizer());
    assertEquals(
        new FreezeSchedule(19, 19, new CycleLength.Periodic(), 1, 0, 0.1), config.freeze());
    assertEquals(FineGradient.BATCH, config.fineGradient());
    assertEquals(Penalties.ALIKE, config.penalties());
  }

  /** Whatever else it leaves open for others to say. */
  @Test
  void aConfigurationSaysAKeyByItself() {
    String text = "data { format = ${?FROST_NO_SUCH_VARIABLE}, path = ${PATH} }, batchSize = ${x}";
    Config given = Configs.text(text, "text");
    assertEquals(Optional.empty(), Configs.said(given, "data.format"));
    assertEquals(Optional.of(System.getenv("PATH")), Configs.said(given, "data.path"));
  }

  @Test
  void imagesAreAugmentedWhereItIsAskedFor() {
    assertEquals(Augmentation.NONE, bind().augmentation());
    assertEquals(
        new Augmentation(4, Flip.ALTERNATING, 0),
        bind("data.augment.crop=4", "data.augment.flip=alternating").augmentation());
    assertEquals(
        "data.augment.cutout is of images, which data.shape makes of a table's rows (--set data.augment.cutout=3: 1)",
        assertThrows(
                FrostException.class,
                () -> bind("data.format=csv", "data.path=a", "data.augment.cutout=3"))
            .getMessage());
  }

  @Test
  void everyFormatOfFilesNeedsAPath() {
    Map<String, String> kinds =
        Map.of(
            "idx", "folder of the IDX files",
            "cifar", "folder of the binary batches",
            "images", "folder with train and test in it",
            "csv", "table");
    kinds.forEach(
        (format, what) ->
            assertEquals(
                "data.path is empty: name the " + what + ", for instance --data PATH",
                assertThrows(FrostException.class, () -> bind("data.format=" + format))
                    .getMessage()));
  }

  /** Spark's own settings, which lie beside ours, and all defaults, those of a sweep too. */
  private static final Set<String> OTHERS =
      Set.of("spark-defaults.conf", "yarn.conf", "kubernetes.conf", "reference.conf");

  static Stream<Path> shipped() throws IOException {
    try (Stream<Path> files = Files.list(SHIPPED)) {
      return files
          .filter(file -> file.toString().endsWith(".conf"))
          .filter(file -> !OTHERS.contains(file.getFileName().toString()))
          .toList()
          .stream();
    }
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void everyShippedConfigurationBinds(Path file) {
    TrainConfig config =
        Configs.bind(List.of(Configs.setting("data.path=somewhere"), Configs.file(file.toFile())));
    assertTrue(config.epochs() > 0);
  }

  /** The network takes the images, and what is said of its layers fits them. */
  @ParameterizedTest
  @MethodSource("shipped")
  void everyShippedConfigurationOfImagesFitsItsNetwork(Path file) {
    TrainConfig config =
        Configs.bind(List.of(Configs.setting("data.path=somewhere"), Configs.file(file.toFile())));
    Map<TrainConfig.Format, Shape> shapes =
        Map.of(
            TrainConfig.Format.DIGITS, new Shape(1, 28, 28),
            TrainConfig.Format.IDX, new Shape(1, 28, 28),
            TrainConfig.Format.CIFAR, new Shape(3, 32, 32));
    Shape shape = shapes.get(config.data().format());
    if (shape != null) {
      Network network = config.network(shape, Labels.numbered(10));
      assertTrue(config.penalties().on(network).weights() > 0);
      config.augmentation().require(shape);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "cifar-fast.conf, 0.1",
    "cifar-resnet20.conf, 0.1",
    "cifar-resnet18.conf, 0.05",
    "cifar-vgg16.conf, 0.05",
    "mnist-lenet5.conf, 0.05"
  })
  void convolutionalNetworksAreAsSparseAsTheirFilesSay(String file, double density)
      throws IOException {
    Path path = SHIPPED.resolve(file);
    TrainConfig config =
        Configs.bind(List.of(Configs.setting("data.path=somewhere"), Configs.file(path.toFile())));
    assertEquals(density, config.optimizer().targetDensity());
    assertTrue(
        Files.readString(path).contains(Math.round(100 * density) + " % density"),
        "its first line says otherwise");
  }

  @Test
  void laterOverlaysWin() {
    assertEquals(3, bind("epochs=2", "epochs=3").epochs());
    assertEquals(List.of(7, 5), bind("network.hidden=[7,5]").hidden());
    assertEquals(List.of(), bind("network.hidden=[]").hidden());
  }

  @Test
  void theNetworkIsOfHiddenWidthsOrOfLayers() {
    assertEquals("dense(128,relu) dense(64,relu) dense(10)", spec("epochs=1"));
    assertEquals("dense(7,relu) dense(10)", spec("network.hidden=[7]"));
    assertEquals("dense(10)", spec("network.hidden=[]"));
    assertEquals(
        "dense(20,relu) [dense(30) dense(10)]",
        spec("network.layers=dense(20) relu [dense(30) dense(10)]"));
    assertEquals("dense(3)", spec("data.classes=3", "network.layers=dense(3)"));
  }

  private static String spec(String... settings) {
    return bind(settings)
        .network(Shape.flat(4), Labels.numbered(bind(settings).data().classes()))
        .spec();
  }

  @Test
  void whatIsNoNetworkOfTheDataIsNamed() {
    assertEquals(
        "network.layers: the last layer has 9 outputs, but network.loss = cross-entropy and 10 classes"
            + " take 10",
        assertThrows(FrostException.class, () -> spec("network.layers=dense(9)")).getMessage());
    assertEquals(
        "network.hidden: net.0.weight: 2147483647 x 4 from 0 does not fit a float[]",
        assertThrows(FrostException.class, () -> spec("network.hidden=[2147483647]")).getMessage());
  }

  @Test
  void namesChooseParts() {
    assertEquals(
        new Sgd(new MomentumStep(0.9f, 0)),
        bind(
                "optimizer.name=sgd",
                "freeze.m=0",
                "optimizer.momentum=0.9",
                "optimizer.weightDecay=0")
            .optimizer());
    assertEquals(
        new LinBreg(
            2,
            new MomentumStep(0, 5e-4f),
            new NoRegularizer(),
            new DensityControl.FixedLambda(0.5f)),
        bind(
                "optimizer.name=linbreg",
                "regularizer.name=none",
                "density.control=fixed",
                "density.lambda=0.5",
                "optimizer.delta=2",
                "freeze.m=0")
            .optimizer());
    assertEquals(
        new LrSchedule.WarmUp(new LrSchedule.Step(0.1, 0.5, 3), 2),
        bind(
                "learningRate.schedule=step",
                "learningRate.base=0.1",
                "learningRate.factor=0.5",
                "learningRate.every=3",
                "learningRate.warmUp=2")
            .schedule());
    assertEquals(
        new FreezeSchedule(9, 4, new CycleLength.Periodic(), 1, 0, 0.1),
        bind("freeze.m=9", "freeze.localSteps=4").freeze());
    assertEquals(9, bind("freeze.m=9").freeze().localSteps(), "shards meet at fine steps");
    assertEquals(1, bind("freeze.m=0").freeze().localSteps(), "every step is exact");
  }

  @Test
  void labelsAreSmoothedWhereItIsAskedFor() {
    assertEquals(new SoftmaxCrossEntropy(), bind().loss());
    assertEquals(new SoftmaxCrossEntropy(0.2f), bind("network.smoothing=0.2").loss());
    assertTrue(bind("network.precision=bfloat16").rounded());
    assertFalse(bind("network.precision=float32").rounded());
  }

  /** Epochs count once the density that is aimed at is reached, where one is. */
  @Test
  void stoppingKnowsTheDensityAimedAt() {
    String[] held = {"validation.share=0.1", "stopping.patience=3", "stopping.keepBest=true"};
    assertEquals(new Stopping(0, 0, false, 0.1, Measure.ACCURACY), bind().stopping());
    assertEquals(0, bind().validationShare());
    assertEquals(0.1, bind(held).validationShare());
    assertEquals(new Stopping(3, 0, true, 0.1, Measure.ACCURACY), bind(held).stopping());
    assertEquals(
        new Stopping(0, 0.5, false, 0.2, Measure.ACCURACY),
        bind("density.target=0.2", "stopping.delta=0.5").stopping());
    assertEquals(1, bind("density.control=fixed").stopping().density());
    assertEquals(1, bind("optimizer.name=sgd", "freeze.m=0").stopping().density());
    assertEquals(1, bind("regularizer.name=none", "freeze.m=0").stopping().density());
  }

  /** By name what the loss does not go by itself; what means nothing for it is refused. */
  @ParameterizedTest
  @CsvSource({
    "cross-entropy, 10, auto, ACCURACY",
    "cross-entropy, 10, accuracy, ACCURACY",
    "cross-entropy, 10, f1, MACRO_F1",
    "cross-entropy, 10, loss, LOSS",
    "cross-entropy, 10, auc, 'accuracy, loss, f1'",
    "cross-entropy, 10, rmse, 'accuracy, loss, f1'",
    "cross-entropy, 2, auc, AUC",
    "cross-entropy, 2, f1, F1",
    "binary-cross-entropy, 2, auto, ACCURACY",
    "binary-cross-entropy, 2, f1, F1",
    "binary-cross-entropy, 2, aupr, AUPR",
    "binary-cross-entropy, 2, r2, 'accuracy, loss, f1, auc, aupr'",
    "mse, 10, auto, RMSE",
    "mse, 10, r2, R2",
    "huber, 10, mae, MAE",
    "huber, 10, loss, LOSS",
    "huber, 10, accuracy, 'rmse, loss, mae, r2'"
  })
  void epochsAreComparedByWhatMeansSomething(String loss, int classes, String by, String expected) {
    String[] given = {"network.loss=" + loss, "data.classes=" + classes, "stopping.by=" + by};
    if (!expected.contains(",")) {
      assertEquals(Measure.valueOf(expected), bind(given).stopping().measure());
      return;
    }
    String message = assertThrows(FrostException.class, () -> bind(given)).getMessage();
    assertTrue(
        message.startsWith("stopping.by " + by + " means nothing for network.loss " + loss + " "),
        message);
    assertTrue(
        message.contains(": take auto or one of " + expected + " (--set stopping.by"), message);
  }

  @Test
  void theResolvedConfigurationBindsToTheSameRun() {
    List<Config> given =
        List.of(Configs.text("epochs = 2, network.hidden = [5], density.target = 0.2", "t"));
    RunSettings settings = Configs.read(given);
    RunSettings again = Configs.read(List.of(Configs.text(settings.text(), "model")));
    assertEquals(settings, again);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          epoch=3 | unknown key epoch (--set epoch=3: 1); did you mean epochs?
          learningrate.base=1 | unknown key learningrate (--set learningrate.base=1: 1); did you mean learningRate.base?
          optimizer.wieghtDecay=1 | unknown key optimizer.wieghtDecay (--set optimizer.wieghtDecay=1: 1); did you mean optimizer.weightDecay?
          data.except=null | --set data.except=null: 1: Configuration key 'data.except' is null
          data={except=null} | --set data={except=null}: 1: Configuration key 'data.except' is null
          data.options={inferSchema=null} | data.options.inferSchema must be a text: null (--set data.options={inferSchema=null}: 1)
          data=3 | data is a group of keys and takes no value (--set data=3: 1)
          epochs.x=3 | epochs takes a value and has no keys below it (--set epochs.x=3: 1)
          epochs=many | --set epochs=many: 1: epochs has type STRING rather than NUMBER
          epochs=0 | epochs must be >= 1: 0 (--set epochs=0: 1)
          epochs=1.5 | epochs must be a whole number: 1.5 (--set epochs=1.5: 1)
          batchSize=3e9 | batchSize must be <= 2147483647: 3000000000 (--set batchSize=3e9: 1)
          network.hidden=[16.7] | network.hidden must be a whole number: 16.7 (--set network.hidden=[16.7]: 1)
          learningRate.factor=abc | --set learningRate.factor=abc: 1: learningRate.factor has type STRING rather than NUMBER
          shards=-1 | shards must be >= 1: -1 (--set shards=-1: 1)
          freeze.m=-1 | freeze.m must be >= 0: -1 (--set freeze.m=-1: 1)
          freeze.localSteps=0 | freeze.localSteps must be >= 1: 0 (--set freeze.localSteps=0: 1)
          density.target=0 | density.target must be in (0, 1]: 0.0 (--set density.target=0: 1)
          density.target=1.01 | density.target must be in (0, 1]: 1.01 (--set density.target=1.01: 1)
          density.control=quantil | density.control must be one of adaptive, fixed, quantile: quantil (--set density.control=quantil); did you mean quantile?
          optimizer.name=adm | optimizer.name must be one of adabreg, adam, gmp, linbreg, proxsgd, rigl, set, sgd, static: adm (--set optimizer.name=adm); did you mean adam?
          optimizer.delta=0 | optimizer.delta must be > 0: 0.0 (--set optimizer.delta=0: 1)
          optimizer={name=linbreg,momentum=1} | optimizer.momentum must be in [0, 1): 1.0 (--set optimizer={name=linbreg,momentum=1}: 1)
          learningRate.base=0 | learningRate.base must be > 0: 0.0 (--set learningRate.base=0: 1)
          network.rho=2 | network.rho must be in (0, 1]: 2.0 (--set network.rho=2: 1)
          network.hidden=[3,0] | network.hidden must be >= 1: 0 (--set network.hidden=[3,0]: 1)
          network.layers=dens(9) | network.layers: unknown layer dens(9); there are dense(OUTPUTS), relu, gelu, dropout(SHARE), conv(CHANNELS,KERNEL), whiten(KERNEL), bn, maxpool(SIZE), avgpool(SIZE), pool, flatten, residual[LAYERS] and [LAYERS] (--set network.layers=dens(9))
          network.hidden=3 | --set network.hidden=3: 1: network.hidden has type NUMBER rather than LIST
          data.format=idx | data.path is empty: name the folder of the IDX files, for instance --data PATH
          optimizer.name=sgd | freeze.m must be 0 where nothing is sparse, because then nothing can be frozen: m 19 (reference.conf: LINE)
          validation.share=1 | validation.share must be in [0, 1): 1.0 (--set validation.share=1: 1)
          validation.share=-0.1 | validation.share must be in [0, 1): -0.1 (--set validation.share=-0.1: 1)
          validation.share=NaN | validation.share must be finite: NaN (--set validation.share=NaN: 1)
          validation=0.1 | validation is a group of keys and takes no value (--set validation=0.1: 1)
          stopping.patience=3 | stopping.patience needs validation.share > 0 or validation.column, because epochs are compared on examples held out of training: 3 (--set stopping.patience=3: 1)
          stopping.keepBest=true | stopping.keepBest needs validation.share > 0 or validation.column, because epochs are compared on examples held out of training: true (--set stopping.keepBest=true: 1)
          validation.column=held | validation.column is of tables: held (--set validation.column=held)
          stopping.keepBest=often | --set stopping.keepBest=often: 1: stopping.keepBest has type STRING rather than BOOLEAN
          stopping.patience=-1 | stopping.patience must be >= 0: -1 (--set stopping.patience=-1: 1)
          network.loss=hinge | network.loss must be one of binary-cross-entropy, cross-entropy, huber, mse: hinge (--set network.loss=hinge)
          network.loss=binary-cross-entropy | network.loss: binary-cross-entropy tells 2 classes apart, not 10: take cross-entropy (--set network.loss=binary-cross-entropy)
          network.smoothing=1 | network.smoothing must be in [0, 1): 1.0 (--set network.smoothing=1: 1)
          data.scaling=some | data.scaling must be one of auto, channel, feature, none, whole: some (--set data.scaling=some); did you mean none?
          stopping.delta=1 | stopping.delta must be in [0, 1): 1.0 (--set stopping.delta=1: 1)
          stopping.keepbest=true | unknown key stopping.keepbest (--set stopping.keepbest=true: 1); did you mean stopping.keepBest?
          sweep.seeds=[1] | unknown key sweep (--set sweep.seeds=[1]: 1); this is the configuration of a sweep: use frost sweep
          epochs={ | --set epochs={: 1: expecting a close parentheses ')' here, not: end of file
          epochs | --set epochs: expected key=value
          seed=${nothing} | --set seed=${nothing}: 1: Could not resolve substitution to a value: ${nothing}
          """)
  void whatDoesNotFitIsNamed(String setting, String message) {
    FrostException e = assertThrows(FrostException.class, () -> bind(setting));
    assertEquals(
        message, e.getMessage().replaceAll("reference.conf: \\d+", "reference.conf: LINE"));
  }

  /** A name that is far from all others is no slip of the fingers. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          data.format=numpy | data.format must be one of avro, cifar, csv, digits, idx, images, json, libsvm, orc, parquet, table: numpy (--set data.format=numpy)
          data.format=id | data.format must be one of avro, cifar, csv, digits, idx, images, json, libsvm, orc, parquet, table: id (--set data.format=id); did you mean idx?
          lr=1 | unknown key lr (--set lr=1: 1)
          momentum=0.5 | unknown key momentum (--set momentum=0.5: 1); did you mean optimizer.momentum?
          """)
  void onlyWhatIsNearIsSuggested(String setting, String message) {
    assertEquals(message, assertThrows(FrostException.class, () -> bind(setting)).getMessage());
  }

  /** The environment of this JVM is what it is: a variable of it that is no number. */
  @Test
  void anEnvironmentVariableOfTheWrongKindIsNamed(@TempDir File folder) throws IOException {
    String variable =
        System.getenv().keySet().stream()
            .filter(name -> name.matches("[A-Z_]+") && System.getenv(name).matches(".*[a-z/].*"))
            .findFirst()
            .orElseThrow();
    File file = new File(folder, "mine.conf");
    for (String key :
        List.of("epochs", "learningRate.base", "stopping.keepBest", "network.hidden")) {
      Files.writeString(file.toPath(), "seed = 1\n" + key + " = ${?" + variable + "}\n");
      String message =
          assertThrows(FrostException.class, () -> Configs.bind(List.of(Configs.file(file))))
              .getMessage();
      assertTrue(
          message.contains(key) && message.contains("environment variable " + variable), message);
      assertFalse(message.contains(System.getenv(variable)), message);
    }
  }

  @Test
  void filesAreNamedWithTheirLines(@TempDir File folder) throws IOException {
    File file = new File(folder, "mine.conf");
    Files.writeString(file.toPath(), "seed = 1\nepochs = 4\nbatchSise = 3\n");
    String message =
        assertThrows(FrostException.class, () -> Configs.bind(List.of(Configs.file(file))))
            .getMessage();
    assertEquals("unknown key batchSise (" + file + ": 3); did you mean batchSize?", message);
    File missing = new File(folder, "no.conf");
    assertEquals(
        missing + ": no such configuration file",
        assertThrows(FrostException.class, () -> Configs.file(missing)).getMessage());
  }

  @Test
  void textsNeedNoQuotes() {
    assertEquals(
        "hdfs://host/mnist", bind("data.path=hdfs://host/mnist", "data.format=idx").data().path());
    assertEquals("a b", bind("data.path=\"a b\"").data().path());
  }

  @Test
  void keysMayReferToOthersAndToTheEnvironment() {
    assertEquals(64, bind("epochs=${batchSize}").epochs());
    assertEquals(
        64, Configs.bind(List.of(Configs.text("epochs = 2\nepochs = ${batchSize}", "t"))).epochs());
    Map.Entry<String, String> variable = Map.entry("PATH", System.getenv("PATH"));
    TrainConfig config =
        Configs.bind(List.of(Configs.text("data.path = ${" + variable.getKey() + "}", "t")));
    assertEquals(variable.getValue(), config.data().path());
  }

  @Test
  void anIncludeThatIsNotThereIsAnError(@TempDir File folder) throws IOException {
    File file = new File(folder, "mine.conf");
    Files.writeString(file.toPath(), "include \"gone.conf\"\n");
    String message = assertThrows(FrostException.class, () -> Configs.file(file)).getMessage();
    assertTrue(message.contains("gone.conf"), message);
    message =
        assertThrows(FrostException.class, () -> Configs.text("include \"gone.conf\"", "t"))
            .getMessage();
    assertTrue(message.contains("gone.conf"), message);
  }

  @Test
  void everyKindOfIncludeIsStrict() {
    for (String what : new String[] {"\"gone\"", "file(\"gone\")", "classpath(\"gone\")"}) {
      assertEquals(
          "t: cannot include gone, which cannot be read",
          assertThrows(FrostException.class, () -> Configs.text("include " + what, "t"))
              .getMessage());
    }
  }

  /** Who evaluates a model of somebody else opens no files and tells no variables. */
  @Test
  void whatWasKeptReachesForNothing(@TempDir File folder) throws IOException {
    File base = new File(folder, "base.conf");
    Files.writeString(base.toPath(), "epochs = 4\n");
    for (String what : new String[] {"file(\"" + base + "\")", "\"base\"", "url(\"http://h\")"}) {
      assertEquals(
          "m: include is not allowed in a configuration that was kept",
          assertThrows(FrostException.class, () -> Configs.kept("include " + what, "m"))
              .getMessage());
    }
    assertEquals(
        "m: 1: Could not resolve substitution to a value: ${PATH}",
        assertThrows(FrostException.class, () -> Configs.kept("data.path = ${PATH}", "m"))
            .getMessage());
    RunSettings settings = Configs.read(List.of(Configs.setting("epochs=7")));
    assertEquals(settings, Configs.read(List.of(Configs.kept(settings.text(), "m"))));
  }

  @Test
  void bracesThatAreNestedTooDeeplyDoNotOverflow() {
    assertEquals(
        "t: its braces are nested too deeply",
        assertThrows(FrostException.class, () -> Configs.text("a{".repeat(1 << 20), "t"))
            .getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spark.ssl.keyPassword=hunter2",
        "spark.ssl.keyPassword : hunter2",
        "{ spark.ssl { keyPassword = hunter2 } }",
        "spark.hadoop.fs.s3a.SECRET.key = hunter2 [ hunter2 ]",
        "my.token = \"hunter2",
        "password = hunter2 {",
        "password = hunter2 } hunter2",
        "password = ${hunter2",
        "epochs = 3, accessToken = hunter2",
      })
  void secretsAreNotRepeated(String text, @TempDir File folder) throws IOException {
    File file = new File(folder, "mine.conf");
    Files.writeString(file.toPath(), text);
    for (Supplier<Config> given :
        List.<Supplier<Config>>of(
            () -> Configs.setting(text),
            () -> Configs.text(text, "t"),
            () -> Configs.kept(text, "m"),
            () -> Configs.file(file))) {
      String message =
          assertThrows(FrostException.class, () -> Configs.bind(List.of(given.get()))).getMessage();
      assertFalse(message.contains("hunter2"), message);
    }
  }

  @Test
  void filesMayIncludeOthers(@TempDir File folder) throws IOException {
    Files.writeString(folder.toPath().resolve("base.conf"), "epochs = 4\nseed = 9\n");
    File file = new File(folder, "mine.conf");
    Files.writeString(file.toPath(), "include \"base.conf\"\nepochs = 5\n");
    TrainConfig config = Configs.bind(List.of(Configs.file(file)));
    assertEquals(5, config.epochs());
    assertEquals(9, config.seed());
  }
}
