package org.frostml.nn;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.frostml.sparse.Block;
import org.frostml.sparse.Csr;
import org.frostml.sparse.Weights;

/** Which features a network uses: those with weights in its first layer. */
public final class FeatureNorms {
  private FeatureNorms() {}

  /**
   * A feature that is used.
   *
   * @param norm of its weights in the first layer, the root of the sum of their squares
   * @param weights that are not 0
   */
  public record Feature(int index, double norm, int weights) {}

  /**
   * The features that are used, those of large norms first; none where the first layer's weights
   * are not a matrix of features, or not all that sees these.
   */
  public static List<Feature> of(Weights weights) {
    Block first = weights.support().layout().blocks().get(0);
    List<Feature> used = new ArrayList<>();
    if (first.isOfFeatures()) {
      Csr csr = weights.support().csr();
      for (int c : csr.columns(0)) {
        double squares = 0;
        int count = 0;
        for (int q = csr.colPtr(0)[c]; q < csr.colPtr(0)[c + 1]; q++) {
          double value = weights.values()[csr.source(0)[q]];
          squares += value * value;
          count += value == 0 ? 0 : 1;
        }
        if (count > 0) {
          used.add(new Feature(c, Math.sqrt(squares), count));
        }
      }
    }
    used.sort(Comparator.comparingDouble(Feature::norm).reversed());
    return used;
  }
}
