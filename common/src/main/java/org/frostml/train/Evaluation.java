package org.frostml.train;

import java.nio.ByteBuffer;
import java.util.Map;
import org.frostml.nn.Loss;
import org.frostml.nn.Measure;
import org.frostml.nn.SoftmaxCrossEntropy;
import org.frostml.nn.Targets;

/**
 * What people read, of a network's predictions for some examples: a confusion matrix, precision and
 * recall, or errors of values. Adds up shard by shard; added in the order of shards it has the same
 * bits wherever they were evaluated.
 */
public sealed interface Evaluation permits ClassEvaluation, ValueEvaluation {
  /**
   * Of no example yet.
   *
   * @param outputs of the network
   * @param targets what the examples have for it
   */
  static Evaluation none(Loss loss, int outputs, Targets targets) {
    if (loss.measure() == Measure.RMSE) {
      return new ValueEvaluation(outputs);
    }
    ClassEvaluation.Kind kind =
        loss instanceof SoftmaxCrossEntropy
            ? ClassEvaluation.Kind.CLASSES
            : targets instanceof Targets.Classes
                ? ClassEvaluation.Kind.BINARY
                : ClassEvaluation.Kind.LABELS;
    return new ClassEvaluation(kind, outputs);
  }

  /**
   * Takes one example.
   *
   * @param predictions of which its own begin at a place
   */
  void add(Targets targets, int row, float[] predictions, int from);

  /** Takes the examples of another one of the same kind, after its own. */
  void add(Evaluation other);

  /** All that it measures, in order; NaN where the examples do not tell. */
  Map<Measure, Double> measures();

  /** Bytes of {@link #write} at most, whatever the number of examples. */
  static long mostBytes(Loss loss, int outputs) {
    return loss.measure() == Measure.RMSE
        ? ValueEvaluation.mostBytes(outputs)
        : ClassEvaluation.mostBytes(loss, outputs);
  }

  /** Bytes of {@link #write}. */
  int bytes();

  void write(ByteBuffer out);

  /** An evaluation that {@link #write} wrote. */
  static Evaluation read(ByteBuffer in) {
    int kind = in.getInt();
    return kind == ValueEvaluation.KIND ? ValueEvaluation.read(in) : ClassEvaluation.read(in, kind);
  }
}
