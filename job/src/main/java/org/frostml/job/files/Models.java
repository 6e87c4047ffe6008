package org.frostml.job.files;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.frostml.FrostException;
import org.frostml.io.ModelFile;
import org.frostml.train.Model;

/** Models where users keep them. */
public final class Models {
  public static final String FILE = "model.safetensors";

  private Models() {}

  /** The model of a run folder, or of the file itself. */
  public static Model load(String path) throws IOException {
    Path given = Hadoop.qualified(path);
    FileSystem files = Hadoop.fileSystem(given);
    FileStatus status =
        Hadoop.find(files, given)
            .flatMap(
                found ->
                    found.isDirectory()
                        ? Hadoop.find(files, new Path(given, FILE))
                        : Optional.of(found))
            .orElseThrow(
                () ->
                    new FrostException(
                        path + ": no model there: neither a file nor a folder with " + FILE));
    try (InputStream in = files.open(status.getPath())) {
      return ModelFile.read(in, status.getLen(), path);
    } catch (IOException e) {
      throw Hadoop.unreadable(status.getPath(), e);
    }
  }
}
