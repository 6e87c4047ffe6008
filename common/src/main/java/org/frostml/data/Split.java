package org.frostml.data;

import java.io.IOException;
import java.util.function.IntPredicate;
import org.frostml.Share;
import org.frostml.nn.Shape;
import org.frostml.random.Permutation;

/**
 * A seeded share of other examples, or all but that share, in their order and counted again from 0.
 * Who is in it depends on the seed, the share and the number of examples alone.
 *
 * @param share of the examples that are held out, in (0, 1): floor(share * examples) of them
 * @param heldOut whether this is that share, and not the rest
 */
public record Split(Examples source, double share, long seed, boolean heldOut) implements Examples {
  /** Not the path of the spread over shards, which may be of as many examples. */
  private static final long STREAM = 1;

  public Split {
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException("share must be in (0, 1): " + share);
    }
  }

  private int held() {
    return Share.of(share, source.size());
  }

  @Override
  public String name() {
    return heldOut ? source.name() + ", held out" : source.name();
  }

  @Override
  public String where(int index) {
    return source.where(origins(index)[0]);
  }

  @Override
  public int size() {
    return heldOut ? held() : source.size() - held();
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
  public void read(IntPredicate wanted, Sink sink) throws IOException {
    IntPredicate members = members();
    int[] next = {0};
    source.read(
        i -> members.test(i) && wanted.test(next[0]++),
        (i, x, label) -> sink.accept(next[0] - 1, x, label));
  }

  /** The source's indices of examples of this part, in ascending order. */
  int[] origins(int... indices) {
    IntPredicate members = members();
    int[] origins = new int[indices.length];
    int origin = -1;
    int index = -1;
    for (int k = 0; k < indices.length; k++) {
      while (index < indices[k]) {
        origin++;
        index += members.test(origin) ? 1 : 0;
      }
      origins[k] = origin;
    }
    return origins;
  }

  /** Whether an example of the source is in this part. */
  private IntPredicate members() {
    int held = held();
    Permutation shuffled = new Permutation(source.size(), seed, STREAM);
    return i -> shuffled.at(i) < held == heldOut;
  }
}
