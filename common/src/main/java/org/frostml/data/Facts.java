package org.frostml.data;

import java.util.List;
import java.util.Map;
import org.frostml.nn.Inputs;
import org.frostml.nn.Labels;
import org.frostml.nn.Scaling;
import org.frostml.nn.Shape;
import org.frostml.nn.ValueScale;

/**
 * What is known of a run's examples before it begins, whoever holds them.
 *
 * @param training all training examples, those held out for validation among them
 * @param test the test examples
 * @param trained examples that are trained on
 * @param validation examples held out of training
 * @param in the shape of a network's inputs
 * @param inputs which features of an example these are
 * @param features their names, or none
 * @param scaling what inputs go through before they reach the network
 * @param values what values are scaled by
 * @param bytes of all of them in memory
 * @param pools whether one JVM can hold them for many runs
 * @param texts what else a model is to say of them
 */
public record Facts(
    DataSet training,
    DataSet test,
    int trained,
    int validation,
    Shape in,
    Inputs inputs,
    List<String> features,
    Labels labels,
    Scaling scaling,
    ValueScale values,
    long bytes,
    boolean pools,
    Map<String, String> texts) {
  /**
   * The same examples as the network of others takes them, whose weights mean what they did only
   * so.
   */
  public Facts as(
      Shape in, Inputs inputs, List<String> features, Scaling scaling, ValueScale values) {
    return new Facts(
        training,
        test,
        trained,
        validation,
        in,
        inputs,
        features,
        labels,
        scaling,
        values,
        bytes,
        pools,
        texts);
  }

  /** Where they come from, for messages. */
  public String name() {
    return training.name();
  }
}
