package org.frostml.kernel;

import static org.frostml.kernel.Kernels.LANES;

/**
 * Image rows of a product with a sparse, shifted matrix: {@code height x width} outputs of the
 * channels {@code from} to {@code to - 1}, or what one panel of X adds to them.
 *
 * @param begin a channel's non-zeros are the positions {@code begin[r] <= p < end[r]} of {@code
 *     values}, with {@code offsets[p - first]}
 * @param biasAt position of the bias of channel 0, or -1 for none
 * @param adds whether to what stands in Y; then image rows are whole eights of pixels, or two are,
 *     next to each other
 * @param step from an output's pixel to the next, in X; {@code xRow} from an image row to the next
 * @param plane from an output's channel to the next; {@code pixel} and {@code yRow} as in X
 */
record ConvRows(
    int from,
    int to,
    int[] begin,
    int[] end,
    int[] offsets,
    int first,
    float[] values,
    int biasAt,
    boolean adds,
    int height,
    int width,
    int step,
    int xRow,
    int plane,
    int pixel,
    int yRow) {
  ConvRows {
    assert !adds || step == LANES && pixel == LANES : step + ", " + pixel;
  }

  private ConvRows(
      int from,
      int to,
      int[] begin,
      int[] end,
      int[] offsets,
      int first,
      float[] values,
      int biasAt,
      boolean adds,
      ConvImage image) {
    this(
        from,
        to,
        begin,
        end,
        offsets,
        first,
        values,
        biasAt,
        adds,
        image.height(),
        image.width(),
        image.xPixel(),
        image.xRow(),
        image.plane(),
        image.yPixel(),
        image.yRow());
  }

  /** What a panel gives {@link ConvKernels#forward}. */
  static ConvRows forward(int from, int to, Taps taps, float[] values, int biasAt, int panel) {
    return new ConvRows(
        from,
        to,
        taps.rowCuts()[panel],
        taps.rowCuts()[panel + 1],
        taps.offsets(),
        taps.rowPtr()[0],
        values,
        biasAt,
        panel > 0,
        ConvImage.forward(taps.shape()));
  }

  /** What a panel gives a phase of {@link ConvKernels#backwardData}. */
  static ConvRows backward(int from, int to, Taps taps, float[] turned, int phase, int panel) {
    ConvShape shape = taps.shape();
    return new ConvRows(
        from,
        to,
        taps.phaseCuts(phase)[panel],
        taps.phaseCuts(phase)[panel + 1],
        taps.turnedOffsets(),
        0,
        turned,
        -1,
        panel > 0,
        ConvImage.backward(shape, shape.phases().get(phase)));
  }

  /** What a channel's outputs begin with. */
  float bias(int r) {
    return biasAt < 0 ? 0 : values[biasAt + r];
  }
}
