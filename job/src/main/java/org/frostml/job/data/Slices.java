package org.frostml.job.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.Partition;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function2;
import org.apache.spark.rdd.PartitionCoalescer;
import org.apache.spark.rdd.PartitionGroup;
import org.apache.spark.rdd.RDD;
import org.frostml.FrostException;
import org.frostml.JavaArrays;
import org.frostml.nn.Inputs;
import org.frostml.nn.Labels;
import org.frostml.nn.Rows;
import org.frostml.nn.Scaling;
import org.frostml.nn.Shard;
import org.frostml.nn.Targets;
import scala.Option;

/**
 * A part's rows in the order of bundles, cut into shards of equal size, whose first are one larger
 * where it does not go up. A shard is made of the bundles that its rows lie in, without another
 * shuffle.
 */
final class Slices implements Serializable {
  private final long[] starts;
  private final int shards;

  private Slices(int[] sizes, int shards) {
    starts = new long[sizes.length + 1];
    for (int b = 0; b < sizes.length; b++) {
      starts[b + 1] = starts[b] + sizes[b];
    }
    this.shards = (int) Math.min(shards, rows());
  }

  /**
   * What a shard is packed with.
   *
   * @param inputs the features that are packed; where these are some, zeros are left out
   * @param classWeights what classes weigh beside their rows, or nothing
   */
  record Kind(Inputs inputs, Labels labels, Scaling scaling, float[] classWeights)
      implements Serializable {}

  /**
   * The shards.
   *
   * @param sizes of the bundles' part
   * @param shards at most, for none is empty
   */
  static JavaRDD<Shard> of(JavaRDD<Bundle> bundles, int part, int[] sizes, int shards, Kind kind) {
    Slices slices = new Slices(sizes, shards);
    RDD<Bundle> grouped =
        bundles.rdd().coalesce(slices.shards, false, Option.apply(new Group(slices)), null);
    return new JavaRDD<>(grouped, bundles.classTag())
        .mapPartitionsWithIndex(new Pack(slices, part, kind), true);
  }

  private long rows() {
    return starts[starts.length - 1];
  }

  /** The row that a shard begins with. */
  private long first(int shard) {
    long least = rows() / shards;
    return least * shard + Math.min(shard, rows() % shards);
  }

  private boolean overlap(int shard, int bundle) {
    return starts[bundle] < first(shard + 1) && starts[bundle + 1] > first(shard);
  }

  /** The first bundle with rows of a shard. */
  private int firstBundle(int shard) {
    int bundle = 0;
    while (!overlap(shard, bundle)) {
      bundle++;
    }
    return bundle;
  }

  /** Gives each shard its bundles; one may be wanted by several. */
  private record Group(Slices slices) implements PartitionCoalescer, Serializable {
    @Override
    public PartitionGroup[] coalesce(int most, RDD<?> bundles) {
      PartitionGroup[] groups = new PartitionGroup[slices.shards];
      Partition[] all = bundles.partitions();
      for (int shard = 0; shard < groups.length; shard++) {
        groups[shard] = new PartitionGroup(Option.empty());
        for (int b = 0; b < all.length; b++) {
          if (slices.overlap(shard, b)) {
            groups[shard].partitions().addOne(all[b]);
          }
        }
      }
      return groups;
    }
  }

