package org.frostml.data;

import java.util.Arrays;
import java.util.List;

/**
 * How people write the ten digits: per digit some styles, per style its strokes, per stroke the
 * points (x, y) that the pen passes, in hundredths of a box with x to the right and y downwards.
 *
 * <p>The pen goes smoothly from point to point; a point written twice is a corner.
 */
final class Glyphs {
  private static final String[][] TABLE = {
    {
      "52,10 32,20 25,48 32,80 50,90 68,80 75,50 68,20 50,9",
      "64,13 44,13 29,42 32,76 48,90 66,74 72,40 60,13 48,12",
    },
    {
      "51,10 51,36 50,62 49,90",
      "33,32 53,10 53,10 52,50 51,90",
      "34,30 52,10 52,10 52,50 52,89|32,90 52,89 72,89",
    },
    {
      "27,32 34,14 52,9 68,20 67,38 50,62 26,88 26,88 52,87 76,86",
      "27,28 42,10 62,13 69,30 57,56 38,83 27,84 30,73 44,76 60,88 77,83",
    },
    {
      "28,18 48,9 68,20 63,38 46,47 46,47 66,54 72,72 54,90 27,81",
      "28,12 50,12 70,12 70,12 48,42 48,42 70,54 72,74 54,90 27,83",
    },
    {
      "34,10 31,30 27,52 27,52 50,52 76,51|64,26 62,58 60,92",
      "62,92 63,50 64,10 64,10 44,36 23,62 23,62 50,63 78,62",
    },
    {
      "34,12 32,28 30,46 30,46 52,40 71,56 68,80 48,90 26,81|34,12 52,12 74,10",
      "72,12 54,12 38,13 38,13 34,30 31,47 31,47 54,42 71,60 64,84 44,90 26,80",
    },
    {
      "64,10 42,28 29,58 36,84 55,90 71,74 62,57 43,58 31,72",
      "50,8 35,38 29,70 46,91 67,82 68,64 52,56 36,64 30,74",
    },
    {
      "26,14 50,13 74,12 74,12 58,48 44,90",
      "26,14 50,13 74,12 74,12 58,48 46,90|37,51 53,50 69,48",
      "26,28 27,14 27,14 50,14 74,12 74,12 54,46 46,90",
    },
    {
      "68,20 50,9 33,20 38,38 60,54 70,72 52,90 32,76 40,56 62,38 68,20",
      "50,9 34,18 34,36 50,47 66,36 66,18 50,9|50,47 31,58 31,80 50,90 69,80 69,58 50,47",
    },
    {
      "69,26 52,10 32,22 34,43 54,48 69,28 69,28 66,60 61,91",
      "68,24 50,10 32,26 40,46 60,44 68,24 70,54 62,82 46,91 30,82",
    },
  };

  /** By digit, style and stroke: x0, y0, x1, y1, ... in [0, 1]. */
  static final List<List<List<double[]>>> STROKES =
      Arrays.stream(TABLE)
          .map(styles -> Arrays.stream(styles).map(Glyphs::strokes).toList())
          .toList();

  private Glyphs() {}

  private static List<double[]> strokes(String style) {
    return Arrays.stream(style.split("\\|")).map(Glyphs::points).toList();
  }

  private static double[] points(String stroke) {
    return Arrays.stream(stroke.split("[ ,]"))
        .mapToDouble(number -> Integer.parseInt(number) / 100.0)
        .toArray();
  }
}
