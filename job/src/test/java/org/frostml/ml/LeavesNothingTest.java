package org.frostml.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.storage.BlockId;
import org.frostml.FrostException;
import org.frostml.job.FrostKryo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.runtime.AbstractFunction1;

/** Fits beside others in sessions of any settings, and what is left of them. */
class LeavesNothingTest {
  private static byte[] fit(Dataset<Row> table) {
    return Blobs.classifier().fit(table).saved().file();
  }

  @ParameterizedTest
  @ValueSource(strings = {"JavaSerializer", "KryoSerializer"})
  void anySerializerWillDo(String serializer) throws Exception {
    try (SparkSession spark =
        Sessions.builder()
            .config("spark.serializer", "org.apache.spark.serializer." + serializer)
            .getOrCreate()) {
      SparkContext context = spark.sparkContext();
      Dataset<Row> table = Blobs.table(spark);
      context.setJobDescription("mine");
      byte[] alone = fit(table);
      assertEquals("mine", context.getLocalProperty("spark.job.description"));
      long before = broadcasts();
      CompletableFuture<byte[]> one = CompletableFuture.supplyAsync(() -> fit(table));
      CompletableFuture<byte[]> other =
          CompletableFuture.supplyAsync(
              () -> Blobs.regressor().setMaxIter(2).fit(table).saved().file());
      assertArrayEquals(alone, one.get(), "two at once");
      assertTrue(other.get().length > 0);
      assertTrue(context.getPersistentRDDs().isEmpty(), "cached: " + context.getPersistentRDDs());
      long left = broadcasts();
      // Spark takes back its own, of tasks, when it hears of garbage.
      for (int i = 0; i < 100 && left > before; i++) {
        System.gc();
        LockSupport.parkNanos(50_000_000);
        left = broadcasts();
      }
      assertTrue(left <= before, left + " broadcasts, before " + before);
    }
  }

  @Test
  void ourRegistratorIsEnoughWhereKryoAsksForRegistration() throws Exception {
    try (SparkSession spark =
        Sessions.builder()
            .config("spark.serializer", KryoSerializer.class.getName())
            .config("spark.kryo.registrationRequired", "true")
            .config("spark.kryo.registrator", FrostKryo.class.getName())
            .getOrCreate()) {
      assertTrue(fit(Blobs.table(spark)).length > 0);
    }
  }

  private static long broadcasts() {
    return SparkEnv.get()
        .blockManager()
        .master()
        .getMatchingBlockIds(new IsBroadcast(), true)
        .size();
  }

  private static final class IsBroadcast extends AbstractFunction1<BlockId, Object>
      implements java.io.Serializable {
    @Override
    public Object apply(BlockId id) {
      return id.isBroadcast();
    }
  }

  @Test
  void aCancelledFitEndsAndIsResumed(@TempDir Path dir) throws Exception {
    try (SparkSession spark = Sessions.plain()) {
      SparkContext context = spark.sparkContext();
      Dataset<Row> table = Blobs.table(spark).cache();
      byte[] undisturbed = checkpointed(dir.resolve("undisturbed")).fit(table).saved().file();
      AtomicInteger jobs = new AtomicInteger();
      AtomicInteger more = new AtomicInteger();
      context.addSparkListener(
          new SparkListener() {
            @Override
            public void onJobStart(SparkListenerJobStart start) {
              more.incrementAndGet();
              if ("cell".equals(start.properties().getProperty("spark.jobGroup.id"))
                  && jobs.incrementAndGet() == 60) {
                context.cancelJobGroup("cell");
              }
            }
          });
      CompletableFuture<Void> cell =
          CompletableFuture.runAsync(
              () -> {
                context.setJobGroup("cell", "a notebook's", false);
                checkpointed(dir).fit(table);
              });
      ExecutionException e = assertThrows(ExecutionException.class, cell::get);
      assertTrue(e.getCause() instanceof FrostException, "" + e.getCause());
      assertTrue(
          e.getMessage().contains("cancelled part of cancelled job group cell"), e.getMessage());
      assertTrue(jobs.get() < 70, "jobs " + jobs.get());
      table.unpersist(true);
      assertTrue(context.getPersistentRDDs().isEmpty(), "cached: " + context.getPersistentRDDs());
      more.set(0);
      assertArrayEquals(undisturbed, checkpointed(dir).fit(table).saved().file(), "resumed");
      int resumed = more.getAndSet(0);
      assertArrayEquals(undisturbed, checkpointed(dir).fit(table).saved().file(), "once more");
      int again = more.get();
      assertTrue(resumed > again + 20 && resumed < again + 80, resumed + " jobs, then " + again);
    }
  }

  private static FrostClassifier checkpointed(Path dir) {
    // A job for every step, so that there are enough to be cancelled amid.
    return Blobs.classifier()
        .setLocalSteps(1)
        .setCheckpointDir(dir.toString())
        .setCheckpointInterval(1);
  }
}
