package org.frostml.sweep;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import org.frostml.FrostException;
import org.frostml.config.Keys;
import org.frostml.random.Rng;

/** How the numbers of a range are spread over it. */
enum Scale {
  UNIFORM,
  LOG_UNIFORM,
  INTEGER;

  /** So that names of trials and tables can be read. */
  private static final MathContext DIGITS = new MathContext(4);

  /** As a configuration has it. */
  String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The two ends that a key gives, checked. */
  List<Double> ends(String key, Keys in) {
    List<Double> ends =
        this == INTEGER
            ? in.wholes(key, Integer.MIN_VALUE, Integer.MAX_VALUE).stream()
                .map(Long::doubleValue)
                .toList()
            : in.reals(key);
    if (ends.size() != 2) {
      throw new FrostException(key + " must be [from, to]: " + ends + in.where(key));
    }
    if (ends.get(0) > ends.get(1)) {
      throw new FrostException(key + " must have from <= to: " + ends + in.where(key));
    }
    if (this == LOG_UNIFORM && ends.get(0) <= 0) {
      throw new FrostException(key + " must have from > 0: " + ends + in.where(key));
    }
    return ends;
  }

  /** The number at a share of the way from one end to the other; the ends as they are. */
  Number at(double share, double from, double to) {
    return switch (this) {
      case INTEGER -> Math.round(between(share, from, to));
      case UNIFORM -> readable(between(share, from, to), share, from, to);
      case LOG_UNIFORM ->
          readable(
              StrictMath.exp(between(share, StrictMath.log(from), StrictMath.log(to))),
              share,
              from,
              to);
    };
  }

  /** In two products, because the difference of the ends may overflow. */
  private static double between(double share, double from, double to) {
    return (1 - share) * from + share * to;
  }

  /** One of the numbers; of integers each is as likely. */
  Number draw(Rng rng, double from, double to) {
    return this == INTEGER
        ? (long) Math.floor(rng.nextDouble(from, to + 1))
        : at(rng.nextDouble(), from, to);
  }

  private static double readable(double value, double share, double from, double to) {
    if (share == 0) {
      return from;
    }
    if (share == 1) {
      return to;
    }
    BigDecimal exact = new BigDecimal(value);
    // Of a narrow range so many more that its numbers differ.
    int decimals = 2 - (int) Math.floor(Math.log10(to - from));
    int scale = Math.max(exact.round(DIGITS).scale(), decimals);
    double rounded = exact.setScale(scale, RoundingMode.HALF_EVEN).doubleValue();
    return Math.min(to, Math.max(from, rounded));
  }
}
