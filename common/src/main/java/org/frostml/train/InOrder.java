package org.frostml.train;

import java.util.function.Consumer;

/**
 * Hands on what shards send in order of their index, whatever the order it arrives in: what is
 * early waits. So sums have the same bits on any number of executors.
 */
public final class InOrder<T> {
  private final Object[] waiting;
  private final Consumer<T> next;
  private int taken;

  /**
   * @param next takes the shards' parts, one after the other
   */
  public InOrder(int shards, Consumer<T> next) {
    waiting = new Object[shards];
    this.next = next;
  }

  /** Takes a shard's part, once. */
  @SuppressWarnings("unchecked")
  public void add(int shard, T part) {
    waiting[shard] = part;
    for (; taken < waiting.length && waiting[taken] != null; taken++) {
      next.accept((T) waiting[taken]);
      waiting[taken] = null;
    }
  }

  /** Fails unless every shard's part has been handed on. */
  public void requireAll() {
    if (taken < waiting.length) {
      throw new IllegalStateException(
          "shard " + taken + " of " + waiting.length + " has not arrived");
    }
  }
}
