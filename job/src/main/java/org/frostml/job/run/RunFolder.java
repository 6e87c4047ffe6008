package org.frostml.job.run;

import com.typesafe.config.Config;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.Path;
import org.frostml.FrostException;
import org.frostml.Reasons;
import org.frostml.config.Configs;
import org.frostml.config.Hocon;
import org.frostml.job.files.Hadoop;
import org.frostml.job.files.Models;
import org.frostml.job.files.OutFolder;
import org.frostml.job.files.WholeFiles;
import org.frostml.run.Checkpoints;
import org.frostml.run.MetricsLog;
import org.frostml.run.RunStore;

/**
 * The folder of a run's results. It is filled under the name {@code <out>.partial} and gets its own
 * name when it is complete: what has the name is whole. An earlier run that is to be overwritten
 * stays until then, and so does a complete one that is trained further: that continues in a copy. A
 * run that ends early leaves its folder under the first name if there is a checkpoint to resume
 * from, and no trace otherwise.
 *
 * <p>A run claims its folder. Those of a sweep's trials are claimed with the sweep's; should two
 * executors fill one, as when a cluster restarts one that it cannot see and that still lives, both
 * write the same bytes under the same names.
 */
public final class RunFolder implements RunStore, AutoCloseable {
  /** The file by which a run folder is known. */
  public static final String CONFIG = "config.conf";

  /** What is made of a run, or of a sweep, for a person, unless it is to go elsewhere. */
  public static final String REPORT = "report.html";

  private static final String SUMMARY = "summary.json";

  private static final OutFolder.Kind KIND =
      new OutFolder.Kind(
          "run",
          CONFIG,
          Set.of(CONFIG, Checkpoints.FOLDER, MetricsLog.FILE, Models.FILE, SUMMARY, REPORT));

  private final OutFolder folder;
  private final Path out;
  private final Path partial;
  private final FileSystem files;
  private final WholeFiles whole;
  private final boolean resumes;

  /** Where the run's files are: the complete folder of a run to resume until it is opened. */
  private Path home;

  private boolean mine;

  private RunFolder(OutFolder folder, boolean resume) {
    this.folder = folder;
    out = folder.path();
    partial = folder.partial();
    files = folder.files();
    whole = folder.whole();
    boolean begun = folder.isMarked(partial) && hasCheckpoints(partial);
    home = resume && !begun && folder.isFilled(out) ? out : partial;
    resumes = resume && (begun || isComplete());
  }

