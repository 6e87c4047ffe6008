package org.frostml.nn;

import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.frostml.sparse.Score;

/**
 * What a network's outputs z are held against: a loss of every example, its gradient in z, and how
 * outputs are read as predictions. Losses are sums over examples, each times its weight, and means
 * over an example's outputs.
 */
public sealed interface Loss extends Serializable
    permits SoftmaxCrossEntropy, SigmoidCrossEntropy, ValueLoss {

  /** A loss of values: with the number of Huber's, and what they are scaled by. */
  Pattern VALUES = Pattern.compile("(mse|huber\\(([0-9.E-]{1,20})\\))((?:\\[[0-9.E:,-]*])?)");

  /** Cross-entropy with its smoothing. */
  Pattern SMOOTHED = Pattern.compile("cross-entropy\\(([0-9.E-]{1,20})\\)");

  /** What networks with this loss are compared by, unless something else is asked for. */
  Measure measure();

  /** What networks with this loss and so many outputs may be compared by. */
  List<Measure> measures(int outputs);

  /** The same without what is of training alone. */
  default Loss scored() {
    return this;
  }

  /** What values are scaled by; classes never are. */
  default ValueScale scale() {
    return ValueScale.NONE;
  }

  /** The same for values that are scaled so; classes are not scaled. */
  default Loss with(ValueScale scale) {
    return this;
  }

  /**
   * Outputs of a network for examples that are labelled so.
   *
   * @throws IllegalArgumentException if it cannot learn such labels
   */
  int outputs(Labels labels);

  /** Fails unless these are targets for so many outputs. */
  void require(Targets targets, int outputs);

  /**
   * Scores the batch's outputs, a matrix of outputs x width at z, and writes dL/dz to {@code dz}
   * unless it is negative, zeros in surplus columns.
   */
  Score score(int outputs, Tape tape, int z, int dz);

  /**
   * Turns the outputs of {@code columns} examples, a matrix of outputs x width at z, into what is
   * predicted: probabilities or values.
   */
  void predict(int outputs, int columns, float[] t, int z, int width);

  /**
   * The one number that is predicted for an example: its class, or its value; NaN where there are
   * several values or labels at once, or no numbers are predicted.
   *
   * @param predictions of which its own begin at a place
   */
  float decide(int outputs, float[] predictions, int from);

  /** The loss as the model file spells it, for instance {@code huber(1.0)}. */
  String spec();

  /** The loss of a {@link #spec}. */
  static Loss parse(String spec) {
    Matcher values = VALUES.matcher(spec);
    if (values.matches()) {
      ValueScale scale = ValueScale.parse(values.group(3));
      return values.group(2) == null
          ? new SquaredError(scale)
          : new Huber(Float.parseFloat(values.group(2)), scale);
    }
    Matcher smoothed = SMOOTHED.matcher(spec);
    if (smoothed.matches()) {
      return new SoftmaxCrossEntropy(Float.parseFloat(smoothed.group(1)));
    }
    return switch (spec) {
      case SoftmaxCrossEntropy.NAME -> new SoftmaxCrossEntropy();
      case SigmoidCrossEntropy.NAME -> new SigmoidCrossEntropy();
      default -> throw new IllegalArgumentException("unknown loss: " + spec);
    };
  }

  /** Fails because targets are of the other kind, or of another width. */
  static void requireThat(boolean fits, Loss loss, Targets targets, int outputs) {
    if (!fits) {
      String given =
          targets instanceof Targets.Values values
              ? String.format(Locale.ROOT, "%d values per example", values.width())
              : "classes";
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT, "%s with %d outputs cannot take %s", loss.spec(), outputs, given));
    }
  }
}
