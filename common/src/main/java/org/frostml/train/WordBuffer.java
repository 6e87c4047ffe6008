package org.frostml.train;

import java.util.BitSet;
import org.frostml.optim.ByteDual;
import org.frostml.optim.Dual;
import org.frostml.optim.FloatDual;

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

  WordBuffer put(Dual dual) {
    if (dual instanceof FloatDual floats) {
      return put(floats.values());
    }
    ByteDual rounded = (ByteDual) dual;
    words[at++] = Float.floatToRawIntBits(rounded.unit());
    byte[] bytes = rounded.bytes();
    for (int i = 0; i < bytes.length; i++) {
      words[at + i / Integer.BYTES] |= (bytes[i] & 0xff) << Byte.SIZE * (i % Integer.BYTES);
    }
    at += ofBytes(bytes.length);
    return this;
  }

  /** Words of {@link #put(Dual)}. */
  static int of(Dual dual) {
    return dual instanceof FloatDual ? dual.size() : 1 + ofBytes(dual.size());
  }

  private static int ofBytes(int size) {
    return (size + Integer.BYTES - 1) / Integer.BYTES;
  }

  /** A dual of the kind of another. */
  Dual next(Dual other) {
    if (other instanceof FloatDual) {
      float[] values = new float[other.size()];
      next(values);
      return new FloatDual(values);
    }
    float unit = Float.intBitsToFloat(words[at++]);
    byte[] bytes = new byte[other.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (words[at + i / Integer.BYTES] >>> Byte.SIZE * (i % Integer.BYTES));
    }
    at += ofBytes(bytes.length);
    return ByteDual.of(bytes, unit);
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
