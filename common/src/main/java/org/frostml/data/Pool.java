package org.frostml.data;

import java.io.IOException;
import java.io.NotSerializableException;
import java.util.function.IntPredicate;
import org.frostml.FrostException;

/**
 * All examples of a source in memory, as they were read: what the runs of one JVM share, whatever
 * their seeds, shards and splits. See {@link Sharding#view}.
 *
 * @param x features, row-major
 */
public record Pool(Examples source, float[] x, int[] labels) implements Examples {
  /** The most elements of an array that every JVM can make. */
  static final int MOST = Integer.MAX_VALUE - 8;

  /**
   * Reads everything once.
   *
   * @throws FrostException if the features do not fit one array
   */
  public static Pool of(Examples source) throws IOException {
    int features = source.features();
    float[] x = new float[room(source)];
    int[] labels = new int[source.size()];
    source.read(
        i -> true,
        (index, row, label) -> {
          System.arraycopy(row, 0, x, index * features, features);
          labels[index] = label;
        });
    return new Pool(source, x, labels);
  }

  /** Whether the features fit one array. */
  public static boolean fits(Examples source) {
    return floats(source) <= MOST;
  }

  private static long floats(Examples source) {
    return (long) source.size() * source.features();
  }

  private static int room(Examples source) {
    long floats = floats(source);
    if (!fits(source)) {
      throw new FrostException(
          source.name()
              + ": "
              + source.size()
              + " examples x "
              + source.features()
              + " features are too many to share: "
              + floats
              + " floats, but an array holds "
              + MOST
              + ": set sweep.placement = spread");
    }
    return (int) floats;
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
    return labels.length;
  }

  @Override
  public int features() {
    return source.features();
  }

  @Override
  public int classes() {
    return source.classes();
  }

  @Override
  public void read(IntPredicate wanted, Sink sink) {
    float[] row = new float[features()];
    for (int i = 0; i < labels.length; i++) {
      if (wanted.test(i)) {
        System.arraycopy(x, i * row.length, row, 0, row.length);
        sink.accept(i, row, labels[i]);
      }
    }
  }

  /** Its source may travel; what was read of it stays. */
  private Object writeReplace() throws NotSerializableException {
    throw new NotSerializableException(
        name() + ": a pool stays in its JVM: send its source, to be read again there");
  }
}
