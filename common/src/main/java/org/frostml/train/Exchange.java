package org.frostml.train;

import org.frostml.sparse.Layout;
import org.frostml.sparse.Support;

/**
 * Counts the bytes of Frost's messages, as if every shard sat on an executor of its own: values
 * down and gradients up at every step, supports down when they change. Spark's own envelope, some
 * kilobytes a task, is not counted.
 */
public final class Exchange {
  private long bytes;
  private long denseBytes;

  /** The support that was shipped last; -1 before the first. */
  private long version = -1;

  /** A message of this many bytes, once for each of {@code shards}. */
  public void add(long size, int shards) {
    bytes += size * shards;
  }

  /** A support, unless it is the one that was shipped last, be it before the run paused. */
  public void add(Support support, int shards) {
    if (support.version() != version) {
      version = support.version();
      add(support.packedBytes(), shards);
    }
  }

  /** What dense float32 training ships for steps: all parameters down, a whole gradient up. */
  public void addDenseSteps(Layout layout, int shards, int steps) {
    denseBytes += 2L * Float.BYTES * layout.size() * shards * steps;
  }

  /** Takes over what a run had when it paused. */
  public void resume(long bytes, long denseBytes, long version) {
    this.bytes = bytes;
    this.denseBytes = denseBytes;
    this.version = version;
  }

  public long version() {
    return version;
  }

  public long denseBytes() {
    return denseBytes;
  }

  public long bytes() {
    return bytes;
  }

  /** Bytes shipped / bytes that dense float32 would ship. */
  public double ratio() {
    return (double) bytes / denseBytes;
  }
}
