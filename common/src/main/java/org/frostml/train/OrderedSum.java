package org.frostml.train;

import org.frostml.sparse.Gradient;

/**
 * Adds the shards' gradients in order of their index, whatever the order they arrive in: one that
 * is early waits. So the sum has the same bits on any number of executors.
 */
public final class OrderedSum {
  private final Gradient[] waiting;
  private int next;
  private Gradient sum;

  public OrderedSum(int shards) {
    waiting = new Gradient[shards];
  }

  /** Takes a shard's gradient, once; it must not be used afterwards. */
  public void add(int shard, Gradient gradient) {
    waiting[shard] = gradient;
    for (; next < waiting.length && waiting[next] != null; next++) {
      if (sum == null) {
        sum = waiting[next];
      } else {
        sum.add(waiting[next]);
      }
      waiting[next] = null;
    }
  }

  /** The sum over all shards. */
  public Gradient total() {
    if (next < waiting.length) {
      throw new IllegalStateException(
          "shard " + next + " of " + waiting.length + " has not arrived");
    }
    return sum;
  }
}
