package org.frostml.nn;

import java.util.BitSet;

/**
 * Hidden units without incoming or without outgoing weights, counted layer by layer from the
 * outputs towards the input.
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
  Dead before(BitSet fed, int units, BitSet inputs) {
    if (used == null) {
      return new Dead(this.units, inputs);
    }
    BitSet alive = (BitSet) used.clone();
    alive.and(fed);
    return new Dead(this.units + units - alive.cardinality(), inputs);
  }
}
