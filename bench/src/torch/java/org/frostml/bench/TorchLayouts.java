package org.frostml.bench;

import ai.djl.ndarray.types.DataType;
import ai.djl.training.optimizer.Optimizer;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.frostml.nn.Init;
import org.frostml.nn.Network;

/**
 * A network by libtorch in both of its layouts, in single precision, of which the faster counts.
 */
final class TorchLayouts implements AutoCloseable {
  private final Map<TorchMaps, TorchNetwork> opened = new EnumMap<>(TorchMaps.class);

  /**
   * @param examples the first batch
   * @param rule of a network's steps, made for each
   */
  TorchLayouts(Network network, TorchExamples examples, Supplier<Optimizer> rule) {
    float[] theta = new Init(1, 1, 0).theta(network, 1);
    for (TorchMaps maps : TorchMaps.values()) {
      opened.put(
          maps, new TorchNetwork(network, theta, examples, maps, DataType.FLOAT32, rule.get()));
    }
  }

  /** A step in each layout, by its name. */
  Map<String, Runnable> steps() {
    Map<String, Runnable> steps = new LinkedHashMap<>();
    opened.forEach((maps, torch) -> steps.put(maps.toString(), torch::step));
    return steps;
  }

  /**
   * The layout whose steps take less.
   *
   * @param times of all {@link #steps}
   */
  static TorchMaps faster(Map<String, BenchTimer.Times> times) {
    return Collections.min(
        List.of(TorchMaps.values()),
        Comparator.comparingDouble(maps -> times.get(maps.toString()).median()));
  }

  /** Hands over the network in a layout, for the caller to close. */
  TorchNetwork take(TorchMaps maps) {
    return opened.remove(maps);
  }

  @Override
  public void close() {
    opened.values().forEach(TorchNetwork::close);
  }
}
