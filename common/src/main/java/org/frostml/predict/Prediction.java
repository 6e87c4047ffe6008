package org.frostml.predict;

import org.frostml.FrostException;

/**
 * What a model says of a row.
 *
 * @param value the class, numbered from 0, or the value; NaN where a model predicts several values
 *     or labels at once, or no number, as of a row with NaN
 * @param outputs the probabilities of all classes, which add up to 1; the probability of class 1
 *     where a model tells two classes apart by one output; of several labels one each; or values
 */
public record Prediction(float value, float[] outputs) {
  /**
   * The class; of a model that tells classes apart.
   *
   * @throws FrostException if none is predicted
   */
  public int label() {
    if (Float.isNaN(value)) {
      throw new FrostException(
          "no class is predicted: a feature is NaN or too large, or the model predicts several"
              + " values or labels");
    }
    return (int) value;
  }
}
