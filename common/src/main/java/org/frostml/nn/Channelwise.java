package org.frostml.nn;

import org.frostml.sparse.Support;

/**
 * A layer in its place that has no weights, and makes each channel of one: however many there are,
 * it is the same layer. Flattened, a channel is made several features of.
 */
interface Channelwise extends Layer.Bound {
  /** What it is given. */
  Value x();

  Layer layer();

  /** What it makes of a channel that is the same everywhere. */
  default float constant(float always) {
    return always;
  }

  @Override
  default void multiplyAdds(Layer.Cost cost) {}

  @Override
  default Dead dead(Support support, Dead downstream) {
    return downstream;
  }

  /** The channel that one of the output's is made of. */
  private int source(Liveness live, int channel) {
    return channel / (live.channels(out().place()) / live.channels(x().place()));
  }

  @Override
  default void constants(Liveness live) {
    for (int k = 0; k < live.channels(out().place()); k++) {
      int from = source(live, k);
      live.constant(out().place(), k, constant(live.constant(x().place(), from)));
      live.tie(out().place(), k, x(), from);
    }
  }

  @Override
  default void uses(Liveness live) {
    for (int k = 0; k < live.channels(out().place()); k++) {
      if (live.isUsed(out().place(), k)) {
        live.use(x().place(), source(live, k));
      }
    }
  }

  @Override
  default Layer shrink(Liveness live, Remains to) {
    return layer();
  }
}
