package org.frostml.nn;

import java.io.Serializable;

/**
 * A fixed logical part of the data in primitive arrays: examples x features, row-major and
 * standardised, with labels.
 *
 * @param index its place among the shards
 */
public record Shard(int index, int features, float[] x, int[] labels) implements Serializable {
  public int examples() {
    return labels.length;
  }
}
