package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.frostml.FrostException;
import org.frostml.nn.Shard;
import org.frostml.random.Rng;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clusters do to a run, and the bits that it ends with all the same. */
@Tag("cluster")
@Tag("slow")
@Timeout(300)
class FaultsTest {
  /** Jobs, and so stages, of {@link Problem}: with four local steps, every other one is fine. */
  private static final int LOCAL_STEPS = 4;

  @TempDir static Path folder;
  private static StandaloneCluster cluster;

  @BeforeAll
  static void startCluster() throws Exception {
    cluster = new StandaloneCluster(folder, 2);
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  /** What happens to a shard on its way into a task, by way of exception. */
  private interface Mishap extends Function<Shard, Shard> {
    void strike(TaskContext task) throws Exception;

    @Override
    default Shard call(Shard shard) throws Exception {
      strike(TaskContext.get());
      return shard;
    }
  }

  /** Trains on the cluster; the bits must be those of this JVM. Returns how many tasks failed. */
  private int survives(SparkConf conf, Mishap mishap, BiConsumer<Integer, String> onTask)
      throws IOException {
    AtomicInteger failed = new AtomicInteger();
    float[] theta =
        Problem.onSpark(
            conf,
            LOCAL_STEPS,
            shards -> {
              listen(shards, failed, onTask);
              return shards.map(mishap);
            });
    assertArrayEquals(Problem.locally(LOCAL_STEPS), theta);
    return failed.get();
  }

  private static void listen(
      JavaRDD<Shard> shards, AtomicInteger failed, BiConsumer<Integer, String> onTask) {
    shards
        .context()
        .addSparkListener(
            new SparkListener() {
              @Override
              public void onTaskStart(SparkListenerTaskStart start) {
                onTask.accept(start.stageId(), start.taskInfo().executorId());
              }

              @Override
              public void onTaskEnd(SparkListenerTaskEnd end) {
                failed.addAndGet(end.taskInfo().failed() ? 1 : 0);
              }
            });
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"while data are cached, 0", "in a fine step, 4", "in a coarse round, 5"})
  void anExecutorIsKilled(String when, int stage) throws IOException {
    List<String> killed = new ArrayList<>();
    int failed =
        survives(
            cluster.conf(),
            task -> Thread.sleep(task.stageId() == stage && task.attemptNumber() == 0 ? 1000 : 0),
            (started, executor) -> {
              if (started == stage && killed.isEmpty()) {
                killed.add(executor);
                StandaloneCluster.executor(executor).orElseThrow().destroyForcibly();
              }
            });
    assertEquals(1, killed.size());
    assertTrue(failed > 0, "the kill hit no task");
  }

  @ParameterizedTest(name = "dynamic allocation {0}")
  @CsvSource({"false", "true"})
  void aWorkerJoinsLateAndAnotherLeavesForGood(boolean dynamic) throws Exception {
    Process first = cluster.startWorker();
    List<Throwable> wrong = new ArrayList<>();
    int[] last = {-1};
    SparkConf conf = cluster.conf();
    if (dynamic) {
      conf.set("spark.dynamicAllocation.enabled", "true")
          .set("spark.dynamicAllocation.shuffleTracking.enabled", "true")
          .set("spark.dynamicAllocation.executorIdleTimeout", "1s")
          .set("spark.dynamicAllocation.cachedExecutorIdleTimeout", "1s");
    }
    survives(
        conf,
        task -> Thread.sleep(100),
        (stage, executor) -> {
          try {
            if (stage == 3 && last[0] < 3) {
              cluster.startWorker();
            }
            if (stage == 7 && last[0] < 7) {
              StandaloneCluster.kill(first);
            }
          } catch (Exception e) {
            wrong.add(e);
          }
          last[0] = Math.max(last[0], stage);
        });
    assertEquals(List.of(), wrong);
    assertEquals(11, last[0]);
  }

  @Test
  void oneExecutorIsSlowAndItsTasksAreRunTwice() throws IOException {
    AtomicInteger tasks = new AtomicInteger();
    SparkConf conf =
        cluster
            .conf()
            .set("spark.speculation", "true")
            .set("spark.speculation.interval", "20ms")
            .set("spark.speculation.minTaskRuntime", "50ms")
            .set("spark.speculation.multiplier", "1.1")
            .set("spark.speculation.efficiency.enabled", "false")
            .set("spark.speculation.quantile", "0.5");
    survives(
        conf,
        task -> Thread.sleep(SparkEnv.get().executorId().equals("0") ? 1000 : 1),
        (stage, executor) -> tasks.incrementAndGet());
    assertTrue(tasks.get() > 12 * Problem.SHARDS, () -> "only " + tasks + " tasks");
  }

