package org.frostml.optim;

import org.frostml.sparse.Support;

/** v of every weight after a step, while the support is chosen by it. */
interface Evidence {
  Marks marks();

  /** v on the support that was chosen. */
  void restrict(Support after, float[] dual);

  /** Keeps v off that support. */
  void settle(Support after, float lambda);
}
