package org.frostml.job.run;

import com.typesafe.config.Config;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.frostml.FrostException;
import org.frostml.config.Configs;
import org.frostml.job.files.Hadoop;
import org.frostml.job.files.WholeFiles;
import org.frostml.run.Checkpoints;
import org.frostml.run.RunStore;

/**
 * The folder of a run's results. It is filled under the name {@code <out>.partial} and gets its own
 * name when it is complete: what bears the name is whole. An earlier run that is to be overwritten
 * stays until then. A run that ends early leaves its folder under the first name if there is a
 * checkpoint to go on from, and no trace otherwise.
 *
 * <p>Should two drivers fill one folder, as when a cluster restarts one that it cannot see and that
 * still lives, both write the same bytes under the same names.
 */
public final class RunFolder implements RunStore, AutoCloseable {
  /** The file by which a run folder is known. */
  public static final String CONFIG = "config.conf";

  private final Path out;
  private final Path partial;
  private final FileSystem files;
  private final WholeFiles whole;
  private final boolean overwrite;
  private final boolean resume;

  /** Where the run's files are: the complete folder of a run to go on with until it is opened. */
  private Path home;

  private boolean mine;

  private RunFolder(Path out, boolean overwrite, boolean resume) throws IOException {
    this.out = out;
    this.overwrite = overwrite;
    this.resume = resume;
    partial = out.suffix(".partial");
    files = Hadoop.fileSystem(out);
    whole = new WholeFiles(files);
    home = partial;
  }

  /**
   * Checks that the folder may be written; writes nothing. An empty one counts as none.
   *
   * @param overwrite whether an earlier run, complete or not, is to be replaced
   * @param resume whether an earlier run is to be gone on with, before anything is overwritten
   * @throws FrostException if it exists and neither is wanted, or does not look like a run folder
   */
  public static RunFolder check(String name, boolean overwrite, boolean resume) throws IOException {
    RunFolder folder = new RunFolder(Hadoop.qualified(name), overwrite, resume);
    folder.check(name, folder.out, "exists; name another --out, or add --overwrite");
    folder.check(
        name + ".partial",
        folder.partial,
        "holds an unfinished run; add --resume to go on with it, or --overwrite to begin anew");
    if (resume && !folder.isFilled(folder.partial) && folder.isFilled(folder.out)) {
      folder.home = folder.out;
    }
    return folder;
  }

  private void check(String name, Path path, String advice) throws IOException {
    if (!isFilled(path)) {
      return;
    }
    if (!overwrite && !resume) {
      throw new FrostException(name + ": " + advice);
    }
    if (!files.exists(new Path(path, CONFIG))) {
      throw new FrostException(
          name
              + ": not "
              + (resume ? "resumed" : "overwritten")
              + ": it does not look like a run folder, it has no "
              + CONFIG);
    }
  }

  /** Whether there is more than what a driver that was killed was writing. */
  private boolean isFilled(Path path) throws IOException {
    try {
      return !files.getFileStatus(path).isDirectory()
          || files.listStatus(path, file -> !WholeFiles.isUnfinished(file)).length > 0;
    } catch (FileNotFoundException e) {
      return false;
    }
  }

  @Override
  public boolean resumes() throws IOException {
    return resume && isFilled(home);
  }

  /** Whether the run to go on with has ended. */
  public boolean isComplete() {
    return home.equals(out);
  }

  /** The configuration that the run to go on with was begun with. */
  public Config config() throws IOException {
    Path file = new Path(home, CONFIG);
    try (InputStream in = files.open(file)) {
      return Configs.kept(new String(in.readAllBytes(), StandardCharsets.UTF_8), Hadoop.show(file));
    }
  }

  /** Makes the folder, or takes up that of the run to go on with, and puts the configuration in. */
  @Override
  public void open(String config) throws IOException {
    try {
      if (!isComplete()) {
        if (!resumes()) {
          files.delete(partial, true);
        }
        mine = files.mkdirs(partial);
      } else {
        files.delete(partial, true);
        mine = files.rename(out, partial);
        home = partial;
      }
    } catch (IOException e) {
      throw new FrostException(Hadoop.show(partial) + ": cannot be made: " + e.getMessage(), e);
    }
    if (!mine) {
      throw new FrostException(Hadoop.show(partial) + ": cannot be made");
    }
    removeUnfinished(partial);
    removeUnfinished(new Path(partial, Checkpoints.FOLDER));
    // A folder is known by this file, and on an object store replacing leaves a moment without it.
    if (!resumes() || !config.equals(Configs.render(config()))) {
      write(CONFIG, config);
    }
  }

  /** What a driver that was killed was writing. */
  private void removeUnfinished(Path folder) throws IOException {
    if (files.exists(folder)) {
      for (FileStatus file : files.listStatus(folder, WholeFiles::isUnfinished)) {
        files.delete(file.getPath(), false);
      }
    }
  }

  @Override
  public void write(String name, Content content) {
    whole.write(new Path(partial, name), content::write);
  }

  @Override
  public void append(String name, long known, byte[] more) {
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
      throw new FrostException(Hadoop.show(folder) + ": cannot be listed: " + e.getMessage(), e);
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
      throw new FrostException(file.shown() + ": cannot be renamed: " + e.getMessage(), e);
    }
  }

  @Override
  public void delete(Entry file) {
    try {
      files.delete(path(file), false);
    } catch (IOException e) {
      throw new FrostException(file.shown() + ": cannot be deleted: " + e.getMessage(), e);
    }
  }

  /** Gives the folder its name, in place of an earlier run's. */
  @Override
  public void complete() throws IOException {
    mine = false;
    if (overwrite || !isFilled(out)) {
      files.delete(out, true);
    }
    // Renaming to a folder that has come up meanwhile would move this one into it.
    if (files.exists(out) || !files.rename(partial, out)) {
      throw new FrostException(
          Hadoop.show(out) + ": cannot be made; the results are in " + Hadoop.show(partial));
    }
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

  /** Takes away what was begun, is not complete, and holds nothing to go on from. */
  @Override
  public void close() throws IOException {
    if (mine && !isFilled(new Path(partial, Checkpoints.FOLDER))) {
      files.delete(partial, true);
    }
  }
}
