package org.frostml.train;

import java.util.Map;
import org.frostml.nn.Network;
import org.frostml.nn.Scaling;
import org.frostml.sparse.Weights;

/**
 * A trained network: layers, weights, what its inputs went through, and where it comes from.
 *
 * @param provenance names and values for a person: configuration, seed, data fingerprint, versions
 */
public record Model(
    Network network, Weights weights, Scaling scaling, Map<String, String> provenance) {}
