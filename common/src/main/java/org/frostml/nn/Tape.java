package org.frostml.nn;

import java.util.Arrays;
import java.util.function.Supplier;
import org.frostml.kernel.Aligned;
import org.frostml.kernel.ConvShape;
import org.frostml.kernel.Kernels;
import org.frostml.kernel.MapLayout;
import org.frostml.kernel.SparseBatch;
import org.frostml.kernel.Taps;
import org.frostml.random.Rng;
import org.frostml.sparse.Block;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;

/**
 * A batch on its way through a network: its targets, its activations and their gradients, all in
 * one array, and copies of weights that serve a whole step. Kept from step to step, so that a step
 * allocates nothing.
 *
 * <p>Activations are feature-major, batch innermost, padded with zero columns to a whole width; see
 * {@link Kernels}. Those of maps lie as {@link MapLayout} has it. Sparse features are not among
 * them where the first layer takes them as they are: they have no place, and are a {@link
 * SparseBatch}.
 */
public final class Tape {
  /** Apart from all that else is drawn from the seed of a run. */
  private static final long DROPOUTS = 0x64726f70;

  private final int features;
  private final int most;
  private final int capacity;
  private final int[] rows;
  private final int[] places;
  private final Network network;
  private final float[][] copies;
  private final boolean[] fresh;
  private final ConvShape[] shapes;
  private final Taps[] taps;
  private final Support[] supports;
  private final Channels[] channels;
  private final long[][] draws;
  private int drawn;
  private float[] ones = {};
  private float[] zeros = {};
  private final SparseBatch batch = new SparseBatch();
  private final int[] starts;
  private boolean sparse;
  private int scratch;
  private float[] t = new float[0];
  private int examples;
  private Targets targets;

  /** Room for batches of at most {@code capacity} examples. */
  public Tape(Network network, int capacity) {
    this.network = network;
    this.most = capacity;
    this.capacity = Kernels.width(capacity);
    features = network.inputs();
    rows = new int[capacity];
    starts = new int[network.places().count()];
    places = new int[capacity];
    Arrays.setAll(places, i -> i);
    copies = new float[network.layout().blocks().size()][0];
    fresh = new boolean[copies.length];
    shapes = new ConvShape[copies.length];
    taps = new Taps[copies.length];
    supports = new Support[copies.length];
    channels = new Channels[network.moments().size()];
    draws = new long[network.dropouts()][capacity];
  }

  /** Makes room for features of a kind, whichever they were before. */
  private void prepare(boolean sparse) {
    if (t.length > 0 && this.sparse == sparse) {
      return;
    }
    long floats = network.places().floats(capacity, sparse);
    if (floats > Places.MOST) {
      throw new IllegalArgumentException(
          most
              + " examples at a time need "
              + floats
              + " floats of activations, and may have "
              + Places.MOST);
    }
    int at = Aligned.START;
    for (int p = 0; p < starts.length; p++) {
      starts[p] = at;
      at += (int) network.places().floats(p, capacity, sparse);
    }
    scratch = at;
    this.sparse = sparse;
    t = Aligned.allocate((int) floats + Places.SURPLUS);
  }

  public int examples() {
    return examples;
  }

  /** Columns, surplus ones included. */
  public int width() {
    return Kernels.width(examples);
  }

  /** Tiles of maps that hold the batch. */
  int tiles() {
    return MapLayout.tiles(examples);
  }

  /** What the batch's examples, and others, are to give; see {@link #row}. */
  Targets targets() {
    return targets;
  }

  /** The row of an example of the batch in {@link #targets}. */
  int row(int example) {
    return rows[example];
  }

  /** What an example of the batch counts for. */
  float weight(int example) {
    return targets.weight(rows[example]);
  }

  /** The array of all activations. */
  float[] array() {
    return t;
  }

  /** Where in {@link #array} a place of the network's {@link Plan} begins. */
  int at(int place) {
    return starts[place];
  }

  boolean isMap(int place) {
    return network.places().isMap(place);
  }

  /** How a map lies at its place. */
  MapLayout map(int place) {
    return network.places().map(place);
  }

  /** Features of an example at a place. */
  int features(int place) {
    return network.places().features(place);
  }

  /** Where as many floats begin as the network's layers asked for, free for any layer to use. */
  int scratch() {
    return scratch;
  }

  /** The features of the batch, if a place is theirs and they are sparse; otherwise null. */
  SparseBatch sparse(int place) {
    return sparse && place == Places.INPUT ? batch : null;
  }

  /** Loads the shard's examples {@code which[from]} to {@code which[to - 1]}. */
  public void load(Shard shard, int[] which, int from, int to) {
    take(shard, which, from, to);
    load(shard.rows(), rows, shard.scaling());
  }

  /** Loads the same examples with features that others hold: the rows from 0 on, in order. */
  public void load(Shard shard, int[] which, int from, int to, Rows features) {
    take(shard, which, from, to);
    load(features, places, shard.scaling());
  }

