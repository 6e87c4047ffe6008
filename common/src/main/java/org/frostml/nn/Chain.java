package org.frostml.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;

/** Layers one after the other, named by their numbers. */
public record Chain(List<Layer> layers) implements Layer {
  public Chain {
    layers = List.copyOf(layers);
    if (layers.isEmpty()) {
      throw new IllegalArgumentException("a chain needs at least 1 layer");
    }
  }

  @Override
  public Bound bind(String name, Shape in, Plan plan) {
    List<Bound> bound = new ArrayList<>();
    Shape shape = in;
    for (int i = 0; i < layers.size(); i++) {
      Bound next = layers.get(i).bind(name + "." + i, shape, plan);
      bound.add(next);
      shape = next.out();
    }
    return new InPlace(List.copyOf(bound));
  }

  @Override
  public String spec() {
    return layers.stream()
        .map(layer -> layer instanceof Chain ? "[" + layer.spec() + "]" : layer.spec())
        .collect(Collectors.joining(" "));
  }

  record InPlace(List<Bound> layers) implements Bound {
    private Bound last() {
      return layers.get(layers.size() - 1);
    }

    @Override
    public Shape out() {
      return last().out();
    }

    @Override
    public int y() {
      return last().y();
    }

    @Override
    public int dy() {
      return last().dy();
    }

    @Override
    public void multiplyAdds(boolean dx, Cost cost) {
      for (int i = 0; i < layers.size(); i++) {
        layers.get(i).multiplyAdds(dx || i > 0, cost);
      }
    }

    @Override
    public void forward(Pass pass, int x) {
      int in = x;
      for (Bound layer : layers) {
        layer.forward(pass, in);
        in = layer.y();
      }
    }

    @Override
    public void backward(Pass pass, int x, int dx) {
      for (int i = layers.size() - 1; i > 0; i--) {
        Bound before = layers.get(i - 1);
        layers.get(i).backward(pass, before.y(), before.dy());
      }
      layers.get(0).backward(pass, x, dx);
    }

    @Override
    public Single single(Weights weights, Single.Slots slots) {
      return single(layers, weights, slots);
    }

    private static Single single(List<Bound> layers, Weights weights, Single.Slots slots) {
      Single[] singles =
          layers.stream().map(layer -> layer.single(weights, slots)).toArray(Single[]::new);
      return (x, scratch) -> {
        float[] y = x;
        for (Single next : singles) {
          y = next.forward(y, scratch);
        }
        return y;
      };
    }

    @Override
    public Single.OfSparse ofSparse(Weights weights, Single.Slots slots) {
      Single.OfSparse first = layers.get(0).ofSparse(weights, slots);
      Single others = single(layers.subList(1, layers.size()), weights, slots);
      return (x, scratch) -> others.forward(first.forward(x, scratch), scratch);
    }

    @Override
    public Dead dead(Support support, Dead downstream) {
      Dead dead = downstream;
      for (int i = layers.size() - 1; i >= 0; i--) {
        dead = layers.get(i).dead(support, dead);
      }
      return dead;
    }
  }
}
