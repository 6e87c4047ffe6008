package org.frostml.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import org.frostml.random.Rng;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordBufferTest {
  @Test
  void numbersComeBackInTheirOrderToTheBit() {
    long[] longs = {0, -1, 1L << 31, 0xffffffffL, 1L << 32, Long.MIN_VALUE, Long.MAX_VALUE};
    double[] doubles = {-0.0, Double.MIN_VALUE, Double.NEGATIVE_INFINITY, Math.PI};
    float[] floats = {1.5f, -0f, 1e-45f, Float.intBitsToFloat(0x7f800001)};
    WordBuffer out = WordBuffer.of(2 * longs.length + 2 * doubles.length + floats.length);
    for (long value : longs) {
      out.put(value);
    }
    for (double value : doubles) {
      out.put(value);
    }
    WordBuffer in = WordBuffer.read(out.put(floats).array());
    for (long value : longs) {
      assertEquals(value, in.nextLong());
    }
    for (double value : doubles) {
      assertEquals(Double.doubleToRawLongBits(value), Double.doubleToRawLongBits(in.nextDouble()));
    }
    float[] back = new float[floats.length];
    in.next(back);
    for (int i = 0; i < floats.length; i++) {
      assertEquals(Float.floatToRawIntBits(floats[i]), Float.floatToRawIntBits(back[i]));
    }
  }

  @Test
  void theFirstBitIsTheLowestOfTheFirstWord() {
    BitSet bits = new BitSet();
    bits.set(0);
    bits.set(31);
    bits.set(33);
    WordBuffer out = WordBuffer.of(2).put(bits, 34);
    assertArrayEquals(new int[] {0x80000001, 2}, out.array());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 31, 32, 33, 64, 257})
  void bitsFillAsManyWordsAsTheyNeed(int size) {
    Rng rng = new Rng(size);
    BitSet bits = new BitSet();
    for (int i = 0; i < size; i++) {
      bits.set(i, rng.nextInt(2) == 0);
    }
    BitSet more = (BitSet) bits.clone();
    more.set(size, size + 40);
    WordBuffer out = WordBuffer.of(WordBuffer.ofBits(size) + 2).put(more, size).put(7L);
    BitSet back = new BitSet();
    back.set(0, size + 40);
    WordBuffer in = WordBuffer.read(out.array());
    in.next(back, size);
    assertEquals(bits, back);
    assertEquals(7, in.nextLong(), "they end where the header says");
  }
}
