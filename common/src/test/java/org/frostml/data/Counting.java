package org.frostml.data;

import java.util.function.IntPredicate;

/** Example i has the features i and -i and the label i % 3. */
record Counting(int size) implements Examples {
  @Override
  public String name() {
    return "counting";
  }

  @Override
  public int features() {
    return 2;
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
    float[] x = new float[2];
    for (int i = 0; i < size; i++) {
      if (wanted.test(i)) {
        x[0] = i;
        x[1] = -i;
        sink.accept(i, x, i % 3);
      }
    }
  }
}
