package org.frostml.job;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
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
import org.frostml.nn.Network;
import org.frostml.nn.Shard;
import org.frostml.optim.OptimState;
import org.frostml.sparse.Score;
import org.frostml.train.Listener;
import org.frostml.train.MiniBatches;
import org.frostml.train.StepMetrics;
import org.frostml.train.Totals;
import org.frostml.train.Trainer;

/** Whole epochs, and seconds to an accuracy: Frost sparse, Frost dense, and Spark MLlib's MLP. */
final class BenchRuns implements AutoCloseable {
  private static final int CLASSES = 10;
  private static final String DENSE = "Frost, dense SGD";
  private static final String MLLIB = "MLlib MLP, a pass of gradient descent";

  private final JavaSparkContext spark;
  private final Preparation data;
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
    data = Preparation.of(config);
    int shards = config.shards();
    train = DataSource.shards(spark, data.train(), 0, shards, data.survey().standardizer());
    test = DataSource.shards(spark, data.test(), 0, shards, data.survey().standardizer());
    trainRows = rows(train);
    testRows = rows(test);
  }

  private static TrainConfig config(Map<String, Object> data, Map<String, Object> method) {
    return Configs.bind(List.of(ConfigFactory.parseMap(data), ConfigFactory.parseMap(method)));
  }

  /** The examples as MLlib wants them, cached. */
  private Dataset<Row> rows(JavaRDD<Shard> shards) {
    SparkSession session = SparkSession.builder().sparkContext(spark.sc()).getOrCreate();
    StructType schema =
        new StructType().add("label", "double").add("features", SQLDataTypes.VectorType());
    Dataset<Row> rows = session.createDataFrame(shards.flatMap(s -> rows(s).iterator()), schema);
    rows.persist().count();
    return rows;
  }

  private static List<Row> rows(Shard shard) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < shard.examples(); i++) {
      double[] x = new double[shard.features()];
      for (int f = 0; f < x.length; f++) {
        x[f] = shard.x()[i * x.length + f];
      }
      rows.add(RowFactory.create((double) shard.labels()[i], Vectors.dense(x)));
    }
    return rows;
  }

  /** A Frost run: seconds of training up to the first epoch whose test accuracy is enough. */
  private double frost(Map<String, Object> method, double enough) {
    TrainConfig config = config(Map.of(), method);
    Network network = Network.mlp(data.train().features(), config.hidden(), CLASSES);
    Run run = Run.of(network);
    MiniBatches batches =
        new MiniBatches(config.seed(), config.batchSize(), config.shards(), data.train().size());
    OptimState state =
        config
            .optimizer()
            .init(network.layout(), config.init().theta(network.layout(), config.seed()));
    Reached reached = new Reached(new SparkEvaluator(spark, test, run), network, enough);
    try (SparkObjective objective =
        new SparkObjective(spark, train, run, batches, config.epochs())) {
      new Trainer(
              objective,
              config.optimizer(),
              config.freeze(),
              config.schedule(),
              batches.stepsPerEpoch())
          .run(state, config.epochs(), reached);
    } catch (Enough done) {
      // The rest of the run is not needed.
    }
    return reached.seconds;
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
      if (score == null || score.accuracy() >= enough) {
        seconds = totals.seconds();
        throw new Enough();
      }
    }
  }

  /** Ends a run whose rest is not needed. */
  private static final class Enough extends RuntimeException {
    Enough() {
      super(null, null, false, false);
    }
  }

  private MultilayerPerceptronClassifier mllib(
      List<Integer> hidden, String solver, int iterations) {
    List<Integer> layers = new ArrayList<>(List.of(data.train().features()));
    layers.addAll(hidden);
    layers.add(CLASSES);
    return new MultilayerPerceptronClassifier()
        .setLayers(layers.stream().mapToInt(i -> i).toArray())
        .setSolver(solver)
        .setMaxIter(iterations)
        .setTol(1e-12)
        .setSeed(0);
  }

  private double fit(List<Integer> hidden, String solver, int iterations) {
    long begun = System.nanoTime();
    mllib(hidden, solver, iterations).fit(trainRows);
    return (System.nanoTime() - begun) * 1e-9;
  }

  /** Seconds of an epoch over these rows, each contender in turn. */
  BenchTable epochs(List<Integer> hidden, int rounds, Map<String, String> summary) {
    Map<String, double[]> times = new LinkedHashMap<>();
    Map<String, Map<String, Object>> methods = methods(hidden);
    for (int round = -1; round < rounds; round++) {
      for (Map.Entry<String, Map<String, Object>> method : methods.entrySet()) {
        record(times, method.getKey(), rounds, round, frost(method.getValue(), 0));
      }
      // A first iteration includes what happens once.
      double one = fit(hidden, "gd", 1);
      double five = fit(hidden, "gd", 5);
      record(times, MLLIB, rounds, round, (five - one) / 4);
    }
    Network network = Network.mlp(data.train().features(), hidden, CLASSES);
    double sparse = median(times.values().iterator().next());
    summary.put(
        "an epoch on Spark, dense SGD / 5 %, m = H = 19, " + Bench.shape(network),
        Bench.number(median(times.get(DENSE)) / sparse, 1));
    summary.put(
        "an epoch on Spark, MLlib's MLP / 5 %, m = H = 19, " + Bench.shape(network),
        Bench.number(median(times.get(MLLIB)) / sparse, 1));
    List<List<String>> rows = new ArrayList<>();
    times.forEach(
        (name, seconds) ->
            rows.add(
                List.of(
                    name,
                    Bench.number(median(seconds), 3),
                    Bench.number(seconds[0], 3) + " - " + Bench.number(seconds[rounds - 1], 3),
                    Bench.number(data.train().size() / median(seconds), 0),
                    Bench.number(median(seconds) / sparse, 1))));
    return new BenchTable(
        "epochs " + Bench.shape(network),
        "An epoch of " + Bench.shape(network),
        Bench.number(data.train().size(), 0)
            + " examples of "
            + data.train().name()
            + " in two shards, "
            + spark.master()
            + ", a batch of 128, m = 19, fine steps and masks included; "
            + rounds
            + " runs in turn.",
        List.of("what", "seconds, median", "least - most", "examples/s", "times the first"),
        rows);
  }

  private static void record(
      Map<String, double[]> times, String name, int rounds, int round, double seconds) {
    double[] all = times.computeIfAbsent(name, n -> new double[rounds]);
    if (round >= 0) {
      all[round] = seconds;
      if (round == rounds - 1) {
        Arrays.sort(all);
      }
    }
  }

  private static double median(double[] sorted) {
    return sorted[sorted.length / 2];
  }

  private static Map<String, Map<String, Object>> methods(List<Integer> hidden) {
    Map<String, Object> sparse = new LinkedHashMap<>();
    sparse.put("epochs", 1);
    sparse.put("batchSize", 128);
    sparse.put("network.hidden", hidden);
    sparse.put("learningRate.base", 0.3);
    Map<String, Object> exact = new LinkedHashMap<>(sparse);
    sparse.put("freeze.localSteps", 19);
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

  /** Seconds to a test accuracy. */
  BenchTable accuracy(double enough, int iterations, int rounds, Map<String, String> summary) {
    Map<String, double[]> times = new LinkedHashMap<>();
    for (int round = -1; round < rounds; round++) {
      for (Map.Entry<String, Map<String, Object>> method : methods(List.of(300, 100)).entrySet()) {
        Map<String, Object> settings = new LinkedHashMap<>(method.getValue());
        settings.put("epochs", 6);
        settings.put("batchSize", 64);
        settings.put("learningRate.base", settings.containsKey("optimizer.name") ? 0.1 : 0.5);
        record(times, method.getKey(), rounds, round, frost(settings, enough));
      }
    }
    List<List<String>> rows = new ArrayList<>();
    double first = median(times.values().iterator().next());
    times.forEach(
        (name, seconds) ->
            rows.add(
                List.of(
                    name,
                    Bench.number(median(seconds), 2),
                    Bench.number(seconds[0], 2) + " - " + Bench.number(seconds[rounds - 1], 2),
                    Bench.number(median(seconds) / first, 1))));
    long begun = System.nanoTime();
    MultilayerPerceptronClassificationModel model =
        mllib(List.of(300, 100), "l-bfgs", iterations).fit(trainRows);
    double seconds = (System.nanoTime() - begun) * 1e-9;
    double accuracy =
        new MulticlassClassificationEvaluator()
            .setMetricName("accuracy")
            .evaluate(model.transform(testRows));
    summary.put(
        "seconds to 97 % on MNIST, MLlib's MLP / 5 %, m = H = 19",
        Bench.number(seconds / first, 1));
    rows.add(
        List.of(
            "MLlib MLP, " + iterations + " iterations of l-bfgs to " + Bench.percent(accuracy),
            Bench.number(seconds, 2),
            "once",
            Bench.number(seconds / first, 1)));
    return new BenchTable(
        "accuracy",
        "Seconds to " + Bench.percent(enough) + " on the test examples, 784-300-100-10",
        "MNIST, "
            + Bench.number(data.train().size(), 0)
            + " examples"
            + ", a batch of 64 in two shards; training alone, looked at after every epoch; "
            + rounds
            + " runs in turn, MLlib's once, with a number of iterations that gets there.",
        List.of("what", "seconds, median", "least - most", "times the first"),
        rows);
  }

  @Override
  public void close() {
    trainRows.unpersist();
    testRows.unpersist();
    train.unpersist(false);
    test.unpersist(false);
  }
}
