package org.frostml.nn;

import java.util.ArrayList;
import java.util.List;
import org.frostml.kernel.MapLayout;
import org.frostml.sparse.Block;
import org.frostml.sparse.Layout;

/**
 * What a network will need, put together while its layers are bound: blocks of parameters with
 * their first values, and places on the {@link Tape}.
 *
 * <p>A place is a matrix or a map. How many zeros are around a map is settled when all layers have
 * said how many they need; a value, its gradient, and what is made of it element by element have
 * them in common.
 */
final class Plan {
  private final Layout.Builder layout = new Layout.Builder();
  private final List<Fill> fills = new ArrayList<>();
  private final List<Shape> shapes = new ArrayList<>();
  private final List<Form> forms = new ArrayList<>();
  private final List<Moments> moments = new ArrayList<>();
  private long floats;
  private int scratch;
  private int sparseScratch;
  private int dropouts;

  /** What places have in common. */
  private static final class Form {
    private Boolean map;
    private int pad;

    boolean isMap() {
      return Boolean.TRUE.equals(map);
    }
  }

  /** A matrix of weights, a column for each number of a value; returns its block. */
  int weight(String name, int rows, Value x, Fill fill) {
    fills.add(fill);
    Block.Kind kind = x.isOfFeatures() ? Block.Kind.FEATURES : Block.Kind.WEIGHT;
    return layout.add(name, kind, rows, x.shape().size());
  }

  /**
   * A convolution's weights, a row per output channel; returns their block.
   *
   * @param kind whether they are trained
   * @param window columns of an input channel
   */
  int kernels(String name, Block.Kind kind, int rows, int cols, int window, Fill fill) {
    fills.add(fill);
    return layout.add(name, kind, rows, cols, window);
  }

  /** Parameters that are neither decayed nor regularised; returns their block. */
  int vector(String name, int size, Fill fill) {
    fills.add(fill);
    return layout.add(name, Block.Kind.BIAS, size, 1);
  }

  /** Means and variances of the channels of maps; returns what a batch norm finds them by. */
  Moments moments(String name, Shape maps) {
    Moments before = moments.isEmpty() ? null : moments.get(moments.size() - 1);
    int at = before == null ? 0 : before.end();
    int pixels = maps.height() * maps.width();
    moments.add(new Moments(name, moments.size(), at, maps.channels(), pixels));
    return moments.get(moments.size() - 1);
  }

  /** The index of another dropout. */
  int dropout() {
    return dropouts++;
  }

  /** The examples of a batch: a matrix, or a map if the first layer that asks takes maps. */
  Value input(Shape shape) {
    return new Value(shape, place(shape, new Form()), Value.NONE, true);
  }

  /** A matrix of so many features, for one writer, with its gradient. */
  Value matrix(int features) {
    return value(Shape.flat(features), false);
  }

  /** A map, for one writer, with its gradient. */
  Value map(Shape shape) {
    return value(shape, true);
  }

  private Value value(Shape shape, boolean map) {
    Form form = new Form();
    form.map = map;
    return new Value(shape, place(shape, form), place(shape, form), false);
  }

  /**
   * A value that is made of another one, element by element. Its gradient has the same place, if
   * there is one: whoever has one writer makes the one of the other in place.
   */
  Value after(Value x) {
    decide(x);
    return new Value(x.shape(), place(x.shape(), form(x)), x.gradient(), x.isOfFeatures());
  }

  /** The same value with a gradient of its own. */
  Value withGradient(Value x) {
    decide(x);
    return new Value(x.shape(), x.place(), place(x.shape(), form(x)), x.isOfFeatures());
  }

  private int place(Shape shape, Form form) {
    floats += shape.size();
    if (floats > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "the activations of one example would be more than " + Integer.MAX_VALUE + " floats");
    }
    shapes.add(shape);
    forms.add(form);
    return shapes.size() - 1;
  }

  private Form form(Value x) {
    return forms.get(x.place());
  }

  /** Examples that nobody has asked for in a form are maps if they have pixels. */
  private void decide(Value x) {
    if (form(x).map == null) {
      form(x).map = x.shape().isImage();
    }
  }

  boolean isMap(Value x) {
    decide(x);
    return form(x).isMap();
  }

  /**
   * Fails unless a layer is given a matrix.
   *
   * @param layer as it is spelled
   */
  void requireMatrix(Value x, String layer) {
    form(x).map = form(x).isMap();
    if (form(x).map) {
      throw new IllegalArgumentException(
          layer + " takes features, not a map of " + text(x.shape()) + ": put flatten before it");
    }
  }

  /** Fails unless a layer is given a map with at least so many pixels each way. */
  void requireMap(Value x, String layer, int pixels) {
    if (!isMap(x)) {
      throw new IllegalArgumentException(
          layer
              + " takes a map of channels, rows and columns, but is given "
              + x.shape().size()
              + " features"
              + (x.place() == Places.INPUT ? ": data.shape makes images of a table's" : ""));
    }
    if (x.shape().height() < pixels || x.shape().width() < pixels) {
      throw new IllegalArgumentException(
          layer + " needs maps of at least " + pixels + " pixels each way, not " + text(x.shape()));
    }
  }

  /** A shape with its rows and columns even where they are 1. */
  static String text(Shape shape) {
    return shape.channels() + "x" + shape.height() + "x" + shape.width();
  }

  /** Asks for so many zeros around a map and its gradient. */
  void pad(Value x, int pixels) {
    form(x).pad = Math.max(form(x).pad, pixels);
  }

  /**
   * Asks that the place every layer may spoil during its own pass has so many floats per example.
   *
   * @param sparse the same where the network's features are sparse
   */
  void scratch(int size, int sparse) {
    scratch = Math.max(scratch, size);
    sparseScratch = Math.max(sparseScratch, sparse);
  }

  /** Whether the layer that asks is the first to have weights. */
  boolean isFirst() {
    return fills.isEmpty();
  }

  Layout layout() {
    return layout.build();
  }

  List<Fill> fills() {
    return List.copyOf(fills);
  }

  List<Moments> moments() {
    return List.copyOf(moments);
  }

  /** How many dropouts there are. */
  int dropouts() {
    return dropouts;
  }

  Places places() {
    int[] features = shapes.stream().mapToInt(Shape::size).toArray();
    MapLayout[] maps = new MapLayout[features.length];
    for (int p = 0; p < maps.length; p++) {
      Shape shape = shapes.get(p);
      Form form = forms.get(p);
      if (form.isMap()) {
        maps[p] = new MapLayout(shape.channels(), shape.height(), shape.width(), form.pad);
      }
    }
    // Examples that become maps are loaded as a matrix.
    int loaded = maps[Places.INPUT] == null ? 0 : features[Places.INPUT];
    return new Places(features, maps, Math.max(scratch, loaded), sparseScratch);
  }
}
