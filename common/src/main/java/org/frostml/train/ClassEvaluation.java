package org.frostml.train;

import java.nio.ByteBuffer;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.frostml.nn.Loss;
import org.frostml.nn.SigmoidCrossEntropy;
import org.frostml.nn.SoftmaxCrossEntropy;
import org.frostml.nn.Targets;

/**
 * Of classes, of which an example has one; or of labels, each of which it has or has not. Counts
 * are sums of weights: whole numbers where all examples weigh 1. Where nothing could be right or
 * wrong, precision, recall and F1 are 0.
 */
public final class ClassEvaluation implements Evaluation {
  private static final int SIDES = 2;

  private final Kind kind;
  private final int outputs;

  /** Row by row, a square of all classes, or for each label one of no and yes. */
  private final double[] counts;

  /** How predictions are read. */
  enum Kind {
    /** One probability a class. */
    CLASSES(new SoftmaxCrossEntropy()),
    /** One probability, of the second of two classes. */
    BINARY(new SigmoidCrossEntropy()),
    /** One probability a label, each read as if it were the only one. */
    LABELS(new SigmoidCrossEntropy());

    private final Loss loss;

    Kind(Loss loss) {
      this.loss = loss;
    }

    int decide(int outputs, float[] predictions, int from) {
      return (int) loss.decide(outputs, predictions, from);
    }
  }

  ClassEvaluation(Kind kind, int outputs) {
    this.kind = kind;
    this.outputs = outputs;
    counts =
        new double
            [kind == Kind.LABELS
                ? SIDES * SIDES * outputs
                : Math.multiplyExact(classes(), classes())];
  }

  /** Classes, or labels. */
  public int classes() {
    return kind == Kind.BINARY ? SIDES : outputs;
  }

  /** Whether an example may have several, so that there is no confusion between them. */
  public boolean isOfLabels() {
    return kind == Kind.LABELS;
  }

  @Override
  public void add(Targets targets, int row, float[] predictions, int from) {
    float weight = targets.weight(row);
    if (kind == Kind.LABELS) {
      for (int k = 0; k < outputs; k++) {
        int actual = targets.value(row, k) > 0.5 ? 1 : 0;
        counts[SIDES * (SIDES * k + actual) + kind.decide(1, predictions, from + k)] += weight;
      }
    } else {
      int actual = (int) targets.value(row, 0);
      counts[actual * classes() + kind.decide(outputs, predictions, from)] += weight;
    }
  }

  /** What examples of a class were predicted to be. */
  public double confusion(int actual, int predicted) {
    if (kind == Kind.LABELS) {
      throw new IllegalStateException("several labels per example have no confusion matrix");
    }
    return counts[actual * classes() + predicted];
  }

  /** Examples of a class that were predicted to be of it. */
  public double right(int k) {
    return kind == Kind.LABELS ? label(k, 1, 1) : confusion(k, k);
  }

  /** Examples of a class. */
  public double actual(int k) {
    return kind == Kind.LABELS
        ? label(k, 1, 0) + label(k, 1, 1)
        : sum(other -> confusion(k, other));
  }

  /** Examples that were predicted to be of a class. */
  public double predicted(int k) {
    return kind == Kind.LABELS
        ? label(k, 0, 1) + label(k, 1, 1)
        : sum(other -> confusion(other, k));
  }

  private double label(int k, int actual, int predicted) {
    return counts[SIDES * (SIDES * k + actual) + predicted];
  }

  /** The share of what is predicted to be of a class that is. */
  public double precision(int k) {
    return ratio(right(k), predicted(k));
  }

  /** The share of a class that is predicted to be of it. */
  public double recall(int k) {
    return ratio(right(k), actual(k));
  }

  /** The harmonic mean of precision and recall. */
  public double f1(int k) {
    return ratio(2 * right(k), predicted(k) + actual(k));
  }

  public double macroPrecision() {
    return macro(this::precision);
  }

  public double macroRecall() {
    return macro(this::recall);
  }

  public double macroF1() {
    return macro(this::f1);
  }

  /** The mean over classes that occur, or are predicted. */
  private double macro(IntToDoubleFunction measure) {
    double seen = sum(k -> occurs(k) ? 1 : 0);
    return ratio(sum(k -> occurs(k) ? measure.applyAsDouble(k) : 0), seen);
  }

  private boolean occurs(int k) {
    return actual(k) + predicted(k) > 0;
  }

  /** The share of predictions that are right; of labels the mean over them. */
  public double accuracy() {
    double right =
        kind == Kind.LABELS ? sum(k -> label(k, 0, 0) + label(k, 1, 1)) : sum(this::right);
    double all = 0;
    for (double count : counts) {
      all += count;
    }
    return ratio(right, all);
  }

  private static double ratio(double part, double whole) {
    return whole == 0 ? 0 : part / whole;
  }

  private double sum(IntToDoubleFunction of) {
    return IntStream.range(0, classes()).mapToDouble(of).sum();
  }

  @Override
  public void add(Evaluation other) {
    ClassEvaluation more = (ClassEvaluation) other;
    if (more.kind != kind || more.outputs != outputs) {
      throw new IllegalArgumentException(
          "evaluations of " + classes() + " and " + more.classes() + " classes do not add up");
    }
    for (int i = 0; i < counts.length; i++) {
      counts[i] += more.counts[i];
    }
  }

  @Override
  public int bytes() {
    return 2 * Integer.BYTES + Double.BYTES * counts.length;
  }

  @Override
  public void write(ByteBuffer out) {
    out.putInt(kind.ordinal()).putInt(outputs);
    for (double count : counts) {
      out.putDouble(count);
    }
  }

  static ClassEvaluation read(ByteBuffer in, int kind) {
    ClassEvaluation read = new ClassEvaluation(Kind.values()[kind], in.getInt());
    for (int i = 0; i < read.counts.length; i++) {
      read.counts[i] = in.getDouble();
    }
    return read;
  }
}
