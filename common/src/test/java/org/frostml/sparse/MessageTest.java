package org.frostml.sparse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class MessageTest {
  @Test
  void theBytesAreTheSameOnEveryMachine() {
    ByteBuffer out = Message.of(9);
    out.put((byte) 7);
    Message.write(out, new float[] {1, -2.5f});
    assertEquals(0, out.remaining());
    assertArrayEquals(
        new byte[] {7, 0, 0, (byte) 0x80, 0x3f, 0, 0, 0x20, (byte) 0xc0}, out.array());
  }

  @Test
  void readsAndAddsOneBehindTheOther() {
    Work work = new Work(new Score(0.1, 1L << 40, 3, 3), -5);
    ByteBuffer out = Message.of(8 + Work.BYTES + 12);
    Message.write(out, new float[] {1, 2});
    work.write(out);
    Message.write(out, new float[] {3, 4, 5});
    ByteBuffer in = Message.read(out.array());
    float[] first = {9, 9};
    Message.read(in, first);
    assertArrayEquals(new float[] {1, 2}, first);
    assertEquals(work, Work.read(in));
    float[] second = {10, 20, 30};
    Message.add(in, second);
    assertArrayEquals(new float[] {13, 24, 35}, second);
    assertEquals(0, in.remaining());
  }
}
