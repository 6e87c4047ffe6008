package org.frostml.job.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.apache.spark.ml.linalg.Vectors;
import org.junit.jupiter.api.Test;

class RowChecksTest {
  /** An image of 150,528 numbers would be a message of megabytes. */
  @Test
  void ofALongCellTheBeginningIsShown() {
    assertEquals("null", RowChecks.shown(null));
    assertEquals("[1.0,2.0]", RowChecks.shown(Vectors.dense(1, 2)));
    String shown = RowChecks.shown(Vectors.dense(new double[1000]));
    assertEquals("[0.0,0.0,", shown.substring(0, 9));
    assertEquals("...", shown.substring(200));
  }
}
