package org.frostml.nn;

import java.io.Serializable;
import java.util.Arrays;
import org.frostml.JavaArrays;
import org.frostml.kernel.Aligned;
import org.frostml.kernel.Kernels;
import org.frostml.kernel.MapLayout;

/**
 * What the places of a network hold, in the order in which they lie on a {@link Tape}. A place is
 * known by its index; it is a matrix of features, or a map.
 */
final class Places implements Serializable {
  /** After the last matrix a kernel may read a little further. */
  static final int SURPLUS = 2 * Kernels.LANES;

  /** Floats that one array of activations can hold. */
  static final int MOST = JavaArrays.MOST - Aligned.START - SURPLUS;

  /** The place of a batch's features. */
  static final int INPUT = 0;

  private final int[] features;

  /** Of the places that are maps. */
  private final MapLayout[] maps;

  private final int scratch;
  private final int sparseScratch;

  /**
   * @param maps null at the places of matrices
   * @param scratch floats per example that layers may spoil, beside all places
   * @param sparseScratch the same where the network's features are sparse
   */
  Places(int[] features, MapLayout[] maps, int scratch, int sparseScratch) {
    this.features = features;
    this.maps = maps;
    this.scratch = scratch;
    this.sparseScratch = sparseScratch;
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

  /** Floats of a place in a batch of {@code width} columns; sparse features have none. */
  long floats(int place, int width, boolean sparse) {
    if (sparse && place == INPUT) {
      return 0;
    }
    return isMap(place)
        ? maps[place].floats(width / Kernels.LANES)
        : (long) features[place] * width;
  }

  /** Floats of all places and of the scratch. */
  long floats(int width, boolean sparse) {
    long floats = (long) (sparse ? sparseScratch : scratch) * width;
    for (int p = 0; p < count(); p++) {
      floats += floats(p, width, sparse);
    }
    return floats;
  }
}
