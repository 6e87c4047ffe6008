package org.frostml.train;

import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.frostml.nn.Measure;
import org.frostml.sparse.Score;

/**
 * What one pass over examples gives: their score, and where it was asked for, what people read.
 *
 * @param evaluation of the same examples
 */
public record Evaluated(Score score, Optional<Evaluation> evaluation) {
  /** Of whom only the score was asked for. */
  public static Evaluated of(Score score) {
    return new Evaluated(score, Optional.empty());
  }

  /** The number of a measure; NaN where the examples do not tell. */
  public double of(Measure measure) {
    return measure.isOfScore()
        ? measure.of(score)
        : evaluation.orElseThrow().measures().get(measure);
  }

  /** All that means something for the network's loss, in order; none where it was only scored. */
  public Map<Measure, Double> measures() {
    Map<Measure, Double> measures = new EnumMap<>(Measure.class);
    evaluation.ifPresent(
        each -> {
          measures.putAll(each.measures());
          if (each instanceof ClassEvaluation) {
            measures.put(Measure.LOG_LOSS, 0.0);
          }
        });
    // Loss and quality as they are in training, to the bit.
    measures.replaceAll((measure, value) -> measure.isOfScore() ? measure.of(score) : value);
    return measures;
  }

  /** Bytes of {@link #write}. */
  public int bytes() {
    return Score.BYTES + evaluation.map(Evaluation::bytes).orElse(0);
  }

  public void write(ByteBuffer out) {
    score.write(out);
    evaluation.ifPresent(each -> each.write(out));
  }

  /** What {@link #write} wrote, which is all there is. */
  public static Evaluated read(ByteBuffer in) {
    Score score = Score.read(in);
    return new Evaluated(
        score, in.hasRemaining() ? Optional.of(Evaluation.read(in)) : Optional.empty());
  }
}
