package org.frostml.train;

import java.util.Map;
import org.frostml.nn.Network;
import org.frostml.nn.Standardizer;
import org.frostml.sparse.Weights;

/**
 * A trained network: layers, weights, what its inputs went through, and where it comes from.
 *
 * @param provenance names and values for a person: configuration, seed, data fingerprint, versions
 */
public record Model(
    Network network, Weights weights, Standardizer standardizer, Map<String, String> provenance) {}
