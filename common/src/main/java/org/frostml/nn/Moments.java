package org.frostml.nn;

import java.io.Serializable;

/**
 * Where the means and variances of a batch norm's channels are among those of its network, {@link
 * org.frostml.sparse.Weights#moments}: the means from {@code at} on, and then the variances.
 *
 * @param name of the layer
 * @param index among the batch norms
 * @param pixels of a channel
 */
public record Moments(String name, int index, int at, int channels, int pixels)
    implements Serializable {
  /** The place after the last variance. */
  public int end() {
    return at + 2 * channels;
  }
}
