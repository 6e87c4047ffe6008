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
  public InPlace bind(String name, Value x, Plan plan) {
    List<Bound> bound = new ArrayList<>();
    Value value = x;
    for (int i = 0; i < layers.size(); i++) {
      Bound next = layers.get(i).bind(name + "." + i, value, plan);
      bound.add(next);
      value = next.out();
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
    @Override
    public Value out() {
      return layers.get(layers.size() - 1).out();
    }

    @Override
    public void multiplyAdds(Cost cost) {
      layers.forEach(layer -> layer.multiplyAdds(cost));
    }

    @Override
    public void forward(Pass pass) {
      layers.forEach(layer -> layer.forward(pass));
    }

    @Override
    public void backward(Pass pass) {
      for (int i = layers.size() - 1; i >= 0; i--) {
        layers.get(i).backward(pass);
      }
    }

    @Override
    public boolean isSingle() {
      return layers.stream().allMatch(Bound::isSingle);
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
    public boolean takesSparse() {
      return layers.get(0).takesSparse();
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

    @Override
    public void constants(Liveness live) {
      layers.forEach(layer -> layer.constants(live));
    }

    @Override
    public void uses(Liveness live) {
      for (int i = layers.size() - 1; i >= 0; i--) {
        layers.get(i).uses(live);
      }
    }

    @Override
    public Chain shrink(Liveness live, Remains to) {
      return new Chain(layers.stream().map(layer -> layer.shrink(live, to)).toList());
    }
  }
}
