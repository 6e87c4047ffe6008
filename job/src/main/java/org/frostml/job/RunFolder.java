package org.frostml.job;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.frostml.FrostException;

/**
 * The folder of a run's results. It is filled under the name {@code <out>.partial-...} and gets its
 * own name when it is complete: what bears the name is whole. An earlier run that is to be
 * overwritten stays until then.
 */
final class RunFolder implements AutoCloseable {
  /** The file by which a run folder is known. */
  private static final String CONFIG = "config.conf";

  private final Path out;
  private final Path partial;
  private final FileSystem files;
  private final boolean overwrite;
  private boolean mine;

  private RunFolder(Path out, boolean overwrite) throws IOException {
    this.out = out;
    this.overwrite = overwrite;
    partial = out.suffix(".partial-" + UUID.randomUUID().toString().substring(0, 8));
    files = Hadoop.fileSystem(out);
  }

  /**
   * Checks that the folder may be written; writes nothing.
   *
   * @throws FrostException if it exists and is not to be overwritten, or does not look like a run
   *     folder
   */
  static RunFolder check(String out, boolean overwrite) throws IOException {
    RunFolder folder = new RunFolder(Hadoop.qualified(out), overwrite);
    if (folder.files.exists(folder.out)) {
      if (!overwrite) {
        throw new FrostException(out + ": exists; name another --out, or add --overwrite");
      }
      boolean empty = folder.files.listStatus(folder.out).length == 0;
      if (!empty && !folder.files.exists(new Path(folder.out, CONFIG))) {
        throw new FrostException(
            out + ": not overwritten: it does not look like a run folder, it has no " + CONFIG);
      }
    }
    return folder;
  }

  /** Makes the folder and puts the configuration in. */
  void open(String config) throws IOException {
    try {
      mine = files.mkdirs(partial);
    } catch (IOException e) {
      throw new FrostException(Hadoop.show(partial) + ": cannot be made: " + e.getMessage(), e);
    }
    if (!mine) {
      throw new FrostException(Hadoop.show(partial) + ": cannot be made");
    }
    write(CONFIG, config);
  }

  /** Writes or replaces a file, whole. */
  void write(String name, Content content) throws IOException {
    Path temporary = new Path(partial, "." + name + ".tmp");
    Path target = new Path(partial, name);
    try {
      try (OutputStream stream = files.create(temporary, true)) {
        content.write(stream);
      }
      files.delete(target, false);
      if (!files.rename(temporary, target)) {
        throw new IOException("renaming failed");
      }
    } catch (IOException | FSError e) {
      // FSError is how Hadoop reports a full local disk.
      throw new FrostException(Hadoop.show(target) + ": cannot be written: " + e.getMessage(), e);
    }
  }

  void write(String name, String text) throws IOException {
    write(name, stream -> stream.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Gives the folder its name, in place of an earlier run's. */
  void complete() throws IOException {
    mine = false;
    if (overwrite) {
      files.delete(out, true);
    }
    // Renaming to a folder that has come up meanwhile would move this one into it.
    if (files.exists(out) || !files.rename(partial, out)) {
      throw new FrostException(
          Hadoop.show(out) + ": cannot be made; the results are in " + Hadoop.show(partial));
    }
  }

  /** A file of the complete folder, as a person would type it. */
  String show(String name) {
    return Hadoop.show(new Path(out, name));
  }

  /** Takes away what was begun and is not complete. */
  @Override
  public void close() throws IOException {
    if (mine) {
      files.delete(partial, true);
    }
  }

  /** Writes the bytes of a file. */
  interface Content {
    void write(OutputStream stream) throws IOException;
  }
}
