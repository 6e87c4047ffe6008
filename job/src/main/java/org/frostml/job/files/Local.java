package org.frostml.job.files;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.attribute.BasicFileAttributes;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.frostml.Reasons;

/** The local disk as Java sees it, which says more than Hadoop. */
final class Local {
  private Local() {}

  static boolean is(FileSystem files) {
    return files instanceof LocalFileSystem;
  }

  static java.nio.file.Path path(Path path) {
    return java.nio.file.Path.of(path.toUri().getPath());
  }

  /**
   * Does nothing where nothing is there.
   *
   * @throws IOException if something is, and may not be looked at
   */
  static void requireAbsent(Path path) throws IOException {
    try {
      Files.readAttributes(path(path), BasicFileAttributes.class);
    } catch (IOException e) {
      if (!Reasons.isAbsence(path(path), e)) {
        throw e;
      }
    }
  }

  /** Makes a folder and those above it. */
  static void makeFolder(Path path) throws IOException {
    try {
      Files.createDirectories(path(path));
    } catch (FileAlreadyExistsException e) {
      throw new IOException(e.getFile() + " is a file", e);
    }
  }
}
