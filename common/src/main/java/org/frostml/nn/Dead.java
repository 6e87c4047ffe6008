package org.frostml.nn;

import java.util.BitSet;

/**
 * Hidden units that hear nothing or that nobody hears, counted layer by layer from the outputs
 * towards the input.
 *
 * @param units so far
 * @param heard what somebody further on hears of the features at this point; null for a network's
 *     outputs, which are not its own to lose
 */
record Dead(int units, BitSet heard) {
  /** Where the count begins. */
  static final Dead NONE = new Dead(0, null);

  /**
   * Passes a layer's units.
   *
   * @param fed units that hear something
   * @param units of the layer
   * @param inputs what they hear
   */
  Dead before(BitSet fed, int units, BitSet inputs) {
    if (heard == null) {
      return new Dead(this.units, inputs);
    }
    BitSet alive = (BitSet) heard.clone();
    alive.and(fed);
    return new Dead(this.units + units - alive.cardinality(), inputs);
  }
}
