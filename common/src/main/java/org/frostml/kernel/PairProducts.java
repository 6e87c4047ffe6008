package org.frostml.kernel;

import static org.frostml.kernel.Kernels.LANES;

/**
 * The sparse products of {@link VectorKernels} on {@link Pairs} of X, of the first half of the
 * batch with the second: a batch is an image row whose pixels are 16 examples, and a half of it a
 * tile. What no pair is left for is done alone.
 */
final class PairProducts {
  private static final ThreadLocal<int[]> OFFSETS = ThreadLocal.withInitial(() -> new int[0]);
  private static final ThreadLocal<int[]> ENDS = ThreadLocal.withInitial(() -> new int[0]);

  /** Of one call: the positions of its rows, from the first on, and where each finds its X. */
  private final int first;

  private final int[] offsets;
  private final int features;
  private final int half;
  private final int pitch;
  private final int[] u;

  private PairProducts(int first, int end, int[] idx, int width) {
    this.first = first;
    half = width / (2 * LANES) * LANES;
    pitch = width - half;
    offsets = Scratch.ints(OFFSETS, end - first);
    int most = -1;
    for (int p = first; p < end; p++) {
      offsets[p - first] = idx[p] * pitch;
      most = Math.max(most, idx[p]);
    }
    features = most + 1;
    u = Pairs.room(Math.multiplyExact(features, pitch));
  }

  /** Where the positions of each of some rows end. */
  private static int[] ends(int from, int to, int[] ptr) {
    int[] ends = Scratch.ints(ENDS, to);
    System.arraycopy(ptr, from + 1, ends, from, to - from);
    return ends;
  }

  /** Packs X; what is left alone is paired with itself if {@code twice}, else with zeros. */
  private void pack(float[] t, int x, int width, boolean twice) {
    for (int k = 0; k < features; k++) {
      int from = x + k * width;
      int at = Aligned.START + k * pitch;
      Pairs.pack(t, from, from + half, half, u, at);
      if (half < pitch) {
        int alone = from + 2 * half;
        Pairs.pack(t, alone, twice ? alone : -1, LANES, u, at + half);
      }
    }
  }

  static void spmm(
      int from,
      int to,
      int[] ptr,
      int[] idx,
      float[] values,
      int biasAt,
      boolean relu,
      float[] t,
      int x,
      int y,
      int width) {
    if (from == to) {
      return;
    }
    PairProducts call = new PairProducts(ptr[from], ptr[to], idx, width);
    call.pack(t, x, width, true);
    int[] ends = ends(from, to, ptr);
    if (call.half > 0) {
      PairRows rows = call.rows(from, to, ptr, ends, values, biasAt, t, call.half, width);
      rows.row(Aligned.START, y, call.half);
    }
    if (call.half < call.pitch) {
      PairRows rows = call.rows(from, to, ptr, ends, values, biasAt, t, LANES, width);
      rows.row(Aligned.START + call.half, y + 2 * call.half, 0);
    }
    for (int i = y + from * width; relu && i < y + to * width; i++) {
      t[i] = Math.max(t[i], 0);
    }
  }

  private PairRows rows(
      int from,
      int to,
      int[] ptr,
      int[] ends,
      float[] values,
      int biasAt,
      float[] t,
      int columns,
      int width) {
    return new PairRows(
        new ConvRows(
            from,
            to,
            ptr,
            ends,
            offsets,
            first,
            values,
            biasAt,
            false,
            1,
            columns / LANES,
            LANES,
            0,
            width,
            LANES,
            0),
        u,
        t);
  }

  static void sddmm(
      int from, int to, int[] ptr, int[] idx, float[] t, int dy, int x, float[] g, int width) {
    if (ptr[from] == ptr[to]) {
      return;
    }
    PairProducts call = new PairProducts(ptr[from], ptr[to], idx, width);
    call.pack(t, x, width, false);
    int[][] cuts = {ptr, ends(from, to, ptr)};
    DotSums sums = new DotSums(from, to, cuts);
    PairDots halves = call.dots(sums, t, call.half, width);
    halves.enter(call.half);
    PairDots alone = call.dots(sums, t, call.pitch - call.half, width);
    sums.chunks(
        (in, out, h, rows) -> {
          halves.rows(in, out, h, rows);
          alone.rows(in + call.half, out + 2 * call.half, h, rows);
        },
        Aligned.START,
        dy,
        0,
        1,
        g);
  }

  private PairDots dots(DotSums sums, float[] t, int columns, int width) {
    return new PairDots(sums, offsets, first, u, t, columns / LANES, LANES, 0, width, 0);
  }
}
