package org.frostml.train;

import java.io.Serializable;

/**
 * Coarse steps that every shard takes apart.
 *
 * @param first the first of the steps
 * @param rates the learning rate of each
 */
public record Round(long first, float[] rates) implements Serializable {
  public int steps() {
    return rates.length;
  }

  /** The learning rate of the last step. */
  float lastRate() {
    return rates[rates.length - 1];
  }
}
