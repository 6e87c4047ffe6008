package org.frostml.nn;

import java.io.Serializable;
import java.util.Arrays;
import org.frostml.kernel.Kernels;
import org.frostml.kernel.MapLayout;

/**
 * What the places of a network hold, in the order in which they lie on a {@link Tape}. A place is
 * known by its index; it is a matrix of features, or a map.
 */
final class Places implements Serializable {
  private final int[] features;

  /** Of the places that are maps. */
  private final MapLayout[] maps;

  /**
   * @param maps null at the places of matrices
   */
  Places(int[] features, MapLayout[] maps) {
    this.features = features;
    this.maps = maps;
  }

  int count() {
    return features.length;
  }

  /** Features of an example, zeros around a map not counted. */
  int features(int place) {
    return features[place];
  }

  boolean isMap(int place) {
    return maps[place] != null;
  }

  boolean haveMaps() {
    return Arrays.stream(maps).anyMatch(map -> map != null);
  }

  MapLayout map(int place) {
    return maps[place];
  }

  /** Floats of a place in a batch of {@code width} columns. */
  long floats(int place, int width) {
    return isMap(place)
        ? maps[place].floats(width / Kernels.LANES)
        : (long) features[place] * width;
  }
}
