package org.frostml.job;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.frostml.FrostException;

/**
 * The folder of a run's results. It is filled under the name {@code <out>.partial} and gets its own
 * name when it is complete: what bears the name is whole. An earlier run that is to be overwritten
 * stays until then.
 */
final class RunFolder implements AutoCloseable {
  /** The file by which a run folder is known. */
  private static final String CONFIG = "config.conf";

  private final Path out;
  private final Path partial;
  private final FileSystem files;
  private boolean complete;

  private RunFolder(Path out) throws IOException {
    this.out = out;
    partial = out.suffix(".partial");
    files = Hadoop.fileSystem(out);
  }

  /**
   * Checks that the folder may be written; writes nothing.
   *
   * @throws FrostException if it exists and is not to be overwritten, or does not look like a run
   *     folder
   */
  static RunFolder check(String out, boolean overwrite) throws IOException {
    RunFolder folder = new RunFolder(Hadoop.qualified(out));
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
    files.delete(partial, true);
    if (!files.mkdirs(partial)) {
      throw new FrostException(partial + ": cannot be made");
    }
    write(CONFIG, config);
  }

  /** Writes or replaces a file, whole. */
  void write(String name, Content content) throws IOException {
    Path temporary = new Path(partial, "." + name + ".tmp");
    try (OutputStream stream = files.create(temporary, true)) {
      content.write(stream);
    }
    Path target = new Path(partial, name);
    files.delete(target, false);
    if (!files.rename(temporary, target)) {
      throw new FrostException(target + ": cannot be written");
    }
  }

  void write(String name, String text) throws IOException {
    write(name, stream -> stream.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Gives the folder its name, in place of an earlier run's. */
  void complete() throws IOException {
    files.delete(out, true);
    if (!files.rename(partial, out)) {
      throw new FrostException(out + ": cannot be made; the results are in " + partial);
    }
    complete = true;
  }

  /** The complete folder, or a file in it, as a person would type it. */
  String show(String name) {
    return new Path(out, name).toString().replaceFirst("^file:/+", "/");
  }

  /** Takes away what is not complete. */
  @Override
  public void close() throws IOException {
    if (!complete) {
      try {
        files.delete(partial, true);
      } catch (FileNotFoundException gone) {
        // Nothing was there.
      }
    }
  }

  /** Writes the bytes of a file. */
  interface Content {
    void write(OutputStream stream) throws IOException;
  }
}
