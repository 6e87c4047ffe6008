package org.frostml.optim;

import java.io.Serializable;

/**
 * The learning rate over a run, a function of time in epochs; a step asks for the middle of itself.
 */
public sealed interface LrSchedule extends Serializable
    permits LrSchedule.Constant, LrSchedule.Step, LrSchedule.Cosine, LrSchedule.WarmUp {
  /** tau at {@code epoch}, in (0, epochs), of a run of {@code epochs}. */
  double at(double epoch, double epochs);

  /** Whether {@code epochs} matters, so that a run cannot be made longer once it has begun. */
  boolean endsWithTheRun();

  /** Checks a base rate. */
  private static void positive(double base) {
    if (!(base > 0 && base < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("base must be > 0: " + base);
    }
  }

  /** tau = base. */
  record Constant(double base) implements LrSchedule {
    public Constant {
      positive(base);
    }

    @Override
    public double at(double epoch, double epochs) {
      return base;
    }

    @Override
    public boolean endsWithTheRun() {
      return false;
    }
  }

  /** tau = base factor^floor(epoch / every). */
  record Step(double base, double factor, double every) implements LrSchedule {
    public Step {
      positive(base);
      if (!(factor > 0 && factor <= 1)) {
        throw new IllegalArgumentException("factor must be in (0, 1]: " + factor);
      }
      if (!(every > 0)) {
        throw new IllegalArgumentException("every must be > 0 epochs: " + every);
      }
    }

    @Override
    public double at(double epoch, double epochs) {
      return base * StrictMath.pow(factor, Math.floor(epoch / every));
    }

    @Override
    public boolean endsWithTheRun() {
      return false;
    }
  }

  /** tau = base (1 + cos(pi epoch / epochs)) / 2: from base to 0. */
  record Cosine(double base) implements LrSchedule {
    public Cosine {
      positive(base);
    }

    @Override
    public double at(double epoch, double epochs) {
      return base * (1 + StrictMath.cos(Math.PI * epoch / epochs)) / 2;
    }

    @Override
    public boolean endsWithTheRun() {
      return true;
    }
  }

  /**
   * Another schedule that starts from 0 and reaches its own value after {@code length} epochs; 0 is
   * no warm-up.
   */
  record WarmUp(LrSchedule then, double length) implements LrSchedule {
    public WarmUp {
      if (!(length >= 0)) {
        throw new IllegalArgumentException("warmUp must be >= 0 epochs: " + length);
      }
    }

    @Override
    public double at(double epoch, double epochs) {
      double rate = then.at(epoch, epochs);
      return epoch < length ? rate * epoch / length : rate;
    }

    @Override
    public boolean endsWithTheRun() {
      return then.endsWithTheRun();
    }
  }
}
