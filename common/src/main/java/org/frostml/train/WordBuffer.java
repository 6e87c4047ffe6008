package org.frostml.train;

import java.util.BitSet;

/** Numbers as the 32-bit words that a checkpoint holds for those who watch a run. */
final class WordBuffer {
  private final int[] words;
  private int at;

  private WordBuffer(int[] words) {
    this.words = words;
  }

  /** An empty row of that many words, to be put into. */
  static WordBuffer of(int size) {
    return new WordBuffer(new int[size]);
  }

  /** WordBuffer to be taken from. */
  static WordBuffer read(int[] words) {
    return new WordBuffer(words);
  }

  int[] array() {
    return words;
  }

  WordBuffer put(long value) {
    words[at++] = (int) value;
    words[at++] = (int) (value >>> Integer.SIZE);
    return this;
  }

  WordBuffer put(double value) {
    return put(Double.doubleToRawLongBits(value));
  }

  WordBuffer put(float[] values) {
    for (float value : values) {
      words[at++] = Float.floatToRawIntBits(value);
    }
    return this;
  }

  /** Puts bits 0 to {@code size - 1}. */
  WordBuffer put(BitSet bits, int size) {
    for (int i = 0; i < size; i += Integer.SIZE) {
      int word = 0;
      for (int b = 0; b < Integer.SIZE && i + b < size; b++) {
        word |= bits.get(i + b) ? 1 << b : 0;
      }
      words[at++] = word;
    }
    return this;
  }

  /** WordBuffer of {@link #put(BitSet, int)}. */
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
