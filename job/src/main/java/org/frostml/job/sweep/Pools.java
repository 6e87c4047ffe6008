package org.frostml.job.sweep;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.util.HashMap;
import java.util.Map;
import org.frostml.config.TrainConfig;
import org.frostml.data.Examples;
import org.frostml.data.Pool;
import org.frostml.job.data.Streamed;

/**
 * The examples of a sweep in this JVM's memory, read once and shared by all trials that are trained
 * here. What no trial needs any more makes room where memory is short.
 */
final class Pools extends Streamed {
  private static String current;
  private static Pools pools;

  private final Map<TrainConfig.Data, SoftReference<Pool>> train = new HashMap<>();
  private final Map<TrainConfig.Data, SoftReference<Pool>> test = new HashMap<>();

  private Pools() {}

  /** Those of a sweep; those of another are forgotten. */
  static synchronized Pools of(String sweep) {
    if (!sweep.equals(current)) {
      current = sweep;
      pools = new Pools();
    }
    return pools;
  }

  @Override
  public synchronized Examples train(TrainConfig.Data data) throws IOException {
    Pool known = known(train, data);
    return known == null ? keep(train, data, super.train(data)) : known;
  }

  @Override
  public synchronized Examples test(TrainConfig.Data data) throws IOException {
    Pool known = known(test, data);
    return known == null ? keep(test, data, super.test(data)) : known;
  }

  private static Pool known(
      Map<TrainConfig.Data, SoftReference<Pool>> pools, TrainConfig.Data data) {
    SoftReference<Pool> kept = pools.get(data);
    return kept == null ? null : kept.get();
  }

  private static Pool keep(
      Map<TrainConfig.Data, SoftReference<Pool>> pools, TrainConfig.Data data, Examples source)
      throws IOException {
    Pool pool = Pool.of(source);
    pools.put(data, new SoftReference<>(pool));
    return pool;
  }
}
