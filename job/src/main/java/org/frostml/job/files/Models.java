package org.frostml.job.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.frostml.FrostException;
import org.frostml.io.ModelFile;
import org.frostml.train.Model;

/** Models where users keep them. */
public final class Models {
  public static final String FILE = ModelFile.NAME;

  private Models() {}

  /** The model of a run folder, or of the file itself. */
  public static Model load(String path) throws IOException {
    Path given = Hadoop.qualified(path);
    FileSystem files = Hadoop.fileSystem(given);
    try {
      FileStatus status = files.getFileStatus(given);
      if (status.isDirectory()) {
        status = files.getFileStatus(new Path(given, FILE));
      }
      try (InputStream in = files.open(status.getPath())) {
        return ModelFile.read(in, status.getLen(), path);
      }
    } catch (FileNotFoundException e) {
      throw new FrostException(
          path + ": no model there: neither a file nor a folder with " + FILE, e);
    }
  }
}
