package org.frostml.nn;

import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.frostml.sparse.Score;

/** What networks are compared by: which number it is, and whether more of it is better. */
public enum Measure {
  /** The share of predictions that are right; of labels the mean over them. */
  ACCURACY("accuracy", "accuracy", true, Score::meanQuality),
  /** The loss as it is trained with. */
  LOSS("loss", "loss", false, Score::meanLoss),
  /** The harmonic mean of precision and recall, of the second of two classes. */
  F1("f1", "F1", true, null),
  /** The mean of F1 over several classes or labels. */
  MACRO_F1("macroF1", "macro F1", true, null),
  /** The area under the ROC curve, of the second of two classes; of labels the mean over them. */
  AUC("auc", "AUC", true, null),
  /** The area under the precision-recall curve, as {@link #AUC}. */
  AUPR("aupr", "AUPR", true, null),
  /** The mean of -log of what was predicted for the class, which is the loss of classes. */
  LOG_LOSS("logLoss", "log loss", false, Score::meanLoss),
  /** The root of the mean squared error, in the unit of the values. */
  RMSE("rmse", "RMSE", false, score -> Math.sqrt(score.meanQuality())),
  /** The mean absolute error, in the unit of the values. */
  MAE("mae", "MAE", false, null),
  /** The share of the values' variance that predictions explain. */
  R2("r2", "R2", true, null);

  private final String key;
  private final String title;
  private final boolean higher;

  /** Null where a score does not tell. */
  private final ToDoubleFunction<Score> score;

  Measure(String key, String title, boolean higher, ToDoubleFunction<Score> score) {
    this.key = key;
    this.title = title;
    this.higher = higher;
    this.score = score;
  }

  /** The measure of a {@link #key}. */
  public static Measure named(String key) {
    for (Measure measure : values()) {
      if (measure.key.equals(key)) {
        return measure;
      }
    }
    throw new IllegalArgumentException("unknown measure: " + key);
  }

  /** The name in files: {@code accuracy}, {@code macroF1}. */
  public String key() {
    return key;
  }

  /** The name in sentences: accuracy, RMSE. */
  public String title() {
    return title;
  }

  /** The name after a word, as in {@code bestAccuracy}. */
  public String key(String word) {
    return word + key.substring(0, 1).toUpperCase(Locale.ROOT) + key.substring(1);
  }

  /** Whether it is a share of examples, shown in per cent. */
  public boolean isShare() {
    return this == ACCURACY || this == F1 || this == MACRO_F1;
  }

  /** Whether more of it is better, up to 1; if not, less of it is, down to 0. */
  public boolean isHigherBetter() {
    return higher;
  }

  /** Whether it is what a loss goes by unless something else is asked for. */
  public boolean isPlain() {
    return this == ACCURACY || this == RMSE;
  }

  /** Whether a score tells it. */
  public boolean isOfScore() {
    return score != null;
  }

  /** The number, of examples that were scored. */
  public double of(Score scored) {
    if (score == null) {
      throw new IllegalStateException("a score does not tell the " + title);
    }
    return score.applyAsDouble(scored);
  }

  /** A number that is higher the better, as schedulers and rankings want it. */
  public double worth(double value) {
    return higher ? value : -value;
  }

  /** The number for a person. */
  public String show(double value) {
    return isShare()
        ? String.format(Locale.ROOT, "%.2f %%", 100 * value)
        : String.format(Locale.ROOT, higher || isLoss() ? "%.4f" : "%.4g", value);
  }

  /** The number with its name, for a person: AUC 0.9034. */
  public String text(double value) {
    return title + " " + show(value);
  }

  private boolean isLoss() {
    return this == LOSS || this == LOG_LOSS;
  }

  public boolean isBetter(double value, double than) {
    return worth(value) > worth(than);
  }

  /** The better of two; an unknown one, null, is worse than any. */
  public Double best(Double one, Double other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return isBetter(other, one) ? other : one;
  }
}
