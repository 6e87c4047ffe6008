package org.frostml.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.frostml.sparse.Support;

/** Notes when columns of the first block, which are features, come into the support. */
final class FeatureWatch {
  private static final long NONE = -1;

  /** By feature, the steps that had been taken when it came; {@link #NONE} for one not there. */
  private final long[] born;

  private Support before;

  FeatureWatch(Support start) {
    before = start;
    born = new long[start.layout().blocks().get(0).cols()];
    Arrays.fill(born, NONE);
    for (int feature : used(start)) {
      born[feature] = 0;
    }
  }

  /** Ascending. */
  private static int[] used(Support support) {
    return support.csr().columns(0);
  }

  /**
   * Takes the support as it is after a step that may have changed it.
   *
   * @param steps taken, this one included
   */
  void take(Support support, long steps) {
    if (support == before) {
      return;
    }
    int[] gone = used(before);
    int[] there = used(support);
    int k = 0;
    for (int feature : gone) {
      while (k < there.length && there[k] < feature) {
        k++;
      }
      if (k == there.length || there[k] != feature) {
        born[feature] = NONE;
      }
    }
    for (int feature : there) {
      born[feature] = born[feature] == NONE ? steps : born[feature];
    }
    before = support;
  }

  FeatureBirths births(int stepsPerEpoch) {
    List<Integer> features = new ArrayList<>();
    List<Long> steps = new ArrayList<>();
    List<Integer> epochs = new ArrayList<>();
    for (int feature : used(before)) {
      features.add(feature);
      steps.add(born[feature]);
      epochs.add((int) ((born[feature] + stepsPerEpoch - 1) / stepsPerEpoch));
    }
    return new FeatureBirths(features, steps, epochs);
  }

  /** Words of {@link #save}. */
  int words() {
    return 2 * born.length;
  }

  /** What is to be kept with a checkpoint, beside the support itself. */
  void save(WordBuffer out) {
    for (long steps : born) {
      out.put(steps);
    }
  }

  /** Takes over what {@link #save} put. */
  void restore(WordBuffer in) {
    for (int feature = 0; feature < born.length; feature++) {
      born[feature] = in.nextLong();
    }
  }
}
