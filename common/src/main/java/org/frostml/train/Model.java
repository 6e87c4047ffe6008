package org.frostml.train;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.frostml.kernel.Kernels;
import org.frostml.nn.FeatureNorms;
import org.frostml.nn.Inputs;
import org.frostml.nn.Labels;
import org.frostml.nn.Network;
import org.frostml.nn.Predictor;
import org.frostml.nn.Scaling;
import org.frostml.sparse.Weights;

/**
 * A trained network: layers, weights, what its inputs went through, and where it comes from.
 *
 * @param inputs which features of a row are its inputs
 * @param scaling of its inputs
 * @param features the names of its inputs, or none
 * @param labels what it was taught to tell
 * @param provenance names and values for a person: configuration, seed, data fingerprint, versions
 */
public record Model(
    Network network,
    Weights weights,
    Inputs inputs,
    Scaling scaling,
    List<String> features,
    Labels labels,
    Map<String, String> provenance) {
  public Model {
    network.requireMoments(weights);
    if (inputs.count() != network.inputs()) {
      throw new IllegalArgumentException(
          inputs.count() + " features for a network of " + network.inputs() + " inputs");
    }
    if (!features.isEmpty() && features.size() != network.inputs()) {
      throw new IllegalArgumentException(
          features.size() + " names for " + network.inputs() + " features");
    }
    if (network.loss().outputs(labels) != network.outputs()) {
      throw new IllegalArgumentException(
          "a network with " + network.outputs() + " outputs cannot tell " + labels.describe());
    }
  }

  /**
   * What predicts by it, with the kernels of this JVM.
   *
   * @throws org.frostml.FrostException if frost.kernels names others than it has
   */
  public Predictor predictor() {
    return new Predictor(network, weights, inputs, scaling, Kernels.chosen());
  }

  /** The inputs that its first layer has weights for; all where others see them too, or pooled. */
  public BitSet usedInputs() {
    BitSet used = new BitSet();
    if (weights.support().layout().blocks().get(0).isOfFeatures()) {
      FeatureNorms.of(weights).forEach(feature -> used.set(feature.index()));
    } else {
      used.set(0, network.inputs());
    }
    return used;
  }
}
