package org.frostml.job.data;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.frostml.config.TrainConfig;
import org.frostml.data.CifarExamples;
import org.frostml.data.Digits;
import org.frostml.data.Examples;
import org.frostml.data.Facts;
import org.frostml.data.IdxExamples;
import org.frostml.data.Parts;
import org.frostml.data.Sharding;
import org.frostml.job.files.Hadoop;
import org.frostml.nn.Scaling;
import org.frostml.nn.Shard;
import org.frostml.run.DataSets;

/** Examples that are drawn, or are in files of any file system; every task streams them past. */
public class Streamed extends DataSets implements Source {
  private final Map<TrainConfig.Data, Examples> trains = new HashMap<>();
  private final Map<TrainConfig.Data, Examples> tests = new HashMap<>();

  @Override
  public boolean needsSpark() {
    return false;
  }

  @Override
  public synchronized Examples train(TrainConfig.Data data) throws IOException {
    // To open files is to read their labels.
    return once(trains, data, () -> trains(data));
  }

  private static Examples trains(TrainConfig.Data data) throws IOException {
    return switch (data.format()) {
      case DIGITS -> new Digits("digits (training)", data.train(), data.seed(), 0);
      case CIFAR -> CifarExamples.train(Hadoop.folder(data.path()));
      default -> IdxExamples.train(Hadoop.folder(data.path()), data.classes());
    };
  }

  @Override
  public synchronized Examples test(TrainConfig.Data data) throws IOException {
    return once(tests, data, () -> tests(data));
  }

  /** The test examples. */
  public static Examples tests(TrainConfig.Data data) throws IOException {
    return switch (data.format()) {
      case DIGITS -> new Digits("digits (test)", data.test(), data.seed(), 1);
      case CIFAR -> CifarExamples.test(Hadoop.folder(data.path()));
      default -> IdxExamples.test(Hadoop.folder(data.path()), data.classes());
    };
  }

  /** Those to predict for: the test part, which needs no labels. */
  public static Examples unlabelled(TrainConfig.Data data) throws IOException {
    return data.format() == TrainConfig.Format.IDX
        ? IdxExamples.testImages(Hadoop.folder(data.path()))
        : tests(data);
  }

  @Override
  public Shards shards(JavaSparkContext spark, TrainConfig config, Facts facts) throws IOException {
    Parts parts = parts(config);
    Scaling scaling = facts.scaling();
    return new Shards(
        shards(spark, parts.train(), config, scaling),
        Optional.of(shards(spark, parts.test(), config, scaling)),
        parts.validation().map(examples -> shards(spark, examples, config, scaling)),
        false);
  }

  private static JavaRDD<Shard> shards(
      JavaSparkContext spark, Examples examples, TrainConfig config, Scaling scaling) {
    return shards(spark, examples, config.seed(), config.shards(), scaling);
  }

  /**
   * The shards: each task streams the examples past once and keeps its own, so no shuffle is needed
   * and a lost shard is made again from the source.
   */
  public static JavaRDD<Shard> shards(
      JavaSparkContext spark, Examples examples, long seed, int shards, Scaling scaling) {
    Sharding sharding = Sharding.of(examples, seed, shards);
    List<Integer> indices = IntStream.range(0, sharding.shards()).boxed().toList();
    return spark
        .parallelize(indices, sharding.shards())
        .map(new Pack(examples, sharding, scaling))
        .setName("shards of " + examples.name());
  }

  private record Pack(Examples examples, Sharding sharding, Scaling scaling)
      implements Function<Integer, Shard> {
    @Override
    public Shard call(Integer shard) throws IOException {
      return sharding.pack(examples, shard, scaling);
    }
  }

  @Override
  public void close() {}
}
