package org.frostml.optim;

import org.frostml.sparse.Grouping;

/** Rows: output units, and output channels of convolutions. */
public record RowGroups() implements GroupLasso {
  @Override
  public Groups groups(RowRanges rows) {
    return rows;
  }

  @Override
  public int size(RowRanges rows) {
    return rows.cols();
  }

  @Override
  public Grouping grouping() {
    return Grouping.ROWS;
  }
}
