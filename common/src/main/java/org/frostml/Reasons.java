package org.frostml;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What exceptions of file systems mean, in words. */
public final class Reasons {
  private Reasons() {}

  /** Whether it says that nothing is there: not that it may not be looked at. */
  public static boolean isAbsence(Path path, IOException e) {
    if (e instanceof NoSuchFileException) {
      return true;
    }
    // Nothing is in a file; Java has no exception of its own for it.
    Path parent = path.toAbsolutePath().getParent();
    while (parent != null && !Files.isDirectory(parent) && !Files.isRegularFile(parent)) {
      parent = parent.getParent();
    }
    return parent != null && Files.isRegularFile(parent);
  }

  /** The reason in a line; Java's exceptions often say no more than the path. */
  public static String of(IOException e) {
    if (e instanceof FileSystemException failed && failed.getReason() != null) {
      return failed.getReason();
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof NoSuchFileException) {
      return "no such file or folder";
    }
    String message = e.getMessage();
    // Hadoop's have traces of other machines after their first line.
    return message == null || message.isBlank()
        ? Text.firstLine(e)
        : Text.oneLine(message.lines().findFirst().orElseThrow());
  }
}
