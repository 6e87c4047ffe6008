package org.frostml.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ConvShapeTest {
  private static String refusal(MapLayout in, MapLayout out, int kernel, int stride, int padding) {
    return assertThrows(
            IllegalArgumentException.class, () -> new ConvShape(in, out, kernel, stride, padding))
        .getMessage();
  }

  @Test
  void whatDoesNotFitIsRefusedInWords() {
    MapLayout in = new MapLayout(3, 8, 8, 1);
    assertEquals(
        "a convolution of 3 x 3 pixels, stride 1, padding 1 gives a map of 8 x 8, not 8 x 7",
        refusal(in, new MapLayout(4, 8, 7, 1), 3, 1, 1));
    assertEquals(
        "a convolution of 3 x 3 pixels, stride 1, padding 2 needs 2 zeros around its input, not 1",
        refusal(in, new MapLayout(4, 10, 10, 1), 3, 1, 2));
    assertEquals(
        "a convolution of 3 x 3 pixels, stride 1, padding 0 needs 2 zeros around its output, for"
            + " the way back, not 1",
        refusal(in, new MapLayout(4, 6, 6, 1), 3, 1, 0));
    assertEquals(
        "a convolution of 11 x 11 pixels, stride 1, padding 1 finds no room on a map of 8 x 8",
        refusal(in, in, 11, 1, 1));
    assertEquals(
        "a convolution of 3 x 3 pixels, stride 1, padding 3 needs a kernel and a stride of at least"
            + " 1, and a padding below the kernel",
        refusal(in, in, 3, 1, 3));
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> new MapLayout(3, 0, 8, 1))
            .getMessage()
            .endsWith("3 x 0 x 8, pad 1"));
  }

  @Test
  void padsAreSharedByNeighbours() {
    MapLayout map = new MapLayout(3, 4, 5, 1);
    assertEquals(16, map.pixel(0, 0, 0, 0) - map.pixel(0, 0, 0, -1));
    assertEquals(map.pixel(0, 1, 2, -1), map.pixel(0, 0, 2, 5), "right of one, left of the next");
    assertEquals(map.pixel(1, 2, -1, 3), map.pixel(0, 2, 4, 3), "below one tile, above the next");
    assertEquals(0, map.pixel(0, 0, -1, -1), "the corner begins the map");
    int corner = map.pixel(1, 2, 4, 5);
    assertEquals(map.floats(2), corner + 2 * 16, "the other corner ends it, but for a pixel");
    assertEquals(2, MapLayout.tiles(17));
  }

  @Test
  void theWeightGradientTakesAZeroWhereThatLeavesNoRest() {
    assertEquals(8, same(7, 1, 1).dotWidth(4));
    assertEquals(32, same(31, 1, 1).dotWidth(2));
    assertEquals(8, same(8, 1, 1).dotWidth(4));
    assertEquals(6, same(6, 1, 1).dotWidth(4));
    assertEquals(7, same(7, 1, 0).dotWidth(4), "no zeros around dY");
    assertEquals(
        3,
        new ConvShape(new MapLayout(3, 6, 6, 1), new MapLayout(4, 3, 3, 1), 3, 2, 1).dotWidth(4));
  }

  private static ConvShape same(int width, int inPad, int outPad) {
    MapLayout in = new MapLayout(3, 4, width, inPad);
    return new ConvShape(in, new MapLayout(4, 4, width, outPad), 1, 1, 0);
  }
}
