package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What clusters do to a sweep, and the table that it ends with all the same. */
@Tag("cluster")
@Tag("slow")
@Timeout(300)
class SweepFaultsTest {
  @TempDir Path folder;

  private int rows(Path sweep) throws IOException {
    Path table = sweep.resolve("trials.jsonl");
    return Files.exists(table) ? Files.readAllLines(table).size() : 0;
  }

  private void awaitRows(Process driver, Path sweep, int count) throws Exception {
    while (driver.isAlive() && rows(sweep) < count) {
      Thread.sleep(20);
    }
    assertTrue(driver.isAlive(), () -> "the sweep ended too early: " + log());
  }

  private String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private Object[] words(Path sweep, Object... more) {
    Path conf = folder.resolve("faults.conf");
    return Stream.concat(Stream.of("sweep", conf, "--out", sweep), Stream.of(more)).toArray();
  }

  /** Waits until both executors are training. */
  private static void awaitTraining(Path sweep) throws Exception {
    while (partial(sweep) < 2) {
      Thread.sleep(5);
    }
  }

  private static void killExecutors(Path sweep) throws Exception {
    awaitTraining(sweep);
    for (String executor : List.of("0", "1")) {
      assertTrue(StandaloneCluster.executor(executor).orElseThrow().destroyForcibly());
    }
  }

  private static long partial(Path sweep) throws IOException {
    try (Stream<Path> trials = Files.list(sweep.resolve("trials"))) {
      return trials.filter(trial -> trial.toString().endsWith(".partial")).count();
    }
  }

  private void resume(StandaloneCluster cluster, Path sweep) {
    CommandLines.Outcome resumed = CommandLines.on(cluster.conf(), words(sweep, "--resume"));
    assertEquals(0, resumed.exit(), resumed.err());
  }

  /**
   * The table of a sweep that nothing happens to.
   *
   * @param scheduler asha has many short parts of trials, full has few long ones
   */
  private List<String> undisturbed(String scheduler) throws IOException {
    Files.writeString(
        folder.resolve("faults.conf"),
        Problem.QUICK
            + """
        epochs = 9
        batchSize = 50
        data { train = 8000, test = 200 }
        network.hidden = [60]
        sweep {
          seeds = [0, 1]
          space { density.target = [0.05, 0.1, 0.2], freeze.m = [4, 9] }
          scheduler { name = %s, eta = 3 }
        }
        """
                .formatted(scheduler));
    Path quiet = folder.resolve("quiet");
    assertEquals(0, CommandLines.frost(words(quiet)).exit());
    return SweepCommandTest.table(quiet);
  }

  /** The executors are killed, then the driver. */
  @Test
  void killsChangeNoNumber() throws Exception {
    List<String> expected = undisturbed("asha");
    Path hurt = folder.resolve("hurt");
    try (StandaloneCluster cluster = new StandaloneCluster(folder, 2)) {
      Process driver = Driver.start(cluster.conf(), folder.resolve("log"), words(hurt));
      awaitRows(driver, hurt, 2);
      killExecutors(hurt);
      awaitRows(driver, hurt, 6);
      driver.destroyForcibly().waitFor();
      List<String> killed = SweepCommandTest.table(hurt);
      assertNotEquals(expected, killed);
      assertTrue(killed.stream().noneMatch(row -> row.contains("\"lost\"")), log());

      resume(cluster, hurt);
    }
    assertEquals(expected, SweepCommandTest.table(hurt));
  }

  /** Trials whose executors are lost too often decide nothing, and are trained again. */
  @Test
  void whatIsLostIsTrainedWhenTheSweepIsResumed() throws Exception {
    List<String> expected = undisturbed("asha");
    Path hurt = folder.resolve("hurt");
    try (StandaloneCluster cluster = new StandaloneCluster(folder, 2)) {
      Process driver =
          Driver.start(
              cluster.conf().set("spark.task.maxFailures", "1"),
              folder.resolve("log"),
              words(hurt));
      awaitRows(driver, hurt, 2);
      killExecutors(hurt);
      assertEquals(1, driver.waitFor(), log());
      assertTrue(
          log()
              .contains(
                  "frost: trials were lost with their executors, or by what failed there: to resume, give"),
          log());
      assertTrue(
          SweepCommandTest.table(hurt).stream().anyMatch(row -> row.contains("\"state\":\"lost\"")),
          log());

      resume(cluster, hurt);
    }
    assertEquals(expected, SweepCommandTest.table(hurt));
  }

