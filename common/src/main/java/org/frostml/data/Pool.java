package org.frostml.data;

import java.io.IOException;
import java.io.NotSerializableException;
import java.util.function.IntPredicate;
import org.frostml.FrostException;
import org.frostml.JavaArrays;
import org.frostml.nn.Rows;
import org.frostml.nn.Scaling;
import org.frostml.nn.Shape;
import org.frostml.nn.Targets;

/**
 * All examples of a source in memory, as they were read: what the runs of one JVM share, whatever
 * their seeds, shards and splits. See {@link Sharding#view}.
 */
public record Pool(Examples source, Rows rows, Targets.Classes targets) implements Examples {
  /**
   * Reads everything once.
   *
   * @throws FrostException if the features do not fit one array
   */
  public static Pool of(Examples source) throws IOException {
    requireRoom(source);
    RowsBuilder rows = new RowsBuilder(source, source.size());
    int[] labels = new int[source.size()];
    source.read(
        i -> true,
        (index, row, label) -> {
          rows.add(row);
          labels[index] = label;
        });
    return new Pool(source, rows.build(), new Targets.Classes(labels));
  }

  /** Whether the features fit one array. */
  public static boolean fits(Examples source) {
    return elements(source) <= JavaArrays.MOST;
  }

  private static long elements(Examples source) {
    return (long) source.size() * source.features();
  }

  private static void requireRoom(Examples source) {
    if (!fits(source)) {
      throw new FrostException(
          source.name()
              + ": "
              + source.size()
              + " examples x "
              + source.features()
              + " features are too many to share: "
              + elements(source)
              + " numbers, but an array holds "
              + JavaArrays.MOST
              + ": set sweep.placement = spread");
    }
  }

  @Override
  public String name() {
    return source.name();
  }

  @Override
  public String where(int index) {
    return source.where(index);
  }

  @Override
  public int size() {
    return targets.examples();
  }

  @Override
  public int features() {
    return source.features();
  }

  @Override
  public Shape shape() {
    return source.shape();
  }

  @Override
  public int classes() {
    return source.classes();
  }

  @Override
  public boolean bytes() {
    return source.bytes();
  }

  @Override
  public boolean pixels() {
    return source.pixels();
  }

  @Override
  public void read(IntPredicate wanted, Sink sink) {
    float[] row = new float[features()];
    Scaling none = new Scaling.None();
    for (int i = 0; i < size(); i++) {
      if (wanted.test(i)) {
        rows.load(none, new int[] {i}, 1, row, 0, 1);
        sink.accept(i, row, targets.labels()[i]);
      }
    }
  }

  /** Its source may travel; what was read of it stays. */
  private Object writeReplace() throws NotSerializableException {
    throw new NotSerializableException(
        name() + ": a pool stays in its JVM: send its source, to be read again there");
  }
}
