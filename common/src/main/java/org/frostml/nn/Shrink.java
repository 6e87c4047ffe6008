package org.frostml.nn;

import java.util.List;
import org.frostml.sparse.Weights;

/**
 * A network without its dead hidden units and without weights that are 0; it computes the same up
 * to rounding. The units of a convolution are its channels. A hidden unit is dead if it is
 *
 * <ul>
 *   <li>constant: every non-zero weight into it comes from a constant unit. It gives c =
 *       activation(b), or what a batch norm makes of that, whatever the input, and b_r += w_ru c
 *       keeps that for every unit r after it;
 *   <li>or else unused: every non-zero weight out of it goes to a dead unit.
 * </ul>
 *
 * <p>One pass forward finds all of the first kind and one backward all of the second; see {@link
 * Liveness}. A dead unit stays if what it gives is needed nevertheless, or its place is:
 *
 * <ul>
 *   <li>a constant one other than 0, if a weight of a later convolution meets zeros around its map
 *       in its stead, or if a residual adds what varies;
 *   <li>one whose channel a residual adds to others, of which one lives;
 *   <li>one of a layer that is all dead, which keeps one.
 * </ul>
 *
 * <p>Layers stay what they are, and keep their names; a convolution without biases gets some where
 * it takes constants in.
 *
 * @param network of the same inputs and classes
 * @param hidden what happened to the units of hidden layers that have weights
 */
public record Shrink(Network network, Weights weights, List<Units> hidden) {
  /**
   * What happened to a layer's units.
   *
   * @param before how many there were
   * @param constant how many of them are constant
   * @param unused how many of the others are unused
   * @param after how many there are
   */
  public record Units(String layer, int before, int constant, int unused, int after) {
    /** How many stay though they are dead. */
    public int held() {
      return after - (before - constant - unused);
    }
  }

  /**
   * Shrinks a network.
   *
   * @throws IllegalArgumentException if a bias overflows when constants go into it, or if batch
   *     norms come without moments
   */
  public static Shrink of(Network network, Weights weights) {
    network.requireMoments(weights);
    Remains remains = new Remains();
    Layer body = network.bound().shrink(Liveness.of(network, weights), remains);
    Network small = new Network(network.in(), body, network.loss());
    return new Shrink(small, remains.weights(small.layout()), remains.hidden());
  }
}