  /** The local disk, but executor 0 cannot read it, and others not before that has failed. */
  public static final class SickFileSystem extends RawLocalFileSystem {
    @Override
    public URI getUri() {
      return URI.create("sick:///");
    }

    @Override
    public String getScheme() {
      return "sick";
    }

    @Override
    public FSDataInputStream open(org.apache.hadoop.fs.Path file, int buffer) throws IOException {
      Path failed = Path.of(file.getParent().toUri().getPath(), "failed");
      String executor = SparkEnv.get() == null ? "driver" : SparkEnv.get().executorId();
      if (executor.equals("0")) {
        Files.write(failed, new byte[0]);
        throw new SocketTimeoutException("no datanode answers");
      }
      while (!executor.equals("driver") && !Files.exists(failed)) {
        LockSupport.parkNanos(20_000_000);
      }
      return super.open(file, buffer);
    }
  }

  /** It fails fast, is idle again first, and must neither fail trials nor have all of them. */
  @Test
  void whatFailsOnASickExecutorIsTrainedElsewhere() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    UnlikeFeatures.write(data, "train", 400);
    UnlikeFeatures.write(data, "t10k", 100);
    Files.writeString(
        folder.resolve("faults.conf"),
        Problem.QUICK
            + """
        epochs = 2
        batchSize = 20
        data { format = idx, path = "sick://%s", classes = 2 }
        network.hidden = [20]
        sweep { seeds = [0, 1], space.density.target = [0.2, 0.4], placement = packed }
        """
                .formatted(data));
    String key = "spark.hadoop.fs.sick.impl";
    String sick = SickFileSystem.class.getName();
    Path quiet = folder.resolve("quiet");
    CommandLines.Outcome outcome =
        CommandLines.on(Problem.conf("local[2]").set(key, sick), words(quiet));
    assertEquals(0, outcome.exit(), outcome.err());
    Path hurt = folder.resolve("hurt");
    try (StandaloneCluster cluster = new StandaloneCluster(folder, 2)) {
      SparkConf conf = cluster.conf().set(key, sick).set("spark.task.maxFailures", "4");
      outcome = CommandLines.on(conf, words(hurt));
      assertEquals(0, outcome.exit(), outcome.out() + outcome.err());
    }
    assertEquals(SweepCommandTest.table(quiet), SweepCommandTest.table(hurt));
  }

  /** Ctrl-C on a cluster: tasks write down where they are. */
  @Test
  void anInterruptedSweepGoesOnFromWhereItWas() throws Exception {
    List<String> expected = undisturbed("full");
    Path hurt = folder.resolve("hurt");
    try (StandaloneCluster cluster = new StandaloneCluster(folder, 2)) {
      Process driver =
          Driver.start(
              cluster.conf(), folder.resolve("log"), words(hurt, "--set", "checkpoint.epochs=0"));
      awaitRows(driver, hurt, 2);
      awaitTraining(hurt);
      driver.destroy();
      driver.waitFor();
      assertTrue(log().contains("frost: interrupted with "), log());
      assertTrue(log().contains("give the same command with --out " + hurt + " --resume"), log());
      try (Stream<Path> kept = Files.walk(hurt)) {
        assertTrue(
            kept.anyMatch(file -> file.toString().matches(".*\\.partial/checkpoints/step-.*")),
            "no trial was kept half-way");
      }
      resume(cluster, hurt);
    }
    assertEquals(expected, SweepCommandTest.table(hurt));
  }
}