  /**
   * Claims the folder and checks that it may be written; writes nothing in it. An empty one counts
   * as none, and so does an unfinished one that has nothing to resume from.
   *
   * @param overwrite whether an earlier run, complete or not, is to be replaced
   * @param resume whether an earlier run is to be resumed, before anything is overwritten
   * @throws FrostException if another process is writing it, if it exists and neither is wanted, or
   *     if it does not look like a run folder
   */
  public static RunFolder claim(String name, boolean overwrite, boolean resume) throws IOException {
    OutFolder folder = OutFolder.claim(name, KIND);
    try {
      return check(folder, name, overwrite, resume);
    } catch (RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  /** The same for a folder within one that has been claimed. */
  public static RunFolder check(String name, boolean overwrite, boolean resume) throws IOException {
    return check(OutFolder.within(name, KIND), name, overwrite, resume);
  }

  private static RunFolder check(OutFolder folder, String name, boolean overwrite, boolean resume) {
    boolean asked = overwrite || resume;
    if (folder.isFilled(folder.path())) {
      if (!asked) {
        throw new FrostException(name + ": exists; name another --out, or add --overwrite");
      }
      folder.requireMarked(name, resume);
    }
    RunFolder run = new RunFolder(folder, resume);
    if (!asked && run.hasCheckpoints(run.partial)) {
      throw new FrostException(
          name
              + ".partial: holds an unfinished run; add --resume to continue it, or --overwrite to"
              + " start over");
    }
    return run;
  }

  private boolean hasCheckpoints(Path run) {
    return folder.isFilled(new Path(run, Checkpoints.FOLDER));
  }

  @Override
  public boolean resumes() {
    return resumes;
  }

  /** Whether the run to resume has ended. */
  public boolean isComplete() {
    return home.equals(out);
  }

  /** The configuration that the resumed run was begun with. */
  public Config config() {
    Path file = new Path(home, CONFIG);
    return Configs.kept(Hadoop.text(files, file), Hadoop.show(file));
  }

  /** Makes the folder, or takes up that of the run to resume, and puts the configuration in. */
  @Override
  public void open(String config) throws IOException {
    boolean begins = !resumes || isComplete();
    if (begins) {
      folder.begin();
      mine = true;
    }
    if (isComplete()) {
      copy();
      home = partial;
    }
    folder.removeUnfinished(partial);
    folder.removeUnfinished(new Path(partial, Checkpoints.FOLDER));
    // A folder is known by this file, so it is the last of a copy; and on an object store replacing
    // leaves a moment without it.
    if (begins || !config.equals(Hocon.render(config()))) {
      write(CONFIG, config);
    }
  }

  /** Takes over a complete run, and what else its owner keeps there. */
  private void copy() throws IOException {
    for (FileStatus file : files.listStatus(out)) {
      String name = file.getPath().getName();
      if (!name.equals(CONFIG)
          && !name.equals(SUMMARY)
          && !WholeFiles.isUnfinished(file.getPath())) {
        FileUtil.copy(
            files, file.getPath(), files, new Path(partial, name), false, files.getConf());
      }
    }
  }

  @Override
  public void write(String name, Content content) {
    folder.requireClaim();
    whole.write(new Path(partial, name), content::write);
  }

  @Override
  public void append(String name, long known, byte[] more) {
    folder.requireClaim();
    whole.append(new Path(partial, name), known, more);
  }

  @Override
  public List<Entry> list(String subfolder, String names) {
    Path folder = subfolder.isEmpty() ? home : new Path(home, subfolder);
    try {
      return Arrays.stream(files.listStatus(folder))
          .filter(file -> file.getPath().getName().matches(names))
          .map(file -> entry(subfolder, file))
          .sorted(Comparator.comparing(Entry::name))
          .toList();
    } catch (FileNotFoundException none) {
      return List.of();
    } catch (IOException e) {
      throw new FrostException(Hadoop.show(folder) + ": cannot be listed: " + Reasons.of(e), e);
    }
  }

  private static Entry entry(String subfolder, FileStatus file) {
    String name = file.getPath().getName();
    return new Entry(
        subfolder.isEmpty() ? name : subfolder + "/" + name,
        Hadoop.show(file.getPath()),
        file.getLen());
  }

  @Override
  public InputStream open(Entry file) throws IOException {
    return files.open(path(file));
  }

  private Path path(Entry file) {
    return new Path(home, file.name());
  }

  @Override
  public void putAside(Entry file, String ending) {
    try {
      whole.replace(path(file), path(file).suffix(ending));
    } catch (IOException e) {
      throw new FrostException(file.shown() + ": cannot be renamed: " + Reasons.of(e), e);
    }
  }

  @Override
  public void delete(Entry file) {
    try {
      files.delete(path(file), false);
    } catch (IOException e) {
      throw new FrostException(file.shown() + ": cannot be deleted: " + Reasons.of(e), e);
    }
  }

  /** Gives the folder its name, in place of an earlier run's. */
  @Override
  public void complete() throws IOException {
    mine = false;
    folder.complete();
  }

  /** The folder as long as it is not complete, as a person would type it. */
  @Override
  public String show() {
    return Hadoop.show(partial);
  }

  /** A file of the complete folder, as a person would type it. */
  public String show(String name) {
    return Hadoop.show(new Path(out, name));
  }

  /** Takes away what was begun here, is not complete, and holds nothing to resume from. */
  @Override
  public void close() throws IOException {
    try (folder) {
      if (mine && !hasCheckpoints(partial)) {
        folder.discard();
      }
    }
  }
}
