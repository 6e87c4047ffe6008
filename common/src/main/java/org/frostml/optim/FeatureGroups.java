package org.frostml.optim;

import java.util.stream.Collectors;
import org.frostml.FrostException;
import org.frostml.sparse.Block;
import org.frostml.sparse.Layout;

/** The first block's columns: input features; l1 in all other blocks. */
public record FeatureGroups() implements GroupLasso {
  @Override
  public Groups groups(RowRanges rows) {
    return rows.features();
  }

  @Override
  public int size(RowRanges rows) {
    return rows.count();
  }

  @Override
  public boolean choosesFeatures() {
    return true;
  }

  @Override
  public void require(Layout layout) {
    Block first = layout.blocks().get(0);
    if (!first.isOfFeatures()) {
      throw new FrostException(
          "regularizer.name = columns is of features, but the first layer, "
              + first.layer()
              + ", is not a dense one that alone sees them: begin with dense(N), or set another"
              + " regularizer.name");
    }
    if (!first.isSparse()) {
      throw new FrostException(
          "regularizer.name = columns is of the first layer's weights, "
              + first.name()
              + ", but of these blocks only "
              + layout.blocks().stream()
                  .filter(Block::isSparse)
                  .map(Block::name)
                  .collect(Collectors.joining(", "))
              + " are regularised: see regularizer.blocks and regularizer.except");
    }
  }
}
