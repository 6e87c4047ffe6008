package org.frostml.optim;

import org.frostml.sparse.Layout;
import org.frostml.sparse.Support;

/** Every weight's mark, the lambda from which on it is zero. */
public sealed interface Marks permits ArrayMarks, PieceMarks {
  /** The mark that exactly {@code above} weights exceed, ties apart; 0 if there are no more. */
  float magnitude(int above);

  /** How many weights have a mark above a bound. */
  int countAbove(float bound);

  /** The support of these weights, with every unregularised parameter. */
  Support above(long version, float bound);

  /** Of marks in an array, one for every parameter. */
  static Marks of(Layout layout, float[] marks) {
    return new ArrayMarks(layout, marks);
  }
}
