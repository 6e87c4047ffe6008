package org.frostml.ml;

import java.io.Serializable;
import org.frostml.nn.Loss;

/** What a model says of a row. */
interface RowScore extends Serializable {
  /**
   * A cell.
   *
   * @param outputs of the network, for one row; taken over
   */
  Object of(Loss loss, float[] outputs);
}
