package org.frostml.job;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A line of metrics.jsonl.
 *
 * @param epoch counted from 1
 * @param steps since the start
 * @param trainLoss mean over the epoch's mini-batches, each before its step
 * @param loss on the test examples
 * @param accuracy on the test examples
 * @param seconds of training since the start, without evaluation
 */
record EpochMetrics(
    int epoch,
    long steps,
    double trainLoss,
    double loss,
    double accuracy,
    double density,
    double lambda,
    double learningRate,
    double trainFlopsRatio,
    double exchangeRatio,
    double examplesPerSecond,
    double seconds) {
  Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("epoch", epoch);
    fields.put("steps", steps);
    fields.put("trainLoss", trainLoss);
    fields.put("loss", loss);
    fields.put("accuracy", accuracy);
    fields.put("density", density);
    fields.put("lambda", lambda);
    fields.put("learningRate", learningRate);
    fields.put("trainFlopsRatio", trainFlopsRatio);
    fields.put("exchangeRatio", exchangeRatio);
    fields.put("examplesPerSecond", examplesPerSecond);
    fields.put("seconds", seconds);
    return fields;
  }
}
