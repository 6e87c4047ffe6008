package org.frostml.data;

import java.util.function.IntPredicate;
import org.frostml.random.Rng;

/** Gaussian features and labels of 3 classes that the first feature tells in part. */
record Noise(int size, int features) implements Examples {
  @Override
  public String name() {
    return "noise";
  }

  @Override
  public int classes() {
    return 3;
  }

  @Override
  public boolean bytes() {
    return false;
  }

  @Override
  public boolean pixels() {
    return true;
  }

  @Override
  public void read(IntPredicate wanted, Sink sink) {
    float[] x = new float[features];
    for (int i = 0; i < size; i++) {
      if (wanted.test(i)) {
        Rng rng = new Rng(11, i);
        for (int f = 0; f < features; f++) {
          x[f] = (float) (3 + 2 * rng.nextGaussian());
        }
        sink.accept(i, x, x[0] > 3 ? 2 : rng.nextInt(3));
      }
    }
  }
}
