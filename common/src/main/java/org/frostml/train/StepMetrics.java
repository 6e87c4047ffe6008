package org.frostml.train;

import org.frostml.sparse.Level;
import org.frostml.sparse.Score;

/**
 * What a step was.
 *
 * @param score on the mini-batch, before the step
 * @param flops executed, all shards together
 * @param nanos the step took, gradient and update
 */
public record StepMetrics(
    long step, int epoch, Level level, Score score, long flops, float rate, long nanos) {}
