package org.frostml.job.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.UUID;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.io.IOUtils;
import org.frostml.FrostException;

/** Writes files whole: a file has its name only when its bytes are on the disk. */
public final class WholeFiles {
  private final FileSystem files;

  /** Keeps two drivers from writing one file at once. */
  private final String me = UUID.randomUUID().toString().substring(0, 8);

  /** Made for the first file that is replaced. */
  private FileContext context;

  public WholeFiles(FileSystem files) {
    this.files = files;
  }

  /** Whether this is the name of a file that is being written, or was when its driver died. */
  public static boolean isUnfinished(Path file) {
    return file.getName().matches("\\..*\\.tmp");
  }

  /**
   * Writes or replaces a file.
   *
   * @throws FrostException if it cannot be written; then it is as it was
   */
  public void write(Path target, Content content) {
    Path temporary = new Path(target.getParent(), "." + target.getName() + "." + me + ".tmp");
    try {
      try (FSDataOutputStream stream = files.create(temporary, true)) {
        content.write(stream);
        stream.hsync();
      }
      replace(temporary, target);
    } catch (IOException | FSError | FrostException e) {
      // FSError is how Hadoop reports a full local disk.
      FrostException error =
          new FrostException(Hadoop.show(target) + ": cannot be written: " + e.getMessage(), e);
      remove(temporary, error);
      throw error;
    }
  }

  /**
   * Makes of a file its first bytes and some more: by appending them, or, where what follows the
   * first is to be cut off or the file system cannot append, by writing all of it again.
   *
   * @param known how many of its bytes stay
   * @throws FrostException if it cannot be written; those bytes are as they were
   */
  public void append(Path target, long known, byte[] more) {
    if (!isAppended(target, known, more)) {
      write(
          target,
          stream -> {
            if (known > 0) {
              try (InputStream before = files.open(target)) {
                IOUtils.copyBytes(before, stream, known, false);
              }
            }
            stream.write(more);
          });
    }
  }

  /** Whether that could be done in place; where not, the file may be longer than it was. */
  private boolean isAppended(Path target, long known, byte[] more) {
    try {
      if (files.getFileStatus(target).getLen() != known) {
        return false;
      }
      if (more.length > 0) {
        // Its own append refuses, because of sums that are not written.
        FileSystem raw = files instanceof LocalFileSystem local ? local.getRaw() : files;
        try (FSDataOutputStream stream = raw.append(target)) {
          stream.write(more);
          stream.hsync();
        }
      }
      return true;
    } catch (IOException | FSError | UnsupportedOperationException e) {
      // No such file, a file system that cannot, or a lease that a dead driver holds: it is written
      // again.
      return false;
    }
  }

  /** Where even that fails, the first error is the one to tell. */
  private void remove(Path temporary, FrostException error) {
    try {
      files.delete(temporary, false);
    } catch (IOException | FSError e) {
      error.addSuppressed(e);
    }
  }

  /**
   * Gives a file a name that another may have: in one step wherever the file system can. A driver
   * that dies after a delete would leave no file.
   */
  public void replace(Path file, Path target) throws IOException {
    if (Local.is(files)) {
      // To rename upon a file is what the local disk does; its FileContext would delete it first.
      renameOrReplace(file, target);
    } else if (files instanceof DistributedFileSystem hdfs) {
      hdfs.rename(file, target, Options.Rename.OVERWRITE);
    } else {
      try {
        context().rename(file, target, Options.Rename.OVERWRITE);
      } catch (UnsupportedFileSystemException e) {
        renameOrReplace(file, target);
      }
    }
  }

  /** Unlike a FileSystem it replaces in one go what is mounted, as in viewfs. */
  private FileContext context() throws UnsupportedFileSystemException {
    if (context == null) {
      context = FileContext.getFileContext(files.getUri(), Hadoop.configuration());
    }
    return context;
  }

  private void renameOrReplace(Path file, Path target) throws IOException {
    if (!rename(file, target) && !(files.delete(target, false) && rename(file, target))) {
      throw new IOException("renaming failed");
    }
  }

  /** Where another has the name, some file systems return false and object stores throw. */
  private boolean rename(Path file, Path target) throws IOException {
    try {
      return files.rename(file, target);
    } catch (FileAlreadyExistsException e) {
      return false;
    }
  }

  /** Writes the bytes of a file. */
  public interface Content {
    public void write(OutputStream stream) throws IOException;
  }
}
