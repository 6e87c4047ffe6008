package org.frostml.sparse;

import java.nio.ByteBuffer;
import org.frostml.random.Rng;

/** Floats as they are. */
public record Float32() implements FloatFormat {
  @Override
  public boolean isExact() {
    return true;
  }

  @Override
  public long bytes(long numbers) {
    return Float.BYTES * numbers;
  }

  @Override
  public void write(ByteBuffer out, float[] values, int from, int to, Rng draws) {
    Message.write(out, values, from, to);
  }

  @Override
  public void writeNearest(ByteBuffer out, float[] values) {
    Message.write(out, values);
  }

  @Override
  public void read(ByteBuffer in, float[] values) {
    Message.read(in, values);
  }

  @Override
  public void add(ByteBuffer in, float[] values, int from, int to) {
    Message.add(in, values, from, to);
  }
}
