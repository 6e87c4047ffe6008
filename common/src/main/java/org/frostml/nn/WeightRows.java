package org.frostml.nn;

import java.util.function.IntPredicate;
import org.frostml.sparse.Block;
import org.frostml.sparse.Csr;

/**
 * y = activation(W x + b) as it is shrunk: a row of W is a channel of y, and a channel of x has one
 * column or, under a convolution's kernel, several.
 *
 * <p>What a row makes of a channel that is always c, its bias can do: sum(w) c. Not so where c is
 * not 0 and one of those weights reaches over the edge of a map, where it is given a 0.
 *
 * @param bias block of b, or {@link #NO_BIAS}
 * @param inside whether a column of a channel never reaches over an edge
 */
record WeightRows(
    Value x, Value out, Activation activation, int weight, int bias, IntPredicate inside) {
  static final int NO_BIAS = -1;

  /** Takes the positions of the weights that a row has for a channel. */
  private interface Positions {
    void of(int channel, int from, int to);
  }

  /** Takes a weight, the channel it is for, and which of that one's columns it is in. */
  private interface Weight {
    void of(int channel, int column, float value);
  }

  private Block block(Liveness live) {
    return live.weights().support().layout().blocks().get(weight);
  }

  private static float value(Liveness live, int position) {
    return live.weights().values()[position];
  }

  /**
   * Hands on a row's weights, channel by channel: those whose work the bias can do, or the others.
   */
  private void each(Liveness live, int row, boolean inBias, Positions work) {
    Csr csr = live.weights().support().csr();
    int[] column = csr.column();
    int window = block(live).window();
    int end = csr.rowPtr(weight)[row + 1];
    int to;
    for (int from = csr.rowPtr(weight)[row]; from < end; from = to) {
      int channel = column[from] / window;
      boolean isInside = true;
      for (to = from; to < end && column[to] / window == channel; to++) {
        isInside &= value(live, to) == 0 || inside.test(column[to] % window);
      }
      float c = live.constant(x.place(), channel);
      if (inBias == (c == 0 || !Float.isNaN(c) && isInside)) {
        work.of(channel, from, to);
      }
    }
  }

  /** Hands on the weights of a row that are needed, and are not 0. */
  private void needed(Liveness live, int row, Weight work) {
    int[] column = live.weights().support().csr().column();
    int window = block(live).window();
    each(
        live,
        row,
        false,
        (channel, from, to) -> {
          for (int p = from; p < to; p++) {
            if (value(live, p) != 0) {
              work.of(channel, column[p] % window, value(live, p));
            }
          }
        });
  }

  private boolean varies(Liveness live, int row) {
    boolean[] varies = new boolean[1];
    needed(live, row, (channel, column, value) -> varies[0] = true);
    return varies[0];
  }

  /** The bias with all that it does for weights. */
  private float bias(Liveness live, int row) {
    double[] sum = {bias == NO_BIAS ? 0 : value(live, live.weights().support().from(bias) + row)};
    each(
        live,
        row,
        true,
        (channel, from, to) -> {
          for (int p = from; p < to; p++) {
            sum[0] += (double) value(live, p) * live.constant(x.place(), channel);
          }
        });
    return requireFinite((float) sum[0], row, live);
  }

  private float requireFinite(float sum, int row, Liveness live) {
    if (!Float.isFinite(sum)) {
      throw new IllegalArgumentException(
          block(live).layer()
              + ".bias: value "
              + row
              + " would be "
              + sum
              + " with the constant units before it");
    }
    return sum;
  }

  /** As {@link Layer.Bound#constants}. */
  void constants(Liveness live) {
    for (int r = 0; r < live.channels(out.place()); r++) {
      float always = Math.max(bias(live, r), Elementwise.floor(activation));
      live.constant(out.place(), r, varies(live, r) ? Liveness.VARIES : always);
    }
  }

  /** As {@link Layer.Bound#uses}. */
  void uses(Liveness live) {
    for (int r = 0; r < live.channels(out.place()); r++) {
      if (live.isUsed(out.place(), r)) {
        needed(live, r, (channel, column, value) -> live.use(x.place(), channel));
      }
    }
  }

  /** Adds what remains of W and b; returns whether there is a b. */
  boolean shrink(Liveness live, Remains to) {
    int[] rows = live.kept(out.place());
    int[] channels = live.renumbered(x.place());
    int window = block(live).window();
    int columns = live.kept(x.place()).length * window;
    float[] biases = new float[rows.length];
    boolean biased = bias != NO_BIAS;
    for (int k = 0; k < rows.length; k++) {
      biases[k] = bias(live, rows[k]);
      biased |= biases[k] != 0;
      if (live.isUsed(out.place(), rows[k])) {
        int at = k * columns;
        needed(
            live,
            rows[k],
            (channel, column, value) -> to.put(at + channels[channel] * window + column, value));
      }
    }
    to.end(rows.length * columns);
    if (biased) {
      to.vector(biases);
    }
    if (!live.isOutput(out.place())) {
      to.hidden(units(live, rows.length));
    }
    return biased;
  }

  private Shrink.Units units(Liveness live, int after) {
    int before = live.channels(out.place());
    int constant = 0;
    int unused = 0;
    for (int r = 0; r < before; r++) {
      if (!Float.isNaN(live.constant(out.place(), r))) {
        constant++;
      } else if (!live.isUsed(out.place(), r)) {
        unused++;
      }
    }
    return new Shrink.Units(block(live).layer(), before, constant, unused, after);
  }
}
