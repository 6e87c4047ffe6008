package org.frostml.job.sweep;

import com.typesafe.config.Config;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.frostml.FrostException;
import org.frostml.config.Configs;
import org.frostml.io.Json;
import org.frostml.job.files.Hadoop;
import org.frostml.job.files.WholeFiles;
import org.frostml.run.Provenance;

/**
 * The folder of a sweep: its configuration, the table of its trials, and a run folder for each of
 * them. It bears its name from the start, because a sweep is worth something before it ends.
 */
public final class SweepFolder {
  /** The file by which a sweep's folder is known. */
  static final String CONFIG = "sweep.conf";

  public static final String TABLE = "trials.jsonl";
  static final String TRIALS = "trials";

  private final Path path;
  private final FileSystem files;
  private final WholeFiles whole;
  private final boolean begun;

  private SweepFolder(Path path, FileSystem files, boolean begun) {
    this.path = path;
    this.files = files;
    this.begun = begun;
    whole = new WholeFiles(files);
  }

  /**
   * Checks that the folder may be written; writes nothing. An empty one counts as none.
   *
   * @throws FrostException if it exists and is neither to be replaced nor to be gone on with, or
   *     does not look like a sweep's folder
   */
  public static SweepFolder check(String name, boolean overwrite, boolean resume)
      throws IOException {
    Path path = Hadoop.qualified(name);
    FileSystem files = Hadoop.fileSystem(path);
    boolean filled =
        files.exists(path)
            && (!files.getFileStatus(path).isDirectory()
                || files.listStatus(path, file -> !WholeFiles.isUnfinished(file)).length > 0);
    boolean known = files.exists(new Path(path, CONFIG));
    if (filled && !overwrite && !resume) {
      String advice = known ? "; add --resume to go on with it, or --overwrite to begin anew" : "";
      throw new FrostException(name + ": exists" + (known ? advice : "; name another --out"));
    }
    if (filled && !known) {
      throw new FrostException(
          name
              + ": not "
              + (resume ? "resumed" : "overwritten")
              + ": it does not look like a sweep's folder, it has no "
              + CONFIG);
    }
    return new SweepFolder(path, files, filled && resume);
  }

  /** Whether a sweep was begun here and is to be gone on with. */
  public boolean resumes() {
    return begun;
  }

  /** The configuration that the sweep to go on with was begun with. */
  public Config config() throws IOException {
    Path file = new Path(path, CONFIG);
    return Configs.kept(read(file), Hadoop.show(file));
  }

  /** What the sweep to go on with was begun with. */
  public Provenance provenance() throws IOException {
    Path file = new Path(path, Provenance.FILE);
    return Json.read(read(file), Provenance.class, Hadoop.show(file));
  }

  /** Makes the folder, in place of one that is not gone on with. */
  public void open(String config, Provenance provenance) throws IOException {
    if (begun) {
      return;
    }
    try {
      files.delete(path, true);
      if (!files.mkdirs(path)) {
        throw new IOException("no reason given");
      }
    } catch (IOException e) {
      throw new FrostException(name() + ": cannot be made: " + e.getMessage(), e);
    }
    write(Provenance.FILE, Json.file(provenance));
    // Last, because the folder is known by it.
    write(CONFIG, config);
  }

  /** Writes or replaces a file, whole. */
  void write(String file, String text) {
    whole.write(
        new Path(path, file), stream -> stream.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Appends to a file of which so many bytes are known; what is behind them is cut off. */
  void append(String file, long known, byte[] more) {
    whole.append(new Path(path, file), known, more);
  }

  /** The table as it was written last; empty before that. */
  String table() throws IOException {
    Path file = new Path(path, TABLE);
    return files.exists(file) ? read(file) : "";
  }

  private String read(Path file) throws IOException {
    try (InputStream in = files.open(file)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The run folder of a trial. */
  String trial(String id) {
    return new Path(new Path(path, TRIALS), id).toString();
  }

  /** Whether other machines than this one would look for it on disks of their own. */
  boolean isOnALocalDisk() {
    return "file".equals(files.getUri().getScheme());
  }

  /** The folder as a person would type it. */
  public String name() {
    return Hadoop.show(path);
  }

  /** A file of it, as a person would type it. */
  public String show(String file) {
    return Hadoop.show(new Path(path, file));
  }
}
