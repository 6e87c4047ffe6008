package org.frostml.job.run;

import org.frostml.train.Measures;

/**
 * A line of metrics.jsonl.
 *
 * @param epoch counted from 1
 * @param steps since the start
 * @param trainLoss mean over the epoch's mini-batches, each before its step
 * @param bytes shipped since the start
 */
public record EpochMetrics(
    int epoch,
    long steps,
    double trainLoss,
    Measures measures,
    double lambda,
    double learningRate,
    long bytes,
    double examplesPerSecond) {}
