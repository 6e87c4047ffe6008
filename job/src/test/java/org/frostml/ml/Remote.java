package org.frostml.ml;

import java.util.List;
import java.util.Map;

/**
 * What a notebook on another machine does with a Spark Connect server: tables are paths, models are
 * what the server calls them, params are numbers, texts and arrays of them, answers have lists.
 */
public interface Remote extends AutoCloseable {
  /** Fits an estimator, known by the name of its class; returns the model. */
  String fit(String estimator, Map<String, Object> params, String table);

  /** Ends all that this notebook runs. */
  void interrupt();

  /** Scores a table into another, with params of the model set anew. */
  void transform(String model, Map<String, Object> params, String table, String out);

  /** The column of predictions, collected. */
  double[] predictions(String model, String table);

  double evaluate(String evaluator, Map<String, Object> params, String model, String table);

  void saveModel(String model, String path);

  String loadModel(String type, String path);

  void saveEstimator(String estimator, Map<String, Object> params, String path);

  /** The params that were set. */
  Map<String, Object> loadEstimator(String estimator, String path);

  /** What methods, each of what the one before gave, give. */
  Object fetch(String model, String... methods);

  /** What a method of a vector gives. */
  Object fetch(String model, String method, double[] vector);

  /** Has a model's summary back, once the server put it aside. */
  void createSummary(String model, String table);

  /** Puts models aside, to disk. */
  void evict(String model);

  void delete(String model);

  /** What the server says of the models that it has in memory. */
  List<String> inMemory();

  @Override
  void close();
}
