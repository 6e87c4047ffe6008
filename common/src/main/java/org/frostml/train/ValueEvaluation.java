package org.frostml.train;

import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.frostml.nn.Measure;
import org.frostml.nn.Targets;

/**
 * Errors of values, one an output or the mean over the outputs. The spread of the values themselves
 * is summed about their mean so far (Chan, Golub, LeVeque 1983), so that a large mean cancels
 * nothing.
 */
public final class ValueEvaluation implements Evaluation {
  static final int KIND = -1;

  private final int outputs;
  private final double[] squares;
  private final double[] sizes;
  private final double[] mean;
  private final double[] spread;
  private double weight;

  ValueEvaluation(int outputs) {
    this.outputs = outputs;
    squares = new double[outputs];
    sizes = new double[outputs];
    mean = new double[outputs];
    spread = new double[outputs];
  }

  public int outputs() {
    return outputs;
  }

  @Override
  public void add(Targets targets, int row, float[] predictions, int from) {
    double w = targets.weight(row);
    for (int k = 0; k < outputs; k++) {
      double value = targets.value(row, k);
      double e = predictions[from + k] - value;
      squares[k] += w * e * e;
      sizes[k] += w * Math.abs(e);
      shift(k, w, value, 0);
    }
    weight += w;
  }

  /** Takes values of that weight, mean and spread into those of output k. */
  private void shift(int k, double w, double otherMean, double otherSpread) {
    double all = weight + w;
    if (all > 0) {
      double d = otherMean - mean[k];
      mean[k] += d * (w / all);
      spread[k] += otherSpread + d * d * (weight * (w / all));
    }
  }

  @Override
  public void add(Evaluation other) {
    ValueEvaluation more = (ValueEvaluation) other;
    if (more.outputs != outputs) {
      throw new IllegalArgumentException(
          "evaluations of " + outputs + " and " + more.outputs + " values do not add up");
    }
    for (int k = 0; k < outputs; k++) {
      squares[k] += more.squares[k];
      sizes[k] += more.sizes[k];
      shift(k, more.weight, more.mean[k], more.spread[k]);
    }
    weight += more.weight;
  }

  /** The root of the mean squared error of an output. */
  public double rmse(int k) {
    return Math.sqrt(squares[k] / weight);
  }

  /** The root of the mean squared error over examples and outputs, as in training. */
  public double rmse() {
    return Math.sqrt(mean(k -> squares[k]) / weight);
  }

  /** The mean absolute error of an output. */
  public double mae(int k) {
    return sizes[k] / weight;
  }

  public double mae() {
    return mean(this::mae);
  }

  /**
   * 1 - squared error / squared distance of the values to their mean: 1 is perfect, 0 no better
   * than the mean. Of a constant 1 if it is met, else 0.
   */
  public double r2(int k) {
    if (spread[k] == 0) {
      return squares[k] == 0 ? 1 : 0;
    }
    return 1 - squares[k] / spread[k];
  }

  public double r2() {
    return mean(this::r2);
  }

  private double mean(IntToDoubleFunction of) {
    return IntStream.range(0, outputs).mapToDouble(of).sum() / outputs;
  }

  @Override
  public Map<Measure, Double> measures() {
    return new EnumMap<>(Map.of(Measure.RMSE, rmse(), Measure.MAE, mae(), Measure.R2, r2()));
  }

  @Override
  public int bytes() {
    return (int) mostBytes(outputs);
  }

  static long mostBytes(int outputs) {
    return 2L * Integer.BYTES + Double.BYTES * (1 + 4L * outputs);
  }

  @Override
  public void write(ByteBuffer out) {
    out.putInt(KIND).putInt(outputs).putDouble(weight);
    for (int k = 0; k < outputs; k++) {
      out.putDouble(squares[k]).putDouble(sizes[k]).putDouble(mean[k]).putDouble(spread[k]);
    }
  }

  static ValueEvaluation read(ByteBuffer in) {
    ValueEvaluation read = new ValueEvaluation(in.getInt());
    read.weight = in.getDouble();
    for (int k = 0; k < read.outputs; k++) {
      read.squares[k] = in.getDouble();
      read.sizes[k] = in.getDouble();
      read.mean[k] = in.getDouble();
      read.spread[k] = in.getDouble();
    }
    return read;
  }
}
