package org.frostml.job.spark;

import java.io.Serializable;
import org.frostml.sparse.MessageSlices;
import org.frostml.sparse.Support;

/** Says, wherever a support is known, how the messages of a job are cut. */
interface Slicer extends Serializable {
  /**
   * @param count of the slices
   */
  MessageSlices slices(Support support, int count);
}
