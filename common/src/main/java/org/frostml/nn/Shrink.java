package org.frostml.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.frostml.sparse.Block;
import org.frostml.sparse.Csr;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;

/**
 * A network without its dead hidden units and without weights that are 0; it computes the same up
 * to rounding. A hidden unit is dead if it is
 *
 * <ul>
 *   <li>constant: every non-zero weight into it comes from a constant unit. It gives c =
 *       activation(b) whatever the input, and b_r += w_ru c keeps that for every unit r after it;
 *   <li>or else unused: every non-zero weight out of it goes to a dead unit.
 * </ul>
 *
 * <p>One pass forward finds all of the first kind and one backward all of the second: no live unit
 * has an unused one as its input, so removing it makes no other constant.
 *
 * <p>Dropouts, which do nothing to what is predicted, are left out.
 *
 * @param network of the same inputs and classes; a hidden layer that is all dead keeps one unit,
 *     without weights
 * @param hidden what happened to the hidden layers' units
 */
public record Shrink(Network network, Weights weights, List<Units> hidden) {
  /** How many units a hidden layer had, how many of them were dead, and how many it has. */
  public record Units(int before, int constant, int unused, int after) {}

  private enum Fate {
    ALIVE,
    CONSTANT,
    UNUSED
  }

  /**
   * Shrinks a network.
   *
   * @throws IllegalArgumentException if a layer is not dense, or a bias overflows when constants go
   *     into it
   */
  public static Shrink of(Network network, Weights weights) {
    requireDense(network.body());
    Fates fates = new Fates(network, weights);
    fates.forward();
    fates.backward();
    return fates.shrink();
  }

  /** Fails for layers whose units this cannot leave out. */
  private static void requireDense(Layer layer) {
    if (layer instanceof Chain chain) {
      chain.layers().forEach(Shrink::requireDense);
    } else if (!(layer instanceof Dense || layer instanceof Dropout)) {
      throw new IllegalArgumentException("only dense layers can be shrunk, not " + layer.spec());
    }
  }

  /** The dense layers of a chain, with the chains within it. */
  static List<Dense.InPlace> denseLayers(Layer.Bound bound) {
    if (bound instanceof Chain.InPlace chain) {
      return chain.layers().stream().flatMap(layer -> denseLayers(layer).stream()).toList();
    }
    return bound instanceof Dropout.InPlace ? List.of() : List.of((Dense.InPlace) bound);
  }

  /**
   * What is to become of every unit. Activation i is what goes into dense layer i: activation 0 is
   * the input, and the last one the logits.
   */
  private static final class Fates {
    private final Network network;
    private final List<Dense.InPlace> dense;
    private final Support support;
    private final Csr csr;
    private final float[] values;
    private final int layers;
    private final Fate[][] fate;
    private final float[][] bias;

    Fates(Network network, Weights weights) {
      this.network = network;
      dense = denseLayers(network.bound());
      support = weights.support();
      csr = support.csr();
      values = weights.values();
      layers = dense.size();
      fate = new Fate[layers + 1][];
      bias = new float[layers][];
      for (int i = 0; i <= layers; i++) {
        fate[i] = new Fate[i == 0 ? network.inputs() : dense.get(i - 1).outputs()];
        Arrays.fill(fate[i], Fate.ALIVE);
      }
      for (int i = 0; i < layers; i++) {
        int b = dense.get(i).bias();
        bias[i] = Arrays.copyOfRange(values, support.from(b), support.from(b + 1));
      }
    }

    /** Finds what is constant, and adds it to the next layers' biases. */
    void forward() {
      for (int i = 0; i < layers; i++) {
        int[] ptr = csr.rowPtr(dense.get(i).weight());
        for (int r = 0; r < bias[i].length; r++) {
          double sum = bias[i][r];
          boolean constant = i < layers - 1;
          for (int p = ptr[r]; p < ptr[r + 1]; p++) {
            int u = csr.column()[p];
            if (values[p] != 0 && fate[i][u] == Fate.CONSTANT) {
              sum += (double) values[p] * output(i - 1, u);
            } else {
              constant &= values[p] == 0;
            }
          }
          bias[i][r] = requireFinite((float) sum, i, r);
          fate[i + 1][r] = constant ? Fate.CONSTANT : Fate.ALIVE;
        }
      }
    }

