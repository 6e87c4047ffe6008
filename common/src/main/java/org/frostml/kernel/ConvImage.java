package org.frostml.kernel;

/**
 * What a convolution goes through, one way or the other: {@code height x width} outputs of a tile,
 * and where they begin to read. All else are distances in floats.
 *
 * @param x from where the input's map begins to what the first output reads; {@code y} from where
 *     the output's map begins to the first output
 * @param xTile from a tile to the next; {@code xRow} from an output's image row to the next, {@code
 *     xPixel} from a pixel to the next, in the input
 * @param plane from an output's channel to the next
 */
record ConvImage(
    int height,
    int width,
    int x,
    int xTile,
    int xRow,
    int xPixel,
    int y,
    int yTile,
    int yRow,
    int yPixel,
    int plane) {
  /** All outputs. */
  static ConvImage forward(ConvShape shape) {
    MapLayout in = shape.in();
    MapLayout out = shape.out();
    return new ConvImage(
        out.height(),
        out.width(),
        in.pixel(0, 0, 0, 0),
        in.tile(),
        shape.stride() * in.pitch(),
        shape.stride() * Kernels.LANES,
        out.pixel(0, 0, 0, 0),
        out.tile(),
        out.pitch(),
        Kernels.LANES,
        out.plane());
  }

  /** The inputs of a phase, from dY. */
  static ConvImage backward(ConvShape shape, ConvShape.Phase phase) {
    MapLayout in = shape.in();
    MapLayout out = shape.out();
    return new ConvImage(
        phase.height,
        phase.width,
        out.pixel(0, 0, 0, 0),
        out.tile(),
        out.pitch(),
        Kernels.LANES,
        in.pixel(0, 0, phase.row, phase.column),
        in.tile(),
        shape.stride() * in.pitch(),
        shape.stride() * Kernels.LANES,
        in.plane());
  }
}
