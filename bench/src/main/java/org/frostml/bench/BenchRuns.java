package org.frostml.bench;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.classification.MultilayerPerceptronClassificationModel;
import org.apache.spark.ml.classification.MultilayerPerceptronClassifier;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;
import org.frostml.config.Configs;
import org.frostml.config.TrainConfig;
import org.frostml.data.Facts;
import org.frostml.job.data.Shards;
import org.frostml.job.data.Streamed;
import org.frostml.job.spark.Run;
import org.frostml.job.spark.SharedRun;
import org.frostml.job.spark.SparkEvaluator;
import org.frostml.job.spark.SparkObjective;
import org.frostml.job.spark.SqlSession;
import org.frostml.nn.Measure;
import org.frostml.nn.Network;
import org.frostml.nn.Shard;
import org.frostml.optim.OptimState;
import org.frostml.sparse.Score;
import org.frostml.train.Listener;
import org.frostml.train.MiniBatches;
import org.frostml.train.Position;
import org.frostml.train.StepMetrics;
import org.frostml.train.Totals;

/** Whole runs over the same cached examples: Frost sparse, Frost dense, and Spark MLlib's MLP. */
final class BenchRuns implements AutoCloseable {
  private static final int CLASSES = 10;

  /** The dense baseline among the {@link #methods}. */
  static final String DENSE = "Frost, dense SGD";

  private final JavaSparkContext spark;
  private final Facts data;
  private final JavaRDD<Shard> train;
  private final JavaRDD<Shard> test;
  private final Dataset<Row> trainRows;
  private final Dataset<Row> testRows;

  /**
   * @param overlay the data, as a configuration names them
   */
  BenchRuns(JavaSparkContext spark, Map<String, Object> overlay) throws IOException {
    this.spark = spark;
    TrainConfig config = config(overlay, Map.of());
    Streamed source = new Streamed();
    data = source.facts(config);
    Shards shards = source.shards(spark, config, data);
    shards.load(spark);
    train = shards.train();
    test = shards.test().orElseThrow();
    trainRows = rows(train);
    testRows = rows(test);
  }

  private static TrainConfig config(Map<String, Object> data, Map<String, Object> method) {
    return Configs.bind(List.of(ConfigFactory.parseMap(data), ConfigFactory.parseMap(method)));
  }

  Network network(List<Integer> hidden) {
    return Network.mlp(data.in().size(), hidden, CLASSES);
  }

  /** Training examples. */
  int examples() {
    return data.trained();
  }

  /** The name of the data. */
  String name() {
    return data.name();
  }

  String master() {
    return spark.master();
  }

  /** The examples as MLlib wants them, cached. */
  private Dataset<Row> rows(JavaRDD<Shard> shards) {
    SparkSession session = SqlSession.of(spark);
    StructType schema =
        new StructType().add("label", "double").add("features", SQLDataTypes.VectorType());
    Dataset<Row> rows =
        session.createDataFrame(shards.flatMap(s -> rows((Shard.Packed) s).iterator()), schema);
    rows.persist().count();
    return rows;
  }

  private static List<Row> rows(Shard.Packed shard) {
    List<Row> rows = new ArrayList<>();
    float[] row = new float[shard.rows().features()];
    for (int i = 0; i < shard.examples(); i++) {
      shard.rows().load(shard.scaling(), new int[] {i}, 1, row, 0, 1);
      double[] x = new double[row.length];
      for (int f = 0; f < x.length; f++) {
        x[f] = row[f];
      }
      rows.add(RowFactory.create((double) shard.targets().value(i, 0), Vectors.dense(x)));
    }
    return rows;
  }

  /** A Frost run: seconds of training up to the first epoch whose test accuracy is enough. */
  double frost(Map<String, Object> method, double enough) {
    TrainConfig config = config(Map.of(), method);
    Network network = config.network(data.in(), data.labels());
    MiniBatches batches =
        new MiniBatches(config.seed(), config.batchSize(), config.shards(), data.trained());
    OptimState state =
        config.optimizer().init(network.layout(), config.init().theta(network, config.seed()));
    try (SharedRun run = SharedRun.open(spark, Run.of(network))) {
      Reached reached = new Reached(new SparkEvaluator(run, test), network, enough);
      try (SparkObjective objective =
          new SparkObjective(
              run, train, false, batches, config.exchange(), config.sums(), config.epochs())) {
        config
            .trainer(objective, batches.stepsPerEpoch())
            .run(state, Position.START, config.epochs(), reached);
      } catch (Enough done) {
        // The rest of the run is not needed.
      }
      return reached.seconds;
    }
  }

  /** Watches for an accuracy. */
  private static final class Reached implements Listener {
    private final SparkEvaluator evaluator;
    private final Totals totals;
    private final double enough;
    private double seconds = Double.NaN;

    Reached(SparkEvaluator evaluator, Network network, double enough) {
      this.evaluator = evaluator;
      this.enough = enough;
      totals = new Totals(network);
    }

    @Override
    public void step(StepMetrics step, OptimState state) {
      totals.step(step, state);
    }

    @Override
    public void epoch(int epoch, OptimState state) {
      Score score = enough == 0 ? null : evaluator.score(state.weights());
      if (score == null || Measure.ACCURACY.of(score) >= enough) {
        seconds = totals.seconds();
        throw new Enough();
      }
    }
  }

  /** MLlib's MLP, and how long it took to fit. */
  record Fit(MultilayerPerceptronClassificationModel model, double seconds) {}

  Fit fit(List<Integer> hidden, String solver, int iterations) {
    List<Integer> layers = new ArrayList<>(List.of(data.in().size()));
    layers.addAll(hidden);
    layers.add(CLASSES);
    MultilayerPerceptronClassifier classifier =
        new MultilayerPerceptronClassifier()
            .setLayers(layers.stream().mapToInt(i -> i).toArray())
            .setSolver(solver)
            .setMaxIter(iterations)
            .setTol(1e-12)
            .setSeed(0);
    long begun = System.nanoTime();
    MultilayerPerceptronClassificationModel model = classifier.fit(trainRows);
    return new Fit(model, (System.nanoTime() - begun) * 1e-9);
  }

  /** The share of the test examples a fit has right. */
  double accuracy(Fit fit) {
    return new MulticlassClassificationEvaluator()
        .setMetricName("accuracy")
        .evaluate(fit.model().transform(testRows));
  }

  /** Frost's contenders, by name, as settings; the sparse one with local steps first. */
  static Map<String, Map<String, Object>> methods(List<Integer> hidden) {
    Map<String, Object> sparse = new LinkedHashMap<>();
    sparse.put("epochs", 1);
    sparse.put("batchSize", 128);
    sparse.put("network.hidden", hidden);
    sparse.put("optimizer.name", "linbreg");
    sparse.put("density.target", 0.05);
    sparse.put("learningRate.base", 0.3);
    Map<String, Object> exact = new LinkedHashMap<>(sparse);
    exact.put("freeze.localSteps", 1);
    Map<String, Object> dense = new LinkedHashMap<>(exact);
    dense.put("optimizer.name", "sgd");
    dense.put("network.rho", 1);
    dense.put("network.gain", 1);
    dense.put("freeze.m", 0);
    Map<String, Map<String, Object>> methods = new LinkedHashMap<>();
    methods.put("Frost, 5 %, H = 19", sparse);
    methods.put("Frost, 5 %, H = 1", exact);
    methods.put(DENSE, dense);
    return methods;
  }

  @Override
  public void close() {
    trainRows.unpersist();
    testRows.unpersist();
    train.unpersist(false);
    test.unpersist(false);
  }
}
