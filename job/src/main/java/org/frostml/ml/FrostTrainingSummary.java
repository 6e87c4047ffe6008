package org.frostml.ml;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.spark.ml.classification.TrainingSummary;
import org.apache.spark.ml.util.Summary;
import org.frostml.run.EpochMetrics;
import org.frostml.run.Training;
import org.frostml.train.Measures;

/**
 * How a model was trained: a number per epoch, and what the run spent. On the training rows there
 * is the loss that the steps have anyway; held-out rows are evaluated after every epoch.
 */
public final class FrostTrainingSummary implements TrainingSummary, Summary, java.io.Serializable {
  private final String measure;
  private final double[] trainLoss;
  private final double[] validationLoss;
  private final double[] validationQuality;
  private final double[] densities;
  private final int modelEpoch;
  private final int weights;
  private final int activeWeights;
  private final long steps;
  private final double meanDensity;
  private final double flopsRatio;
  private final double exchangeRatio;
  private final double seconds;

  FrostTrainingSummary(Training.Trained trained) {
    List<EpochMetrics> epochs = trained.log().epochs();
    Measures last = trained.summary().measures();
    measure = last.measure().key();
    trainLoss = epochs.stream().mapToDouble(EpochMetrics::trainLoss).toArray();
    boolean validates = epochs.get(0).measures().validationLoss() != null;
    validationLoss = validates ? history(epochs, Measures::validationLoss) : new double[0];
    validationQuality = validates ? history(epochs, Measures::validationQuality) : new double[0];
    densities = history(epochs, Measures::density);
    modelEpoch = trained.summary().modelEpoch();
    weights = trained.summary().weights();
    activeWeights = trained.summary().activeWeights();
    steps = trained.summary().steps();
    meanDensity = last.meanDensity();
    flopsRatio = last.trainFlopsRatio();
    exchangeRatio = last.exchangeRatio();
    seconds = last.seconds();
  }

  private static double[] history(List<EpochMetrics> epochs, ToDoubleFunction<Measures> number) {
    return epochs.stream().map(EpochMetrics::measures).mapToDouble(number).toArray();
  }

  /** The mean loss of mini-batches, each before its step, per epoch. */
  @Override
  public double[] objectiveHistory() {
    return trainLoss.clone();
  }

  /** Epochs that were trained. */
  @Override
  public int totalIterations() {
    return trainLoss.length;
  }

  /** What {@link #validationQualityHistory} is: accuracy or rmse. */
  public String measure() {
    return measure;
  }

  /** The loss on held-out rows after every epoch; empty where there are none. */
  public double[] validationLossHistory() {
    return validationLoss.clone();
  }

  /** The accuracy, or RMSE, on held-out rows after every epoch; empty where there are none. */
  public double[] validationQualityHistory() {
    return validationQuality.clone();
  }

  /** Non-zero weights / weights after every epoch. */
  public double[] densityHistory() {
    return densities.clone();
  }

  /** The epoch after which the model is as it was then, counted from 1. */
  public int modelEpoch() {
    return modelEpoch;
  }

  /** Weights of the network that are regularised. */
  public int weights() {
    return weights;
  }

  /** Of these, the model's that are not 0. */
  public int activeWeights() {
    return activeWeights;
  }

  /** Non-zero weights / weights of the model. */
  public double density() {
    return (double) activeWeights / weights;
  }

  /** Of the support, over all steps. */
  public double meanDensity() {
    return meanDensity;
  }

  /** Executed FLOPs / dense SGD's on the same examples. */
  public double flopsRatio() {
    return flopsRatio;
  }

  /** Bytes exchanged / what dense float32 would exchange. */
  public double exchangeRatio() {
    return exchangeRatio;
  }

  public long steps() {
    return steps;
  }

  /** Of training, without evaluation. */
  public double seconds() {
    return seconds;
  }
}
