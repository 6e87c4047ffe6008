package org.frostml.nn;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.frostml.sparse.Weights;

/**
 * What is known, while a network is shrunk, of the channels at every place: those of a map, or the
 * features of a matrix.
 *
 * <ul>
 *   <li>A channel may be constant: the same at all its pixels, whatever the network is given.
 *   <li>It may be used: what comes later cannot do without it.
 *   <li>Channels may be tied, as those are that a residual adds: they stay together, because one is
 *       used, or go together.
 * </ul>
 *
 * <p>Told by the weights' values; units that a support leaves without weights are {@link Dead}.
 */
final class Liveness {
  /** The constant of a channel that is none; whatever is computed of it is none either. */
  static final float VARIES = Float.NaN;

  private final Weights weights;
  private final int outputs;

  /** The number of a place's first channel among those of all places. */
  private final int[] first;

  private final float[] constant;
  private final BitSet used = new BitSet();

  /** Another channel that a channel is tied to, or itself. */
  private final int[] tied;

  /** Of channels that are tied, the one that {@link #find} finds. */
  private final BitSet kept = new BitSet();

  private Liveness(Network network, Weights weights) {
    this.weights = weights;
    outputs = network.bound().out().place();
    Places places = network.places();
    first = new int[places.count() + 1];
    for (int p = 0; p < places.count(); p++) {
      first[p + 1] = first[p] + (places.isMap(p) ? places.map(p).channels() : places.features(p));
    }
    constant = new float[first[places.count()]];
    Arrays.fill(constant, VARIES);
    tied = new int[constant.length];
    Arrays.setAll(tied, k -> k);
  }

  /** Of a network with these weights. */
  static Liveness of(Network network, Weights weights) {
    Liveness live = new Liveness(network, weights);
    network.bound().constants(live);
    live.used.set(live.first[live.outputs], live.first[live.outputs + 1]);
    network.bound().uses(live);
    live.settle();
    return live;
  }

  /** Keeps what is used, what is tied to it, the inputs, and a channel of every place at least. */
  private void settle() {
    used.stream().forEach(k -> kept.set(find(k)));
    for (int k = 0; k < channels(Places.INPUT); k++) {
      kept.set(find(k));
    }
    for (int p = 0; p + 1 < first.length; p++) {
      if (kept(p).length == 0) {
        kept.set(find(first[p]));
      }
    }
  }

  Weights weights() {
    return weights;
  }

  int channels(int place) {
    return first[place + 1] - first[place];
  }

  /** What a channel always is, or {@link #VARIES}. */
  float constant(int place, int channel) {
    return constant[first[place] + channel];
  }

  /** Notes what a channel always is; one that overflows is taken for one that varies. */
  void constant(int place, int channel, float always) {
    constant[first[place] + channel] = Float.isFinite(always) ? always : VARIES;
  }

  boolean isUsed(int place, int channel) {
    return used.get(first[place] + channel);
  }

  void use(int place, int channel) {
    used.set(first[place] + channel);
  }

  /** Uses the channels of a place that are made of those of another, which are used. */
  void use(int place, Value of) {
    for (int k = 0; k < channels(place); k++) {
      if (isUsed(of.place(), k)) {
        use(place, k);
      }
    }
  }

  /** Ties a channel to another. */
  void tie(int place, int channel, Value to, int other) {
    tied[find(first[place] + channel)] = find(first[to.place()] + other);
  }

  /** Ties all channels to those of another place. */
  void tie(int place, Value to) {
    for (int k = 0; k < channels(place); k++) {
      tie(place, k, to, k);
    }
  }

  private int find(int channel) {
    int k = channel;
    while (tied[k] != k) {
      tied[k] = tied[tied[k]];
      k = tied[k];
    }
    return k;
  }

  /** Whether a place's channels are the network's outputs. */
  boolean isOutput(int place) {
    return find(first[place]) == find(first[outputs]);
  }

  /** The channels that stay, ascending. */
  int[] kept(int place) {
    return IntStream.range(0, channels(place))
        .filter(k -> kept.get(find(first[place] + k)))
        .toArray();
  }

  /** The new number of every channel that stays, and -1 for all others. */
  int[] renumbered(int place) {
    int[] numbers = new int[channels(place)];
    Arrays.fill(numbers, -1);
    int[] stay = kept(place);
    for (int k = 0; k < stay.length; k++) {
      numbers[stay[k]] = k;
    }
    return numbers;
  }
}
