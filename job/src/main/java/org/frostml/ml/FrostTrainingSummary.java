package org.frostml.ml;

import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.spark.ml.classification.TrainingSummary;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.Summary;
import org.frostml.io.Json;
import org.frostml.run.EpochMetrics;
import org.frostml.run.Training;
import org.frostml.train.Measures;

/**
 * How a model was trained: a number per epoch, and what the run spent. On the training rows there
 * is the loss that the steps have anyway; held-out rows are evaluated after every epoch. {@link
 * #toString} has it all as JSON. Spark Connect hands its clients that of what is {@link
 * Identifiable}, and else nothing that Spark's own summaries do not have.
 */
public final class FrostTrainingSummary
    implements TrainingSummary, Summary, Identifiable, Serializable {
  private final TrainingNumbers numbers;

  private record TrainingNumbers(
      String uid,
      String measure,
      double[] objectiveHistory,
      double[] validationLossHistory,
      double[] validationQualityHistory,
      double[] densityHistory,
      int modelEpoch,
      int weights,
      int activeWeights,
      double meanDensity,
      double flopsRatio,
      double exchangeRatio,
      long steps,
      double seconds)
      implements Serializable {}

  private FrostTrainingSummary(TrainingNumbers numbers) {
    this.numbers = numbers;
  }

  FrostTrainingSummary(String uid, Training.Trained trained) {
    List<EpochMetrics> epochs = trained.log().epochs();
    Measures last = trained.summary().measures();
    boolean validates = epochs.get(0).measures().validationLoss() != null;
    numbers =
        new TrainingNumbers(
            uid,
            last.measure().key(),
            epochs.stream().mapToDouble(EpochMetrics::trainLoss).toArray(),
            validates ? history(epochs, Measures::validationLoss) : new double[0],
            validates ? history(epochs, Measures::validationQuality) : new double[0],
            history(epochs, Measures::density),
            trained.summary().modelEpoch(),
            trained.summary().weights(),
            trained.summary().activeWeights(),
            last.meanDensity(),
            last.trainFlopsRatio(),
            last.exchangeRatio(),
            trained.summary().steps(),
            last.seconds());
  }

  private static double[] history(List<EpochMetrics> epochs, ToDoubleFunction<Measures> number) {
    return epochs.stream().map(EpochMetrics::measures).mapToDouble(number).toArray();
  }

  /** Writes a file on the driver's own disk. */
  void write(Path file) {
    DriverFolder.write(file, Json.file(numbers).getBytes(StandardCharsets.UTF_8));
  }

  /** What {@link #write} wrote. */
  static FrostTrainingSummary read(Path file) {
    String json = new String(DriverFolder.read(file), StandardCharsets.UTF_8);
    return new FrostTrainingSummary(Json.read(json, TrainingNumbers.class, file.toString()));
  }

  /** Of the model. */
  @Override
  public String uid() {
    return numbers.uid;
  }

  /** The mean loss of mini-batches, each before its step, per epoch. */
  @Override
  public double[] objectiveHistory() {
    return numbers.objectiveHistory.clone();
  }

  /** Epochs that were trained. */
  @Override
  public int totalIterations() {
    return numbers.objectiveHistory.length;
  }

  /**
   * What {@link #validationQualityHistory} is: accuracy or rmse, or what {@code stopping.by} in
   * {@code config} names.
   */
  public String measure() {
    return numbers.measure;
  }

  /** The loss on held-out rows after every epoch; empty where there are none. */
  public double[] validationLossHistory() {
    return numbers.validationLossHistory.clone();
  }

  /** The measure on held-out rows after every epoch; empty where there are none. */
  public double[] validationQualityHistory() {
    return numbers.validationQualityHistory.clone();
  }

  /** Non-zero weights / weights after every epoch. */
  public double[] densityHistory() {
    return numbers.densityHistory.clone();
  }

  /** The epoch after which the model is as it was then, counted from 1. */
  public int modelEpoch() {
    return numbers.modelEpoch;
  }

  /** Weights of the network that are regularised. */
  public int weights() {
    return numbers.weights;
  }

  /** Of these, the model's that are not 0. */
  public int activeWeights() {
    return numbers.activeWeights;
  }

  /** Non-zero weights / weights of the model. */
  public double density() {
    return (double) numbers.activeWeights / numbers.weights;
  }

  /** Of the support, over all steps. */
  public double meanDensity() {
    return numbers.meanDensity;
  }

  /** Executed FLOPs / dense SGD's on the same examples. */
  public double flopsRatio() {
    return numbers.flopsRatio;
  }

  /** Bytes exchanged / what dense float32 would exchange. */
  public double exchangeRatio() {
    return numbers.exchangeRatio;
  }

  public long steps() {
    return numbers.steps;
  }

  /** Of training, without evaluation. */
  public double seconds() {
    return numbers.seconds;
  }

  @Override
  public String toString() {
    return Json.line(numbers).strip();
  }
}