  /** Packs a shard of its bundles. */
  private record Pack(Slices slices, int part, Kind kind)
      implements Function2<Integer, Iterator<Bundle>, Iterator<Shard>> {
    @Override
    public Iterator<Shard> call(Integer shard, Iterator<Bundle> bundles) {
      List<byte[]> rows = new ArrayList<>();
      long from = slices.first(shard);
      long to = slices.first(shard + 1);
      for (int b = slices.firstBundle(shard); bundles.hasNext(); b++) {
        Bundle bundle = bundles.next();
        // Rows of bundles in between are none of this part.
        while (!slices.overlap(shard, b)) {
          b++;
        }
        for (int i = 0; i < bundle.size(part); i++) {
          long rank = slices.starts[b] + i;
          if (rank >= from && rank < to) {
            rows.add(bundle.row(part, i));
          }
        }
      }
      return List.<Shard>of(pack(shard, rows)).iterator();
    }

    private Shard pack(int shard, List<byte[]> rows) {
      RowReader reader = new RowReader(kind.inputs.width(), kind.labels.width());
      float[] targets = new float[rows.size() * kind.labels.width()];
      float[] weights = new float[rows.size()];
      boolean alike = true;
      for (int r = 0; r < rows.size(); r++) {
        reader.read(rows.get(r));
        System.arraycopy(
            reader.targets(), 0, targets, r * kind.labels.width(), kind.labels.width());
        weights[r] = reader.weight() * classWeight(reader);
        alike &= weights[r] == 1;
      }
      return new Shard.Packed(
          shard,
          kind.inputs().areSparse() ? sparse(rows, reader) : dense(rows, reader),
          targets(targets, alike ? Targets.ALIKE : weights),
          kind.scaling);
    }

    private float classWeight(RowReader row) {
      return kind.classWeights.length == 0 ? 1 : kind.classWeights[(int) row.targets()[0]];
    }

    private Targets targets(float[] targets, float[] weights) {
      if (!kind.labels.classes()) {
        return new Targets.Values(targets, kind.labels.width(), weights);
      }
      int[] classes = new int[targets.length];
      for (int r = 0; r < classes.length; r++) {
        classes[r] = (int) targets[r];
      }
      return new Targets.Classes(classes, weights);
    }

    private Rows dense(List<byte[]> rows, RowReader reader) {
      int width = kind.inputs.width();
      requireRoom((long) rows.size() * width, rows.size());
      reader.read(rows.get(0));
      return reader.isOfPixels() ? pixels(rows, reader, width) : floats(rows, reader, width);
    }

    private static Rows pixels(List<byte[]> rows, RowReader reader, int width) {
      byte[] x = new byte[rows.size() * width];
      for (int r = 0; r < rows.size(); r++) {
        reader.read(rows.get(r));
        reader.copyPixels(x, r * width);
      }
      return new Rows.Bytes(width, x);
    }

    private static Rows floats(List<byte[]> rows, RowReader reader, int width) {
      float[] x = new float[rows.size() * width];
      for (int r = 0; r < rows.size(); r++) {
        reader.read(rows.get(r));
        for (int i = 0; i < reader.stored(); i++) {
          x[r * width + reader.place(i)] = reader.value(i);
        }
      }
      return new Rows.Floats(width, x);
    }

    private Rows sparse(List<byte[]> rows, RowReader reader) {
      long[] held = {0};
      int[] start = new int[rows.size() + 1];
      for (int r = 0; r < rows.size(); r++) {
        reader.read(rows.get(r));
        for (int i = 0; i < reader.stored(); i++) {
          held[0] += input(reader, i) >= 0 ? 1 : 0;
        }
        requireRoom(held[0], rows.size());
        start[r + 1] = (int) held[0];
      }
      int[] column = new int[start[rows.size()]];
      float[] value = new float[column.length];
      int at = 0;
      for (byte[] row : rows) {
        reader.read(row);
        for (int i = 0; i < reader.stored(); i++) {
          int input = input(reader, i);
          if (input >= 0) {
            column[at] = input;
            value[at++] = reader.value(i);
          }
        }
      }
      return new Rows.Sparse(kind.inputs.count(), start, column, value);
    }

    /** The input that a value is of, negative if it is 0 or of a feature that is none. */
    private int input(RowReader row, int i) {
      return row.value(i) == 0 ? -1 : kind.inputs.input(row.place(i));
    }

    private static void requireRoom(long numbers, int rows) {
      if (numbers > JavaArrays.MOST) {
        throw new FrostException(
            "a shard of "
                + rows
                + " rows holds "
                + numbers
                + " numbers, too many for one array: raise shards");
      }
    }
  }
}
