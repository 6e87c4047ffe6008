package org.frostml.job.sweep;

import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.apache.hadoop.fs.Path;
import org.frostml.FrostException;
import org.frostml.config.Configs;
import org.frostml.io.Json;
import org.frostml.job.files.Hadoop;
import org.frostml.job.files.OutFolder;
import org.frostml.job.run.RunFolder;
import org.frostml.run.Provenance;

/**
 * The folder of a sweep: its configuration, the table of its trials, and a run folder for each of
 * them. It has its final name from the start, because a sweep is worth something before it ends. A
 * sweep claims it, and its trials with it.
 */
public final class SweepFolder implements AutoCloseable {
  /** The file by which a sweep's folder is known. */
  static final String CONFIG = "sweep.conf";

  public static final String TABLE = "trials.jsonl";
  static final String TRIALS = "trials";

  private static final OutFolder.Kind KIND =
      new OutFolder.Kind(
          "sweep", CONFIG, Set.of(CONFIG, Provenance.FILE, TABLE, TRIALS, RunFolder.REPORT));

  private final OutFolder folder;
  private final Path path;
  private final boolean begun;

  private SweepFolder(OutFolder folder, boolean begun) {
    this.folder = folder;
    this.begun = begun;
    path = folder.path();
  }

  /**
   * Claims the folder and checks that it may be written; writes nothing in it. An empty one counts
   * as none.
   *
   * @throws FrostException if another process is writing it, if it exists and is neither to be
   *     replaced nor to be resumed, or if it does not look like a sweep's folder
   */
  public static SweepFolder claim(String name, boolean overwrite, boolean resume)
      throws IOException {
    OutFolder folder = OutFolder.claim(name, KIND);
    try {
      boolean filled = folder.isFilled(folder.path());
      if (filled && !overwrite && !resume) {
        throw new FrostException(name + ": exists" + advice(folder.isMarked(folder.path())));
      }
      if (filled) {
        folder.requireMarked(name, resume);
      }
      return new SweepFolder(folder, filled && resume);
    } catch (RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  private static String advice(boolean isSweep) {
    return isSweep
        ? "; add --resume to continue it, or --overwrite to start over"
        : "; name another --out";
  }

  /** Whether a sweep was begun here and is to be resumed. */
  public boolean resumes() {
    return begun;
  }

  /** The configuration that the resumed sweep was begun with. */
  public Config config() {
    Path file = new Path(path, CONFIG);
    return Configs.kept(Hadoop.text(folder.files(), file), Hadoop.show(file));
  }

  /** What the resumed sweep was begun with. */
  public Provenance provenance() {
    Path file = new Path(path, Provenance.FILE);
    return Json.read(Hadoop.text(folder.files(), file), Provenance.class, Hadoop.show(file));
  }

  /** Makes the folder, in place of one that is not resumed. */
  public void open(String config, Provenance provenance) throws IOException {
    if (begun) {
      return;
    }
    folder.begin();
    write(folder.partial(), Provenance.FILE, Json.file(provenance));
    write(folder.partial(), CONFIG, config);
    folder.complete();
  }

  /** Writes or replaces a file, whole. */
  void write(String file, String text) {
    write(path, file, text);
  }

  private void write(Path in, String file, String text) {
    folder.requireClaim();
    folder
        .whole()
        .write(new Path(in, file), stream -> stream.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** Appends to a file of which so many bytes are known; what follows them is cut off. */
  void append(String file, long known, byte[] more) {
    folder.requireClaim();
    folder.whole().append(new Path(path, file), known, more);
  }

  /** The table as it was written last; empty before that. */
  String table() {
    Path file = new Path(path, TABLE);
    return Hadoop.find(folder.files(), file).isPresent() ? Hadoop.text(folder.files(), file) : "";
  }

  /** The run folder of a trial. */
  String trial(String id) {
    return new Path(new Path(path, TRIALS), id).toString();
  }

  /** Whether other machines than this one would look for it on disks of their own. */
  boolean isOnALocalDisk() {
    return "file".equals(folder.files().getUri().getScheme());
  }

  /** The folder as a person would type it. */
  public String name() {
    return Hadoop.show(path);
  }

  /** A file of it, as a person would type it. */
  public String show(String file) {
    return Hadoop.show(new Path(path, file));
  }

  @Override
  public void close() {
    folder.close();
  }
}
