package org.frostml.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.frostml.FrostException;

/**
 * Where a run keeps its files: a folder for the command line. Names are relative, with {@code /}
 * between their parts. What cannot be written, listed or deleted ends in a {@link FrostException}.
 */
public interface RunStore {
  /** Whether what is written stays, so that a run can be resumed from it. */
  default boolean lasts() {
    return true;
  }

  /** What a person does to resume from it. */
  default String toResume() {
    return "add --resume";
  }

  /** Whether a run was begun here and is to be resumed. */
  boolean resumes() throws IOException;

  /**
   * Makes room for a run, or takes up the one that is to be resumed.
   *
   * @param config the configuration as a file would hold it
   */
  void open(String config) throws IOException;

  /** Writes or replaces a file, whole. */
  void write(String name, Content content);

  /** Writes or replaces a file, whole. */
  default void write(String name, String text) {
    write(name, stream -> stream.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Makes of a file its first {@code known} bytes and some more. */
  void append(String name, long known, byte[] more);

  /**
   * The files of a folder whose names match, by name.
   *
   * @param folder empty for that of the run
   */
  List<Entry> list(String folder, String names);

  InputStream open(Entry file) throws IOException;

  /** Gives a file another ending. */
  void putAside(Entry file, String ending);

  void delete(Entry file);

  /** The run has ended, and all its files are written. */
  void complete() throws IOException;

  /** The store as a person knows it. */
  String show();

  /**
   * A file that is there.
   *
   * @param shown the name that a person knows it by
   */
  record Entry(String name, String shown, long length) {}

  /** Writes the bytes of a file. */
  interface Content {
    void write(OutputStream stream) throws IOException;
  }
}