  private void take(Shard shard, int[] which, int from, int to) {
    examples = to - from;
    drawn = 0;
    for (int i = 0; i < examples; i++) {
      rows[i] = shard.row(which[from + i]);
    }
    targets = shard.targets();
    network.loss().require(targets, network.outputs());
  }

  /**
   * Draws what dropouts drop of the examples that are loaded, those with the numbers {@code
   * which[from]} to {@code which[to - 1]} in a shard.
   */
  public void draw(long seed, int epoch, int shard, int[] which, int from, int to) {
    long key = Rng.key(seed, DROPOUTS, epoch, shard);
    for (int d = 0; d < draws.length; d++) {
      for (int i = from; i < to; i++) {
        draws[d][i - from] = Rng.key(key, which[i], d);
      }
    }
    drawn = to - from;
  }

  /** The keys of what a dropout draws, an example each. */
  long[] draws(int dropout) {
    if (drawn != examples) {
      throw new IllegalStateException(
          "a batch to learn from has " + examples + " examples, but " + drawn + " are drawn for");
    }
    return draws[dropout];
  }

  /** Zeros in the surplus columns of a matrix of so many rows; of none if its place is negative. */
  void clearSurplus(int at, int rows) {
    int width = width();
    for (int r = 0; at >= 0 && examples < width && r < rows; r++) {
      Arrays.fill(t, at + r * width + examples, at + (r + 1) * width, 0f);
    }
  }

  /** Loads the rows {@code at} to {@code at + count - 1}, which have no targets. */
  void load(Rows from, int at, int count, Scaling scaling) {
    examples = count;
    for (int i = 0; i < count; i++) {
      rows[i] = at + i;
    }
    load(from, rows, scaling);
  }

  private void load(Rows from, int[] which, Scaling scaling) {
    boolean sparse = from instanceof Rows.Sparse && network.takesSparse();
    prepare(sparse);
    if (sparse) {
      ((Rows.Sparse) from).load(scaling, which, examples, batch);
      return;
    }
    int x = isMap(Places.INPUT) ? scratch : at(Places.INPUT);
    from.load(scaling, which, examples, t, x, width());
    clearSurplus(x, features);
    if (isMap(Places.INPUT)) {
      MapCopy.toMap(t, map(Places.INPUT), at(Places.INPUT), x, width());
    }
  }

  /** Weights have changed: copies made of the old ones are void. */
  public void renew() {
    Arrays.fill(fresh, false);
  }

  /** Block b's values in the transpose's order. */
  float[] transposed(int b, Weights weights) {
    Support support = weights.support();
    float[] copy = copy(b, support.count(b));
    if (!fresh[b]) {
      support.csr().transpose(b, weights.values(), copy);
      fresh[b] = true;
    }
    return copy;
  }

  /** Block b with all its zeros, row-major. */
  float[] dense(int b, Weights weights) {
    Support support = weights.support();
    Block block = support.layout().blocks().get(b);
    float[] copy = copy(b, block.size());
    if (!fresh[b]) {
      Arrays.fill(copy, 0, block.size(), 0f);
      for (int p = support.from(b); p < support.from(b + 1); p++) {
        copy[support.coordinate(p) - block.offset()] = weights.values()[p];
      }
      fresh[b] = true;
    }
    return copy;
  }

  /** W with all its zeros, row-major from {@code array[at]}. */
  record Matrix(float[] array, int at) {}

  /** Block b with all its zeros, wherever it is. */
  Matrix matrix(int b, Weights weights) {
    Support support = weights.support();
    return support.isFull(b)
        ? new Matrix(weights.values(), support.from(b))
        : new Matrix(dense(b, weights), 0);
  }

  /** The convolution of block b, made once. */
  ConvShape shape(int b, Supplier<ConvShape> make) {
    if (shapes[b] == null) {
      shapes[b] = make.get();
    }
    return shapes[b];
  }

  /** What block b's non-zeros mean to it, made once for a support. */
  Taps taps(int b, ConvShape shape, Support support) {
    if (supports[b] != support) {
      taps[b] = Taps.of(shape, support.csr().rowPtr(b), support.csr().column());
      supports[b] = support;
    }
    return taps[b];
  }

  /** Block b's values in the order of the taps' way back. */
  float[] turned(int b, Taps taps, Weights weights) {
    float[] copy = copy(b, taps.size());
    if (!fresh[b]) {
      taps.turn(weights.values(), copy);
      fresh[b] = true;
    }
    return copy;
  }

  /** The notes of a batch norm. */
  Channels channels(Moments moments) {
    if (channels[moments.index()] == null) {
      channels[moments.index()] = new Channels(moments.channels());
    }
    return channels[moments.index()];
  }

  /** So many ones, or more. */
  synchronized float[] ones(int count) {
    if (ones.length < count) {
      ones = new float[count];
      Arrays.fill(ones, 1);
    }
    return ones;
  }

  /** So many zeros, or more. */
  synchronized float[] zeros(int count) {
    if (zeros.length < count) {
      zeros = new float[count];
    }
    return zeros;
  }

  private float[] copy(int b, int size) {
    if (copies[b].length < size) {
      copies[b] = new float[size];
      fresh[b] = false;
    }
    return copies[b];
  }
}
