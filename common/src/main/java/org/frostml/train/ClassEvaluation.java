package org.frostml.train;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.frostml.nn.Loss;
import org.frostml.nn.Measure;
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

  /** Of classes; of each label a square of its own, of no and yes. */
  private final Confusion[] confusions;

  /** Of the second of two classes, or of each label; none of several classes. */
  private final Ranking[] rankings;

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
    confusions = new Confusion[kind == Kind.LABELS ? outputs : 1];
    Arrays.setAll(confusions, k -> new Confusion(kind == Kind.LABELS ? SIDES : classes()));
    rankings = new Ranking[kind == Kind.LABELS ? outputs : classes() == SIDES ? 1 : 0];
    Arrays.setAll(rankings, k -> new Ranking(rankings.length));
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
        confusions[k].add(actual, kind.decide(1, predictions, from + k), weight);
        rankings[k].add(predictions[from + k], actual == 1, weight);
      }
    } else {
      int actual = (int) targets.value(row, 0);
      confusions[0].add(actual, kind.decide(outputs, predictions, from), weight);
      if (isRanked()) {
        rankings[0].add(predictions[from + outputs - 1], actual == 1, weight);
      }
    }
  }

  /** What examples of a class were predicted to be. */
  public double confusion(int actual, int predicted) {
    if (kind == Kind.LABELS) {
      throw new IllegalStateException("several labels per example have no confusion matrix");
    }
    return confusions[0].of(actual, predicted);
  }

  /** Examples of a class that were predicted to be of it. */
  public double right(int k) {
    return kind == Kind.LABELS ? confusions[k].of(1, 1) : confusion(k, k);
  }

  /** Examples of a class. */
  public double actual(int k) {
    return kind == Kind.LABELS ? confusions[k].actual(1) : confusions[0].actual(k);
  }

  /** Examples that were predicted to be of a class. */
  public double predicted(int k) {
    return kind == Kind.LABELS ? confusions[k].predicted(1) : confusions[0].predicted(k);
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

  /** Whether there are areas under curves: of two classes and of labels. */
  public boolean isRanked() {
    return rankings.length > 0;
  }

  /** The area under the ROC curve of a label; NaN unless some examples have it and some do not. */
  public double auc(int label) {
    return rankings[label].bins().roc();
  }

  /** The area under the precision-recall curve of a label; NaN where no example has it. */
  public double aupr(int label) {
    return rankings[label].bins().pr();
  }

  /** That of the second of two classes, or the mean over labels that have one. */
  public double auc() {
    return meanOverRankings(ScoreBins::roc);
  }

  /** That of the second of two classes, or the mean over labels that have one. */
  public double aupr() {
    return meanOverRankings(ScoreBins::pr);
  }

  private double meanOverRankings(ToDoubleFunction<ScoreBins> area) {
    return Arrays.stream(rankings)
        .mapToDouble(ranking -> area.applyAsDouble(ranking.bins()))
        .filter(value -> !Double.isNaN(value))
        .average()
        .orElse(Double.NaN);
  }

  /** How far {@link #auc()} or {@link #aupr()} may be off: see {@link ScoreBins}. */
  public double areaError() {
    return Math.max(meanOverRankings(ScoreBins::rocError), meanOverRankings(ScoreBins::prError));
  }

  @Override
  public Map<Measure, Double> measures() {
    Map<Measure, Double> measures = new EnumMap<>(Measure.class);
    measures.put(Measure.ACCURACY, accuracy());
    if (classes() > SIDES || outputs > 1 && isOfLabels()) {
      measures.put(Measure.MACRO_F1, macroF1());
    } else {
      measures.put(Measure.F1, f1(classes() - 1));
    }
    if (isRanked()) {
      measures.put(Measure.AUC, auc());
      measures.put(Measure.AUPR, aupr());
    }
    return measures;
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
    return kind == Kind.LABELS
        ? ratio(
            sum(k -> confusions[k].of(0, 0) + confusions[k].of(1, 1)),
            sum(k -> confusions[k].actual(0) + confusions[k].actual(1)))
        : ratio(sum(this::right), sum(this::actual));
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
    for (int i = 0; i < confusions.length; i++) {
      confusions[i].add(more.confusions[i]);
    }
    for (int k = 0; k < rankings.length; k++) {
      rankings[k].add(more.rankings[k]);
    }
  }

  /** Bytes of {@link #write} at most. */
  static long mostBytes(Loss loss, int outputs) {
    boolean one = loss instanceof SoftmaxCrossEntropy;
    long counts = one ? Confusion.mostBytes(outputs) : outputs * Confusion.mostBytes(SIDES);
    int rankings = !one ? outputs : outputs == SIDES ? 1 : 0;
    return 2L * Integer.BYTES
        + counts
        + (rankings == 0 ? 0 : rankings * Ranking.mostBytes(rankings));
  }

  @Override
  public int bytes() {
    int ranked = Arrays.stream(rankings).mapToInt(Ranking::bytes).sum();
    int counts = Arrays.stream(confusions).mapToInt(Confusion::bytes).sum();
    return 2 * Integer.BYTES + counts + ranked;
  }

  @Override
  public void write(ByteBuffer out) {
    out.putInt(kind.ordinal()).putInt(outputs);
    for (Confusion confusion : confusions) {
      confusion.write(out);
    }
    for (Ranking ranking : rankings) {
      ranking.write(out);
    }
  }

  static ClassEvaluation read(ByteBuffer in, int kind) {
    ClassEvaluation read = new ClassEvaluation(Kind.values()[kind], in.getInt());
    int side = read.kind == Kind.LABELS ? SIDES : read.classes();
    Arrays.setAll(read.confusions, k -> Confusion.read(in, side));
    Arrays.setAll(read.rankings, k -> Ranking.read(in, read.rankings.length));
    return read;
  }
}
