package org.frostml.nn;

import java.util.BitSet;
import java.util.function.UnaryOperator;
import org.frostml.sparse.Block;
import org.frostml.sparse.Support;

/**
 * Hidden units without incoming or without outgoing weights, counted layer by layer from the
 * outputs towards the input. The units of a convolution, and the features of a map, are channels.
 * Told by the support alone, at every cycle of a training; what a trained network can do without is
 * {@link Liveness}.
 *
 * @param units so far
 * @param used the features at this point that a later layer uses; null for a network's outputs,
 *     which are not its own to lose
 */
record Dead(int units, BitSet used) {
  /** Where the count begins. */
  static final Dead NONE = new Dead(0, null);

  /**
   * Passes a layer's units.
   *
   * @param fed units with incoming weights
   * @param units of the layer
   * @param inputs the inputs that have outgoing weights
   */
  private Dead before(BitSet fed, int units, BitSet inputs) {
    if (used == null) {
      return new Dead(this.units, inputs);
    }
    BitSet alive = (BitSet) used.clone();
    alive.and(fed);
    return new Dead(this.units + units - alive.cardinality(), inputs);
  }

  /**
   * Passes a layer's units by its weights.
   *
   * @param weight the block of its matrix, a row a unit
   */
  Dead before(Support support, int weight) {
    Block block = support.layout().blocks().get(weight);
    BitSet fed = new BitSet(block.rows());
    BitSet inputs = new BitSet(block.inputs());
    for (int p = support.from(weight); p < support.from(weight + 1); p++) {
      int place = support.coordinate(p) - block.offset();
      fed.set(place / block.cols());
      inputs.set(place % block.cols() / block.window());
    }
    return before(fed, block.rows(), inputs);
  }

  /** Passes what has no units of its own, and whose inputs are used where these outputs are. */
  Dead through(UnaryOperator<BitSet> inputs) {
    return used == null ? this : new Dead(units, inputs.apply(used));
  }

  /** At another point, where that one's features are used, with the units of this one. */
  Dead at(Dead other) {
    return new Dead(units, other.used);
  }

  /** Before two layers that were given the same, of which the other was counted after this. */
  static Dead either(Dead one, Dead other) {
    if (one.used == null || other.used == null) {
      return new Dead(other.units, null);
    }
    BitSet used = (BitSet) one.used.clone();
    used.or(other.used);
    return new Dead(other.units, used);
  }
}
