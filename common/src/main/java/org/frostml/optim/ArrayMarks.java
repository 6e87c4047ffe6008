package org.frostml.optim;

import org.frostml.sparse.Layout;
import org.frostml.sparse.Support;

/** Marks in an array. */
record ArrayMarks(Layout layout, float[] marks) implements Marks {
  @Override
  public float magnitude(int above) {
    return Selection.magnitude(layout, marks, above);
  }

  @Override
  public int countAbove(float bound) {
    return layout.countAbove(marks, bound);
  }

  @Override
  public Support above(long version, float bound) {
    return Support.above(layout, version, marks, bound);
  }
}