  @Test
  void everyTenthAttemptFails() throws IOException {
    int failed =
        survives(
            cluster.conf(),
            task -> {
              int draw = 31 * task.stageId() + 7 * task.partitionId() + 3 * task.attemptNumber();
              if (draw % 10 == 0) {
                throw new IOException("a fault of the test");
              }
            },
            (stage, executor) -> {});
    assertTrue(failed >= 4, () -> failed + " failures");
  }

  @Test
  void aTaskThatAlwaysFailsIsNamed() {
    FrostException e =
        assertThrows(
            FrostException.class,
            () ->
                survives(
                    cluster.conf().set("spark.task.maxFailures", "3"),
                    task -> {
                      if (task.stageId() == 5 && task.partitionId() == 3) {
                        throw new IOException("no such block");
                      }
                    },
                    (stage, executor) -> {}));
    assertTrue(
        e.getMessage()
            .matches(
                "shard 3 failed 3 times, the last time on executor \\d at 127.0.0.\\d:"
                    + " java.io.IOException: no such block"),
        e.getMessage());
  }

  /** The whole way, from the command line: what cannot be made again ends a run, and keeps it. */
  @Test
  void aRunWhoseDataAreGoneIsKept() throws Exception {
    Path data = folder.resolve("data");
    Path away = folder.resolve("away");
    writeExamples(Files.createDirectory(data));
    Path conf = folder.resolve("small.conf");
    Files.writeString(
        conf,
        Problem.QUICK
            + """
        epochs = 40
        batchSize = 20
        shards = 4
        data { format = idx, path = "%s" }
        network.hidden = [30]
        freeze { m = 9, localSteps = 3 }
        learningRate { schedule = constant, base = 0.1 }
        checkpoint.cycles = 1
        """
                .formatted(data));
    Path quiet = folder.resolve("quiet");
    assertEquals(0, CommandLines.frost("train", conf, "--out", quiet).exit());

    Path out = folder.resolve("run");
    CompletableFuture<CommandLines.Outcome> run =
        CompletableFuture.supplyAsync(
            () -> CommandLines.on(cluster.conf(), "train", conf, "--out", out));
    while (!run.isDone() && !Files.exists(folder.resolve("run.partial/metrics.jsonl"))) {
      Thread.sleep(5);
    }
    Files.move(data, away);
    StandaloneCluster.executor("0").orElseThrow().destroyForcibly();
    String err = run.get().err();
    assertTrue(
        err.matches("(?s)frost: shard \\d failed 8 times, .*" + data + ".* does not exist\\s"),
        err);

    Files.move(away, data);
    assertEquals(0, CommandLines.frost("train", conf, "--out", out, "--resume").exit());
    assertArrayEquals(
        Files.readAllBytes(quiet.resolve("model.safetensors")),
        Files.readAllBytes(out.resolve("model.safetensors")));
  }

  /** MNIST's four files, with noise in them. */
  private static void writeExamples(Path data) throws IOException {
    Rng rng = new Rng(5, 0);
    for (String part : new String[] {"train", "t10k"}) {
      int count = part.equals("train") ? 400 : 100;
      ByteBuffer images = ByteBuffer.allocate(16 + count * 64);
      images.putInt(0x803).putInt(count).putInt(8).putInt(8);
      ByteBuffer labels = ByteBuffer.allocate(8 + count);
      labels.putInt(0x801).putInt(count);
      for (int i = 0; i < count; i++) {
        labels.put((byte) rng.nextInt(10));
        for (int p = 0; p < 64; p++) {
          images.put((byte) rng.nextInt(256));
        }
      }
      Files.write(data.resolve(part + "-images-idx3-ubyte"), images.array());
      Files.write(data.resolve(part + "-labels-idx1-ubyte"), labels.array());
    }
  }

  @Test
  void anExecutorOutOfMemoryIsNamed() {
    FrostException e =
        assertThrows(
            FrostException.class,
            () ->
                survives(
                    cluster.conf().set("spark.task.maxFailures", "2"),
                    task -> {
                      List<long[]> hoard = new ArrayList<>();
                      while (task.stageId() == 5 && task.partitionId() == 3) {
                        hoard.add(new long[1 << 22]);
                      }
                    },
                    (stage, executor) -> {}));
    assertTrue(e.getMessage().startsWith("shard 3 failed 2 times, "), e.getMessage());
    assertTrue(e.getMessage().contains("the executor is out of memory"), e.getMessage());
  }
}
