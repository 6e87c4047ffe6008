package org.frostml.train;

import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.frostml.kernel.Kernels;
import org.frostml.kernel.Team;
import org.frostml.nn.Network;
import org.frostml.nn.Shard;

/**
 * Workers in this JVM, a thread each, for whatever is asked of shards: gradients and scores take
 * turns in the same arrays.
 */
public final class LocalWorkers implements AutoCloseable {
  private final List<ShardWorker> workers;
  private final Team team;

  public LocalWorkers(Network network, Kernels kernels, int count) {
    team = new Team(count);
    workers =
        IntStream.range(0, count).mapToObj(i -> new ShardWorker(network, kernels, 1)).toList();
  }

  /** The first one, for a single shard. */
  ShardWorker first() {
    return workers.get(0);
  }

  /**
   * Works on as many shards as there are workers at once, then takes the results in the order of
   * the shards, and so on with the next ones.
   *
   * @param take is handed a result, good until the next wave, and its shard
   */
  @SuppressWarnings("unchecked")
  <T> void inWaves(
      List<Shard> shards, BiFunction<ShardWorker, Shard, T> work, BiConsumer<T, Shard> take) {
    T[] results = (T[]) new Object[workers.size()];
    for (int first = 0; first < shards.size(); first += results.length) {
      int begin = first;
      int count = Math.min(results.length, shards.size() - first);
      team.share(
          count,
          (from, to) -> {
            for (int i = from; i < to; i++) {
              results[i] = work.apply(workers.get(i), shards.get(begin + i));
            }
          });
      for (int i = 0; i < count; i++) {
        take.accept(results[i], shards.get(begin + i));
      }
    }
  }

  @Override
  public void close() {
    team.close();
    workers.forEach(ShardWorker::close);
  }
}
