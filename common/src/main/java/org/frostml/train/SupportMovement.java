package org.frostml.train;

import java.util.BitSet;
import org.frostml.sparse.Block;
import org.frostml.sparse.Layout;
import org.frostml.sparse.Support;

/** What became of the weights of a support from fine step to fine step. */
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

  /** Hidden units that hear nothing or that nobody hears. */
  static int deadUnits(Support support) {
    int dead = 0;
    Layout layout = support.layout();
    BitSet heard = null;
    for (int b = layout.blocks().size() - 1; b >= 0; b--) {
      Block block = layout.blocks().get(b);
      if (!block.isWeight()) {
        continue;
      }
      BitSet rows = new BitSet();
      BitSet cols = new BitSet();
      for (int k = support.from(b); k < support.from(b + 1); k++) {
        int place = support.coordinate(k) - block.offset();
        rows.set(place / block.cols());
        cols.set(place % block.cols());
      }
      if (heard != null) {
        heard.and(rows);
        dead += block.rows() - heard.cardinality();
      }
      heard = cols;
    }
    return dead;
  }

  /** WordBuffer of {@link #save}. */
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
