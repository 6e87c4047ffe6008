package org.frostml.train;

import org.frostml.sparse.Level;
import org.frostml.sparse.Work;

/**
 * What a step was, or the steps of a round.
 *
 * @param first the step's number, or of the round's first step
 * @param steps how many they were
 * @param work done, all shards together
 * @param rate the learning rate, of the last step
 * @param nanos they took, gradients and updates
 */
public record StepMetrics(
    long first, int steps, int epoch, Level level, Work work, float rate, long nanos) {}
