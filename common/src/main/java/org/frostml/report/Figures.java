package org.frostml.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import org.frostml.nn.Measure;

/** Numbers with as many digits as mean something. */
final class Figures {
  private Figures() {}

  /** A share of 1 in percent. */
  static String percent(double share, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f %%", 100 * share);
  }

  /** A mean in percent, with its deviation where there is one. */
  static String percent(SampleMean share) {
    return share.deviation() == null
        ? percent(share.mean(), 2)
        : String.format(Locale.ROOT, "%.2f ± %.2f %%", 100 * share.mean(), 100 * share.deviation());
  }

  /** A mean of a measure, with its deviation where there is one. */
  static String quality(Measure measure, SampleMean moments) {
    if (measure.isShare()) {
      return percent(moments);
    }
    String mean = measure.show(moments.mean());
    return moments.deviation() == null ? mean : mean + " ± " + measure.show(moments.deviation());
  }

  static String loss(double loss) {
    return String.format(Locale.ROOT, "%.4f", loss);
  }

  static String count(double number) {
    return String.format(Locale.ROOT, "%,.0f", number);
  }

  /** A param's value; of a fraction four digits tell it from its neighbours. */
  static String value(Object value) {
    if (value instanceof Double number && Double.isFinite(number)) {
      return new BigDecimal(number, new MathContext(4)).stripTrailingZeros().toString();
    }
    return String.valueOf(value);
  }

  /** A time in the unit that a person would choose. */
  static String time(double seconds) {
    if (seconds < 120) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    return seconds < 7200
        ? String.format(Locale.ROOT, "%.1f min", seconds / 60)
        : String.format(Locale.ROOT, "%.1f h", seconds / 3600);
  }
}