    /** What a constant unit of layer i gives. */
    private float output(int i, int unit) {
      return dense.get(i).activation() == Activation.RELU
          ? Math.max(bias[i][unit], 0)
          : bias[i][unit];
    }

    private float requireFinite(float sum, int i, int unit) {
      if (!Float.isFinite(sum)) {
        String name = support.layout().blocks().get(dense.get(i).bias()).name();
        throw new IllegalArgumentException(
            name + ": value " + unit + " would be " + sum + " with the constant units before it");
      }
      return sum;
    }

    /** Finds what is unused among the rest. */
    void backward() {
      for (int i = layers - 1; i > 0; i--) {
        boolean[] used = new boolean[fate[i].length];
        int[] ptr = csr.rowPtr(dense.get(i).weight());
        for (int r = 0; r < bias[i].length; r++) {
          for (int p = ptr[r]; p < ptr[r + 1]; p++) {
            used[csr.column()[p]] |= lives(i, r, p);
          }
        }
        for (int u = 0; u < used.length; u++) {
          fate[i][u] = fate[i][u] == Fate.ALIVE && !used[u] ? Fate.UNUSED : fate[i][u];
        }
      }
    }

    /** Puts together what lives. */
    Shrink shrink() {
      List<Layer> shrunk = new ArrayList<>();
      for (int i = 0; i < layers; i++) {
        shrunk.add(new Dense(after(i + 1), dense.get(i).activation()));
      }
      Network small = new Network(network.in(), new Chain(shrunk), network.loss());
      List<Dense.InPlace> places = denseLayers(small.bound());
      int[] coordinates = new int[support.size()];
      float[] kept = new float[support.size()];
      int count = 0;
      for (int i = 0; i < layers; i++) {
        Block weight = small.layout().blocks().get(places.get(i).weight());
        Block sums = small.layout().blocks().get(places.get(i).bias());
        int[] column = places(i);
        int[] row = places(i + 1);
        int[] ptr = csr.rowPtr(dense.get(i).weight());
        for (int r = 0; r < row.length; r++) {
          for (int p = ptr[r]; p < ptr[r + 1]; p++) {
            if (lives(i, r, p)) {
              int u = csr.column()[p];
              coordinates[count] = weight.offset() + row[r] * weight.cols() + column[u];
              kept[count++] = values[p];
            }
          }
        }
        for (int r = 0; r < row.length; r++) {
          if (row[r] >= 0) {
            coordinates[count] = sums.offset() + row[r];
            kept[count++] = bias[i][r];
          }
        }
      }
      Support active = Support.at(small.layout(), 0, Arrays.copyOf(coordinates, count));
      return new Shrink(small, new Weights(active, Arrays.copyOf(kept, count)), hidden());
    }

    /**
     * Whether the weight at position p, in row r of layer i, leads from what lives to what lives.
     */
    private boolean lives(int i, int r, int p) {
      return values[p] != 0
          && fate[i][csr.column()[p]] == Fate.ALIVE
          && fate[i + 1][r] == Fate.ALIVE;
    }

    private List<Units> hidden() {
      List<Units> hidden = new ArrayList<>();
      for (int i = 1; i < layers; i++) {
        int constant = count(i, Fate.CONSTANT);
        hidden.add(new Units(fate[i].length, constant, count(i, Fate.UNUSED), after(i)));
      }
      return List.copyOf(hidden);
    }

    /** A layer cannot be without outputs. */
    private int after(int activation) {
      return Math.max(1, count(activation, Fate.ALIVE));
    }

    /** The new places of an activation's units, -1 for one that goes. */
    private int[] places(int activation) {
      int[] places = new int[fate[activation].length];
      Arrays.fill(places, -1);
      int next = 0;
      for (int u = 0; u < places.length; u++) {
        if (fate[activation][u] == Fate.ALIVE) {
          places[u] = next++;
        }
      }
      if (next == 0) {
        places[0] = 0;
      }
      return places;
    }

    private int count(int activation, Fate which) {
      return (int) Arrays.stream(fate[activation]).filter(f -> f == which).count();
    }
  }
}
