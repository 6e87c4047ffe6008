package org.frostml.job.data;

import java.util.List;
import java.util.Map;
import org.frostml.nn.Inputs;
import org.frostml.nn.Labels;
import org.frostml.nn.Shape;

/** What the rows of a {@link Frame} hold. */
public sealed interface RowContent permits Encoding, ImageContent {
  /** How the features of a row lie. */
  Shape shape();

  /** Bytes of a feature in memory. */
  int bytes();

  /** What rows are labelled with. */
  Labels labels();

  /** The names of the features that are inputs, or none. */
  List<String> features(Inputs inputs);

  /** What else a model is to say of them. */
  Map<String, String> texts();
}
