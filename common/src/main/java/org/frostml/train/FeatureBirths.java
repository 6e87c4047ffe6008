package org.frostml.train;

import java.util.Collections;
import java.util.List;

/**
 * Since when a network has used the features that it uses, at the end of an epoch.
 *
 * @param features inputs of the first layer with weights, ascending
 * @param steps that had been taken when its column came into the support; 0: it began with it
 * @param epochs that step's, counted from 1; 0: it began with it
 */
public record FeatureBirths(List<Integer> features, List<Long> steps, List<Integer> epochs) {
  /** Where a model says it. */
  public static final String KEY = "born";

  /** The place of a feature that is used, or a negative number. */
  public int find(int feature) {
    return Collections.binarySearch(features, feature);
  }
}
