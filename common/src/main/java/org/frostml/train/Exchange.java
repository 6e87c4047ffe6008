package org.frostml.train;

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

  /** The version of the support that was shipped last; -1 before the first. */
  private long version = -1;

  /** That support; null before the first of this process. */
  private Support shipped;

  /**
   * When the run paused, the version of its support, if that had yet to be shipped, and its bytes.
   */
  private long pendingVersion = -1;

  private int pending;

  /** A message of this many bytes, once for each of {@code shards}. */
  public void add(long size, int shards) {
    bytes += size * shards;
  }

  /**
   * A support, unless it is the one that was shipped last, be it before the run paused: whole, or
   * as births and deaths where these are less.
   */
  public void add(Support support, int shards) {
    add(bytes(support), shards);
    version = support.version();
    shipped = support;
  }

  private int bytes(Support support) {
    if (support.version() == version) {
      return 0;
    }
    if (support.version() == pendingVersion) {
      return pending;
    }
    return shipped == null
        ? support.packedBytes()
        : Math.min(support.packedBytes(), support.changeBytes(shipped));
  }

  /** What dense float32 training ships for steps: all parameters down, a whole gradient up. */
  public void addDenseSteps(Layout layout, int shards, int steps) {
    denseBytes += 2L * Float.BYTES * layout.size() * shards * steps;
  }

  /**
   * Takes over what a run had when it paused.
   *
   * @param support that it resumes with
   * @param pending {@link #pending} of it
   */
  public void resume(long bytes, long denseBytes, long version, Support support, int pending) {
    this.bytes = bytes;
    this.denseBytes = denseBytes;
    this.version = version;
    if (support.version() == version) {
      shipped = support;
    } else {
      pendingVersion = support.version();
      this.pending = pending;
    }
  }

  public long version() {
    return version;
  }

  /** Bytes that a support would add, or 0: a resumed run knows no support before its own. */
  public int pending(Support support) {
    return bytes(support);
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
