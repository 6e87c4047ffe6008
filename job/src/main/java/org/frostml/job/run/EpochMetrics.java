package org.frostml.job.run;

/**
 * A line of metrics.jsonl.
 *
 * @param epoch counted from 1
 * @param steps since the start
 * @param trainLoss mean over the epoch's mini-batches, each before its step
 * @param loss on the test examples
 * @param accuracy on the test examples
 * @param validationLoss on the examples held out of training; null if there are none
 * @param validationAccuracy on them; null if there are none
 * @param bytes shipped since the start
 * @param seconds of training since the start, without evaluation
 */
public record EpochMetrics(
    int epoch,
    long steps,
    double trainLoss,
    double loss,
    double accuracy,
    Double validationLoss,
    Double validationAccuracy,
    double density,
    double lambda,
    double learningRate,
    double trainFlopsRatio,
    double exchangeRatio,
    long bytes,
    double examplesPerSecond,
    double seconds) {}
