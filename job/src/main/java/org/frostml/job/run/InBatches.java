package org.frostml.job.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;

/** What becomes of elements, some of them at a time, as it is asked for. */
public final class InBatches<A, B> implements Iterator<B> {
  private final Iterator<A> from;
  private final int size;
  private final Function<List<A>, List<B>> made;
  private Iterator<B> ready = Collections.emptyIterator();

  /**
   * @param size elements of a batch; the last may have fewer
   * @param made of a batch
   */
  public InBatches(Iterator<A> from, int size, Function<List<A>, List<B>> made) {
    this.from = from;
    this.size = size;
    this.made = made;
  }

  @Override
  public boolean hasNext() {
    while (!ready.hasNext() && from.hasNext()) {
      List<A> batch = new ArrayList<>(size);
      while (batch.size() < size && from.hasNext()) {
        batch.add(from.next());
      }
      ready = made.apply(batch).iterator();
    }
    return ready.hasNext();
  }

  @Override
  public B next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return ready.next();
  }
}
