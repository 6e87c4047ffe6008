package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the launcher makes of a command line, by its dry run. */
@Timeout(60)
class LauncherTest {
  /** Tests run in their module's folder. */
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  @TempDir Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private Path spark;

  @BeforeEach
  void makeSparkHome() throws IOException {
    spark = folder.resolve("spark");
    Path submit = Files.createDirectories(spark.resolve("bin")).resolve("spark-submit");
    Files.createFile(submit);
    assertTrue(submit.toFile().setExecutable(true));
  }

  /** Runs it in the repository with a SPARK_HOME, or with none for null. */
  private CommandLines.Outcome frost(Path sparkHome, String... words) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("bash", ROOT.resolve("submit-scripts/frost").toString()));
    command.add("--dry-run");
    command.addAll(List.of(words));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(ROOT.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().remove("SPARK_HOME");
    builder.environment().putAll(environment);
    if (sparkHome != null) {
      builder.environment().put("SPARK_HOME", sparkHome.toString());
    }
    Process process = builder.start();
    try {
      assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    } finally {
      process.destroyForcibly();
    }
    return new CommandLines.Outcome(
        process.exitValue(), Files.readString(out).strip(), Files.readString(err).strip());
  }

  /** The words arrive in their order, with the class and the jar before the command. */
  private void submits(String options, String command) throws Exception {
    CommandLines.Outcome outcome = frost(spark, (options + " " + command).split(" "));
    assertEquals("", outcome.err());
    assertEquals(0, outcome.exit());
    assertEquals(
        spark
            + "/bin/spark-submit "
            + options
            + " --class org.frostml.job.Main "
            + ROOT
            + "/job/target/frost.jar "
            + command,
        outcome.out());
  }

  @Test
  void standalone() throws Exception {
    submits(
        "--master spark://HOST:7077 --executor-memory 4g",
        "train conf/mnist-mlp.conf --data hdfs:///mnist --out hdfs:///runs/1");
  }

  @Test
  void standaloneInClusterMode() throws Exception {
    submits(
        "--master spark://HOST:7077 --deploy-mode cluster --supervise",
        "train hdfs:///mlp.conf --out hdfs:///runs/1 --resume");
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "cluster"})
  void yarn(String mode) throws Exception {
    submits(
        "--master yarn --deploy-mode "
            + mode
            + " --properties-file conf/yarn.conf --load-spark-defaults --num-executors 8"
            + " --files conf/quickstart.conf",
        "train quickstart.conf --out hdfs:///runs/2 --resume");
  }

  @ParameterizedTest
  @ValueSource(strings = {"client", "cluster"})
  void kubernetes(String mode) throws Exception {
    submits(
        "--master k8s://https://HOST:6443 --deploy-mode="
            + mode
            + " --properties-file conf/kubernetes.conf --load-spark-defaults"
            + " --conf spark.kubernetes.container.image=IMAGE",
        "train s3a://BUCKET/quickstart.conf --out s3a://BUCKET/runs/3 --set seed=1");
  }

  @Test
  void whatAShellWouldTakeApartIsQuoted() throws Exception {
    CommandLines.Outcome outcome =
        frost(spark, "--master", "local[2]", "--conf", "a=b c", "inspect", "my model");
    assertEquals(
        spark
            + "/bin/spark-submit --master local\\[2\\] --conf a=b\\ c --class org.frostml.job.Main "
            + ROOT
            + "/job/target/frost.jar inspect my\\ model",
        outcome.out());
  }

  @Test
  void anotherSparkIsRefused() throws Exception {
    Files.createDirectories(spark.resolve("jars"));
    Path core = Files.createFile(spark.resolve("jars/spark-core_2.12-3.5.1.jar"));
    CommandLines.Outcome outcome = frost(spark, "--version");
    assertEquals(1, outcome.exit());
    assertEquals(
        "frost: SPARK_HOME is "
            + spark
            + ", with spark-core_2.12-3.5.1.jar; Spark 4 with Scala 2.13 is needed: let SPARK_HOME"
            + " name one, or be unset",
        outcome.err());
    Files.move(core, core.resolveSibling("spark-core_2.13-4.1.0.jar"));
    assertEquals(0, frost(spark, "--version").exit());
  }

  @Test
  void withoutASparkHomeItIsTheAssembledOne() throws Exception {
    CommandLines.Outcome outcome = frost(null, "--version");
    assertEquals(0, outcome.exit());
    String expected =
        ROOT
            + "/\\.spark/[\\d.]+-hadoop-[\\d.]+/bin/spark-submit --class org.frostml.job.Main "
            + ROOT
            + "/job/target/frost.jar --version";
    assertTrue(outcome.out().matches(expected), outcome.out());
  }

  /** What is wrong with Java, Java says. */
  @Test
  void aJavaThatDoesNotStart() throws Exception {
    Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\necho no such option >&2\necho at all >&2\nexit 1\n");
    assertTrue(java.toFile().setExecutable(true));
    Path home = folder.resolve("jdk");
    environment.put("JAVA_HOME", home.toString());
    refused(
        1,
        "Java does not start, that of JAVA_HOME=" + home + ": no such option at all",
        frost(spark, "--version"));
  }

  @Test
  void aSparkHomeWithoutSpark() throws Exception {
    Path nowhere = folder.resolve("nowhere");
    refused(
        1,
        "SPARK_HOME is " + nowhere + ", but there is no bin/spark-submit in it",
        frost(nowhere, "--version"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--set",
        "--data",
        "--out=DIR",
        "--overwrite",
        "--resume",
        "--max-parallel",
        "--time-budget=2h"
      })
  void anOptionOfACommandBeforeIt(String option) throws Exception {
    // Not the value, which may be a secret.
    String name = option.split("=")[0];
    refused(
        2,
        "option " + name + " belongs after the command: frost COMMAND ... " + name + " ...",
        frost(spark, option, "train", "small.conf"));
  }

  @Test
  void anOptionOfSparkBehindTheCommand() throws Exception {
    CommandLines.Outcome outcome = CommandLines.frost("train", "small.conf", "--master", "yarn");
    assertEquals(2, outcome.exit());
    assertTrue(outcome.err().startsWith("Unknown option"), outcome.err());
  }

  @Test
  void anOptionWithoutItsValue() throws Exception {
    refused(2, "option --master needs a value", frost(spark, "--master"));
  }

  private static void refused(int exit, String message, CommandLines.Outcome outcome) {
    assertEquals("frost: " + message, outcome.err());
    assertEquals(exit, outcome.exit());
    assertEquals("", outcome.out());
  }

  /** A file of properties whose lines are all Spark's, and whose files are there. */
  @ParameterizedTest
  @ValueSource(strings = {"kubernetes.conf", "yarn.conf", "spark-defaults.conf"})
  void propertiesFiles(String name) throws IOException {
    Properties properties = new Properties();
    properties.load(Files.newBufferedReader(ROOT.resolve("conf/" + name), StandardCharsets.UTF_8));
    assertTrue(!properties.isEmpty());
    for (String key : properties.stringPropertyNames()) {
      assertTrue(key.startsWith("spark."), key);
      String value = properties.getProperty(key);
      assertTrue(!value.startsWith("conf/") || Files.exists(ROOT.resolve(value)), value);
    }
  }
}
