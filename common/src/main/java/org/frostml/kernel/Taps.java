package org.frostml.kernel;

import java.util.List;

/**
 * What the non-zeros of one block mean to a convolution, compiled once per support: of each the
 * distance in the activations at which it finds its input, and on the way back, where non-zeros are
 * sorted by phase, input channel, output channel and pixel, the distance in dY.
 *
 * <p>Values are those of the support. The way back wants them in its own order: {@link #turn} puts
 * them there, once a step.
 */
public final class Taps {
  /** Floats of a panel's image rows: with its non-zeros they fit the second-level cache. */
  private static final int PATCH = 1 << 15;

  /** Non-zeros that a channel has in a panel, on average or more, so that it pays. */
  private static final int WORTH = 48;

  private final ConvShape shape;
  private final int[] rowPtr;
  private final int[] offsets;
  private final int[][] rowCuts;
  private final int[][] phasePtr;
  private final int[][][] phaseCuts;
  private final int[] columnPtr;
  private final int[] source;
  private final int[] turnedOffsets;

  private Taps(ConvShape shape, int[] rowPtr, int[] column) {
    this.shape = shape;
    this.rowPtr = rowPtr;
    int channels = shape.in().channels();
    int first = rowPtr[0];
    offsets = new int[rowPtr[shape.out().channels()] - first];
    for (int p = 0; p < offsets.length; p++) {
      offsets[p] = shape.offsets()[column[first + p]];
    }
    rowCuts = cutRows(panels(shape.in(), shape.out()), column);
    List<ConvShape.Phase> phases = shape.phases();
    phasePtr = new int[phases.size()][channels + 1];
    phaseCuts = new int[phases.size()][panels(shape.out(), shape.in()) + 1][channels];
    source = new int[offsets.length];
    turnedOffsets = new int[offsets.length];
    int begin = 0;
    for (int f = 0; f < phases.size(); f++) {
      begin = turn(phases.get(f), phasePtr[f], phaseCuts[f], begin, column);
    }
    columnPtr = new int[channels + 1];
    for (int[] ptr : phasePtr) {
      for (int c = 0; c < channels; c++) {
        columnPtr[c + 1] += ptr[c + 1] - ptr[c];
      }
    }
    for (int c = 0; c < channels; c++) {
      columnPtr[c + 1] += columnPtr[c];
    }
  }

  /**
   * Panels of channels that are read one after the other: the image rows that an output sees of
   * many channels, and the non-zeros, do not fit the cache together. Sums that were begun are added
   * to then, so that image rows must be whole vectors: elsewhere pixels at their end are done
   * twice.
   */
  private int panels(MapLayout read, MapLayout written) {
    int width = written.width();
    boolean whole = width % 8 == 0 || width == 4 && written.height() % 2 == 0;
    if (shape.stride() > 1 || !whole) {
      return 1;
    }
    long patch = (long) shape.kernel() * read.pitch();
    long wanted = Math.min(read.channels(), (patch + PATCH - 1) / PATCH);
    return (int) Math.max(1, Math.min(wanted, size() / written.channels() / WORTH));
  }

  /** Cuts the non-zeros of every row by input channel. */
  private int[][] cutRows(int panels, int[] column) {
    int[][] cuts = new int[panels + 1][shape.out().channels()];
    int[] inputs = shape.inputs();
    for (int r = 0; r < shape.out().channels(); r++) {
      int p = rowPtr[r];
      for (int k = 0; k <= panels; k++) {
        int channel = cut(shape.in(), k, panels);
        while (p < rowPtr[r + 1] && inputs[column[p]] < channel) {
          p++;
        }
        cuts[k][r] = p;
      }
    }
    return cuts;
  }

  /** The first channel of panel k. */
  private static int cut(MapLayout read, int k, int panels) {
    return (int) ((long) read.channels() * k / panels);
  }

  /** Sorts the non-zeros of a phase by input channel; returns where the next phase begins. */
  private int turn(ConvShape.Phase phase, int[] ptr, int[][] cuts, int begin, int[] column) {
    int[] inputs = shape.inputs();
    int[] distances = phase.distances;
    int last = rowPtr[shape.out().channels()];
    int channels = shape.in().channels();
    for (int p = rowPtr[0]; p < last; p++) {
      if (distances[column[p]] != ConvShape.Phase.UNREACHED) {
        ptr[inputs[column[p]] + 1]++;
      }
    }
    ptr[0] = begin;
    for (int c = 0; c < channels; c++) {
      ptr[c + 1] += ptr[c];
    }
    int[] next = ptr.clone();
    int k = 0;
    for (int r = 0; r < shape.out().channels(); r++) {
      if (r == cut(shape.out(), k, cuts.length - 1)) {
        System.arraycopy(next, 0, cuts[k++], 0, channels);
      }
      for (int p = rowPtr[r]; p < rowPtr[r + 1]; p++) {
        int distance = distances[column[p]];
        if (distance != ConvShape.Phase.UNREACHED) {
          int q = next[inputs[column[p]]]++;
          source[q] = p;
          turnedOffsets[q] = r * shape.out().plane() + distance;
        }
      }
    }
    System.arraycopy(next, 0, cuts[k], 0, channels);
    return ptr[channels];
  }

  /**
   * Of a block of a row per output channel and a column per (input channel, kernel's row, kernel's
   * column).
   *
   * @param rowPtr row pointers, absolute: {@code rowPtr[0]} is the block's first position
   * @param column column of every position
   */
  public static Taps of(ConvShape shape, int[] rowPtr, int[] column) {
    return new Taps(shape, rowPtr, column);
  }

  public ConvShape shape() {
    return shape;
  }

  /** Non-zeros. */
  public int size() {
    return offsets.length;
  }

  /** Cuts output channels into shares of as many non-zeros; see {@link Team#share}. */
  public int[] rowPtr() {
    return rowPtr;
  }

  /** Cuts input channels into shares of as many non-zeros. */
  public int[] columnPtr() {
    return columnPtr;
  }

  /** The values as {@link ConvKernels#backwardData} wants them, {@link #size} of them. */
  public void turn(float[] values, float[] turned) {
    for (int q = 0; q < source.length; q++) {
      turned[q] = values[source[q]];
    }
  }

  /** Distances in x, of position p at p - {@code rowPtr[0]}. */
  int[] offsets() {
    return offsets;
  }

  /**
   * Panels of input channels: forward, those of panel k of row r are the positions from {@code
   * [k][r]} to {@code [k + 1][r]}.
   */
  int[][] rowCuts() {
    return rowCuts;
  }

  /** The same of a phase, by panels of output channels: positions in {@link #turnedOffsets}. */
  int[][] phaseCuts(int phase) {
    return phaseCuts[phase];
  }

  /** By input channel, where a phase's non-zeros begin in {@link #turnedOffsets}. */
  int[] phasePtr(int phase) {
    return phasePtr[phase];
  }

  /** Distances in dY, in the order of {@link #turn}. */
  int[] turnedOffsets() {
    return turnedOffsets;
  }
}
