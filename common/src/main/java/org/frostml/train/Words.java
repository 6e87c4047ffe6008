package org.frostml.train;

import java.util.BitSet;

/** Numbers as the 32-bit words that a checkpoint holds for those who watch a run. */
final class Words {
  private final int[] words;
  private int at;

  private Words(int[] words) {
    this.words = words;
  }

  /** An empty row of that many words, to be put into. */
  static Words of(int size) {
    return new Words(new int[size]);
  }

  /** Words to be taken from. */
  static Words read(int[] words) {
    return new Words(words);
  }

  int[] array() {
    return words;
  }

  Words put(long value) {
    words[at++] = (int) value;
    words[at++] = (int) (value >>> Integer.SIZE);
    return this;
  }

  Words put(double value) {
    return put(Double.doubleToRawLongBits(value));
  }

  Words put(float[] values) {
    for (float value : values) {
      words[at++] = Float.floatToRawIntBits(value);
    }
    return this;
  }

  /** Puts bits 0 to {@code size - 1}. */
  Words put(BitSet bits, int size) {
    for (int i = 0; i < size; i += Integer.SIZE) {
      int word = 0;
      for (int b = 0; b < Integer.SIZE && i + b < size; b++) {
        word |= bits.get(i + b) ? 1 << b : 0;
      }
      words[at++] = word;
    }
    return this;
  }

  /** Words of {@link #put(BitSet, int)}. */
  static int ofBits(int size) {
    return (size + Integer.SIZE - 1) / Integer.SIZE;
  }

  long nextLong() {
    long low = words[at++] & 0xffffffffL;
    return low | (long) words[at++] << Integer.SIZE;
  }

  double nextDouble() {
    return Double.longBitsToDouble(nextLong());
  }

  void next(float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.intBitsToFloat(words[at++]);
    }
  }

  void next(BitSet bits, int size) {
    bits.clear();
    for (int i = 0; i < size; i += Integer.SIZE) {
      int word = words[at++];
      for (int b = 0; b < Integer.SIZE && i + b < size; b++) {
        bits.set(i + b, (word >>> b & 1) != 0);
      }
    }
  }
}
