package org.frostml.kernel;

/**
 * What a product of a panel with an image goes through: height x width pixels of an output, and the
 * pixels of an input that they begin at. All are distances in floats.
 *
 * @param x the input's pixel (0, 0) of the first tile
 * @param plane from a channel of the output to the next
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
  static ConvImage forward(ConvShape shape, int x, int y) {
    MapLayout in = shape.in();
    MapLayout out = shape.out();
    return new ConvImage(
        out.height(),
        out.width(),
        x + in.pixel(0, 0, 0, 0),
        in.tile(),
        shape.stride() * in.pitch(),
        shape.stride() * Kernels.LANES,
        y + out.pixel(0, 0, 0, 0),
        out.tile(),
        out.pitch(),
        Kernels.LANES,
        out.plane());
  }

  /** The inputs of a phase, from dY. */
  static ConvImage backward(ConvShape shape, ConvShape.Phase phase, int dy, int dx) {
    MapLayout in = shape.in();
    MapLayout out = shape.out();
    return new ConvImage(
        phase.height,
        phase.width,
        dy + out.pixel(0, 0, 0, 0),
        out.tile(),
        out.pitch(),
        Kernels.LANES,
        dx + in.pixel(0, 0, phase.row, phase.column),
        in.tile(),
        shape.stride() * in.pitch(),
        shape.stride() * Kernels.LANES,
        in.plane());
  }
}
