package org.frostml.train;

import java.util.BitSet;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Support;

/** How a support changes from fine step to fine step. */
final class SupportMovement {
  private final Layout layout;
  private final BitSet ever = new BitSet();
  private Support before;
  private long births;
  private long deaths;

  SupportMovement(Support start) {
    layout = start.layout();
    before = start;
    start.mark(ever);
  }

  /** Takes the support as it is after a step that may have changed it. */
  void take(Support support) {
    if (support == before) {
      return;
    }
    int common = support.common(before);
    births += support.size() - common;
    deaths += before.size() - common;
    support.mark(ever);
    before = support;
  }

  /** Since the start. */
  long births() {
    return births;
  }

  /** Since the start. */
  long deaths() {
    return deaths;
  }

  /** Share of the weights that have been active at some time. */
  double everActive() {
    int always = layout.size() - layout.weights();
    return (double) (ever.cardinality() - always) / layout.weights();
  }

  /** Words of {@link #save}. */
  int words() {
    return 4 + WordBuffer.ofBits(layout.size());
  }

  /** What is to be kept with a checkpoint, beside the support itself. */
  void save(WordBuffer out) {
    out.put(births).put(deaths).put(ever, layout.size());
  }

  /** Takes over what {@link #save} put. */
  void restore(WordBuffer in) {
    births = in.nextLong();
    deaths = in.nextLong();
    in.next(ever, layout.size());
  }
}
