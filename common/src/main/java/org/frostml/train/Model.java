package org.frostml.train;

import java.util.List;
import java.util.Map;
import org.frostml.nn.Labels;
import org.frostml.nn.Network;
import org.frostml.nn.Scaling;
import org.frostml.sparse.Weights;

/**
 * A trained network: layers, weights, what its inputs went through, and where it comes from.
 *
 * @param features the names of its inputs, or none
 * @param labels what it was taught to tell
 * @param provenance names and values for a person: configuration, seed, data fingerprint, versions
 */
public record Model(
    Network network,
    Weights weights,
    Scaling scaling,
    List<String> features,
    Labels labels,
    Map<String, String> provenance) {
  public Model {
    if (!features.isEmpty() && features.size() != network.inputs()) {
      throw new IllegalArgumentException(
          features.size() + " names for " + network.inputs() + " features");
    }
    if (network.loss().outputs(labels) != network.outputs()) {
      throw new IllegalArgumentException(
          "a network with " + network.outputs() + " outputs cannot tell " + labels.describe());
    }
  }
}
