package org.frostml.predict;

/**
 * What a model says of a row.
 *
 * @param value the class, numbered from 0, or the value; NaN where a model predicts several values
 *     or labels at once
 * @param outputs the probabilities of all classes, which add up to 1; the probability of class 1
 *     where a model tells two classes apart by one output; of several labels one each; or values
 */
public record Prediction(float value, float[] outputs) {
  /** The class; of a model that tells classes apart. */
  public int label() {
    return (int) value;
  }
}
