package org.frostml.train;

/**
 * Where a run is, between two steps.
 *
 * @param next the step to take
 * @param fine the next fine step; {@link Long#MAX_VALUE} where none will come
 * @param m coarse steps of the cycle that the run is in
 */
public record Position(long next, long fine, int m) {
  /** The beginning. */
  public static final Position START = new Position(0, 0, 0);

  public Position {
    if (next < 0 || fine < next || m < 0) {
      throw new IllegalArgumentException(
          "no place in a run: step " + next + ", the next fine one " + fine + ", m " + m);
    }
  }

  /** Behind some steps that were not fine. */
  Position after(int steps) {
    return new Position(next + steps, fine, m);
  }

  /** Behind a fine step that so many coarse ones follow. */
  Position afterFine(int coarse) {
    return new Position(next + 1, next + 1 + coarse, coarse);
  }

  /** Behind the last fine step. */
  Position afterLast() {
    return new Position(next + 1, Long.MAX_VALUE, m);
  }
}
