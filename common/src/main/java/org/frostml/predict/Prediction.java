package org.frostml.predict;

/**
 * What a model says of a row.
 *
 * @param label the most probable class
 * @param probabilities of all classes; they add up to 1
 */
public record Prediction(int label, float[] probabilities) {}
