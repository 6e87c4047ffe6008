package org.frostml.optim;

import org.frostml.sparse.Grouping;

/** Kernels of convolutions; l1 in dense layers. */
public record KernelGroups() implements GroupLasso {
  @Override
  public Groups groups(RowRanges rows) {
    return rows.kernels();
  }

  @Override
  public int size(RowRanges rows) {
    return rows.kernels().window();
  }

  @Override
  public Grouping grouping() {
    return Grouping.KERNELS;
  }
}
