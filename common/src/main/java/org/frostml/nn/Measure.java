package org.frostml.nn;

import java.util.Locale;
import org.frostml.sparse.Score;

/** What networks are compared by: which number it is, and whether more of it is better. */
public enum Measure {
  /** The share of predictions that are right. */
  ACCURACY {
    @Override
    public double of(Score score) {
      return score.meanQuality();
    }

    @Override
    public double worth(double value) {
      return value;
    }

    @Override
    public String show(double value) {
      return String.format(Locale.ROOT, "%.2f %%", 100 * value);
    }
  },

  /** The root of the mean squared error, in the unit of the values. */
  RMSE {
    @Override
    public double of(Score score) {
      return Math.sqrt(score.meanQuality());
    }

    @Override
    public double worth(double value) {
      return -value;
    }

    @Override
    public String show(double value) {
      return String.format(Locale.ROOT, "%.4g", value);
    }
  };

  /** The name in files: {@code accuracy}, {@code rmse}. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The name in sentences: accuracy, RMSE. */
  public String title() {
    return isShare() ? key() : name();
  }

  /** Whether it is a share of 1, shown in per cent. */
  public boolean isShare() {
    return this == ACCURACY;
  }

  /** The name after a word, as in {@code bestAccuracy}. */
  public String key(String word) {
    return word + name().charAt(0) + key().substring(1);
  }

  /** The number, of examples that were scored. */
  public abstract double of(Score score);

  /** A number that is higher the better, as schedulers and rankings want it. */
  public abstract double worth(double value);

  /** The number for a person. */
  public abstract String show(double value);

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
