package org.frostml.job.data;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.frostml.nn.Inputs;
import org.frostml.nn.Labels;
import org.frostml.nn.Shape;

/** Images of one size, which nobody calls their pixels by name. */
record ImageContent(ImageSize size, Labels labels) implements RowContent, Serializable {
  @Override
  public Shape shape() {
    return size.shape();
  }

  @Override
  public int bytes() {
    return Byte.BYTES;
  }

  @Override
  public List<String> features(Inputs inputs) {
    return List.of();
  }

  @Override
  public Map<String, String> texts() {
    return Map.of();
  }
}
