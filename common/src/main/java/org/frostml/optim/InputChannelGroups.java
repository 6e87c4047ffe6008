package org.frostml.optim;

import org.frostml.sparse.Grouping;

/** Input channels of convolutions; l1 in dense layers. */
public record InputChannelGroups() implements GroupLasso {
  @Override
  public Groups groups(RowRanges rows) {
    return rows.kernels() == null ? null : rows.kernels().inputs();
  }

  @Override
  public int size(RowRanges rows) {
    return rows.count() * rows.kernels().window();
  }

  @Override
  public Grouping grouping() {
    return Grouping.INPUT_CHANNELS;
  }
}
