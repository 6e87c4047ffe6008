package org.frostml.train;

import java.util.Optional;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Support;

/**
 * Counts the bytes of Frost's messages, as if every shard sat on an executor of its own: values
 * down and gradients up at every step, supports down when they change. Spark's own envelope, some
 * kilobytes a task, is not counted, nor a support that is sent whole again now and then, for
 * executors that come later. Sums count as if the driver made them.
 */
public final class Exchange {
  private long bytes;
  private long denseBytes;

  /** The support that was shipped last, be it before the run paused; null before the first. */
  private Support shipped;

  /** A message of this many bytes, once for each of {@code shards}. */
  public void add(long size, int shards) {
    bytes += size * shards;
  }

  /**
   * A support, unless it is the one that was shipped last: whole, or as births and deaths where
   * these are less.
   */
  public void add(Support support, int shards) {
    if (shipped == null) {
      add(support.packedBytes(), shards);
    } else if (support.version() != shipped.version()) {
      add(Math.min(support.packedBytes(), support.changeBytes(shipped)), shards);
    }
    shipped = support;
  }

  /** What dense float32 training ships for steps: all parameters down, a whole gradient up. */
  public void addDenseSteps(Layout layout, int shards, int steps) {
    denseBytes += 2L * Float.BYTES * layout.size() * shards * steps;
  }

  /**
   * Takes over what a run had when it paused.
   *
   * @param shipped {@link #shipped} then
   */
  public void resume(long bytes, long denseBytes, Optional<Support> shipped) {
    this.bytes = bytes;
    this.denseBytes = denseBytes;
    this.shipped = shipped.orElse(null);
  }

  /** The support that was shipped last. */
  public Optional<Support> shipped() {
    return Optional.ofNullable(shipped);
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
