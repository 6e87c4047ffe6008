package org.frostml.job.spark;

import java.nio.ByteBuffer;

/**
 * A sum over shards in the making. Either whole results are added to it, in the order of the
 * shards, or their heads in that order, and the sum of every slice of their numbers once.
 *
 * @param <R> a shard's result
 */
interface ShardSum<R> {
  /** Adds a result itself. */
  void add(R result);

  /** Adds a message. */
  void add(ByteBuffer message);

  /**
   * Adds what goes before a message's numbers.
   *
   * @param bytes of the whole message
   */
  void addHead(ByteBuffer head, long bytes);

  /**
   * Takes the sum of some numbers.
   *
   * @param from the first of them
   */
  void set(int from, int count, ByteBuffer sums);
}
