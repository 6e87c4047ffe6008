package org.frostml.train;

import java.util.List;

/**
 * How the support has moved since the line before.
 *
 * @param step the fine step after which this was measured
 * @param epoch counted from 1
 * @param fineSteps since the line before
 * @param density active weights / weights
 * @param layerDensities the same of every regularised block
 * @param births weights that became active, summed over fine and middle steps
 * @param deaths weights that ceased to be
 * @param hamming weights active in one of the two supports only / weights
 * @param jaccard weights active in both supports / in one at least
 * @param everActive share of the weights that have been active at some time
 * @param deadUnits hidden units without incoming or without outgoing weights
 * @param certificate the largest mean fine gradient of a weight that has been zero since the
 *     epoch's first fine step; null where there is no dual or that step was this one
 * @param certificateBound what it cannot exceed; null likewise
 * @param lipschitz the smallest constant that the descent inequality held for, where fine gradients
 *     are full and nothing is rounded on its way; else null
 * @param violations fine steps since the start after which the training loss had risen; null
 *     likewise
 */
public record CycleMetrics(
    long step,
    int epoch,
    int fineSteps,
    double density,
    List<Double> layerDensities,
    long births,
    long deaths,
    double hamming,
    double jaccard,
    double everActive,
    int deadUnits,
    double lambda,
    Double certificate,
    Double certificateBound,
    Double lipschitz,
    Long violations) {}
