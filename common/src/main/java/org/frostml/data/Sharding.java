package org.frostml.data;

import java.io.IOException;
import java.io.Serializable;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.frostml.FrostException;
import org.frostml.JavaArrays;
import org.frostml.nn.Scaling;
import org.frostml.nn.Shard;
import org.frostml.nn.Targets;
import org.frostml.random.Permutation;

/**
 * The spread of examples over a fixed number of logical shards: seeded, whatever the order of the
 * data, and even, sizes differing by at most one.
 */
public record Sharding(long seed, int examples, int shards) implements Serializable {
  /** Of these examples: no shard is empty. */
  public static Sharding of(Examples examples, long seed, int shards) {
    return new Sharding(seed, examples.size(), Math.min(shards, examples.size()));
  }

  /**
   * Fails where a shard of such examples does not fit an array.
   *
   * @throws FrostException if it does not
   */
  public void requireRoom(Examples source) {
    if ((long) count(0) * source.features() > JavaArrays.MOST) {
      throw new FrostException(
          source.name()
              + ": a shard of "
              + count(0)
              + " examples x "
              + source.features()
              + " features is too large for one array: raise shards, now "
              + shards);
    }
  }

  /** Examples of a shard; the first has no fewer than any other. */
  private int count(int shard) {
    return (int) (((long) examples - shard + shards - 1) / shards);
  }

  /** Packs one shard: streams the examples past and keeps its own. */
  public Shard pack(Examples source, int shard, Scaling scaling) throws IOException {
    requireRoom(source);
    int count = count(shard);
    RowsBuilder rows = new RowsBuilder(source, count);
    int[] labels = new int[count];
    int[] next = {0};
    source.read(
        members(shard),
        (index, row, label) -> {
          rows.add(row);
          labels[next[0]++] = label;
        });
    return new Shard.Packed(shard, rows.build(), new Targets.Classes(labels), scaling);
  }

  /**
   * One shard as a view of the pool that the source is, or is split from: an int per example, and
   * the same bits as {@link #pack}.
   */
  public Shard view(Examples source, int shard, Scaling scaling) {
    int[] rows = IntStream.range(0, examples).filter(members(shard)).toArray();
    return view(source, rows, shard, scaling);
  }

  private static Shard view(Examples source, int[] rows, int shard, Scaling scaling) {
    if (source instanceof Split split) {
      return view(split.source(), split.origins(rows), shard, scaling);
    }
    if (source instanceof Pool pool) {
      return new Shard.View(shard, pool.rows(), pool.targets(), scaling, rows);
    }
    throw new IllegalArgumentException(source.name() + ": not in a pool, so not to be viewed");
  }

  /** Whether an example is in a shard. */
  private IntPredicate members(int shard) {
    Permutation spread = new Permutation(examples, seed);
    return index -> spread.at(index) % shards == shard;
  }
}
