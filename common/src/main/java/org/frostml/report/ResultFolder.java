package org.frostml.report;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** The folder of a run or a sweep, wherever it lies. */
public interface ResultFolder {
  /** What people know it by: its last part. */
  String name();

  /** A file of it as a person would type it, for messages. */
  String show(String file);

  /** What a file holds; empty if there is no such file. */
  Optional<TextFile> read(String file) throws IOException;

  /** A text, and when it was written. */
  record TextFile(String text, Instant written) {}
}
