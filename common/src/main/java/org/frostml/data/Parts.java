package org.frostml.data;

import java.util.Optional;
import java.util.stream.Stream;

/** The examples of a run that are streamed: trained on, held out of training, and those to test. */
public record Parts(Examples train, Optional<Examples> validation, Examples test) {
  public Stream<Examples> all() {
    return Stream.concat(Stream.of(train, test), validation.stream());
  }
}
