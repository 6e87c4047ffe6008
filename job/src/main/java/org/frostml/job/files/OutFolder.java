package org.frostml.job.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.frostml.FrostException;
import org.frostml.Reasons;
import org.frostml.TakenOverException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder that {@code --out} names. It is filled as {@code <out>.partial} and then gets its name.
 * An earlier one stays until then: it steps aside as {@code <out>.replaced}, comes back if the name
 * cannot be given, and is deleted only when it has been.
 */
public final class OutFolder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OutFolder.class);

  private final Kind kind;
  private final Path out;
  private final Path partial;
  private final Path aside;
  private final FileSystem files;
  private final WholeFiles whole;
  private final Optional<Claim> claim;
  private final boolean replaces;

  /**
   * What folders of a kind are known by.
   *
   * @param noun for messages
   * @param marker the file that each of them has
   * @param entries all that a driver that died may have left in one without its marker
   */
  public record Kind(String noun, String marker, Set<String> entries) {}

  private OutFolder(Kind kind, Path out, Optional<Claim> claim) throws IOException {
    this.kind = kind;
    this.out = out;
    this.claim = claim;
    partial = out.suffix(".partial");
    aside = out.suffix(".replaced");
    files = Hadoop.fileSystem(out);
    whole = new WholeFiles(files);
    requireOurs(partial, isMarked(out) ? names(out) : Set.of());
    requireOurs(aside, Set.of());
    recover();
    replaces = isFilled(out);
  }

  /** One that is this process's as long as it is open. */
  public static OutFolder claim(String name, Kind kind) throws IOException {
    Path out = Hadoop.output(name);
    Claim claim = Claim.of(out);
    try {
      return new OutFolder(kind, out, Optional.of(claim));
    } catch (IOException | RuntimeException e) {
      claim.close();
      throw e;
    }
  }

  /** One in a folder that has been claimed. */
  public static OutFolder within(String name, Kind kind) throws IOException {
    return new OutFolder(kind, Hadoop.output(name), Optional.empty());
  }

  /**
   * Fails where something has a name of ours that none of our commands has made.
   *
   * @param copied what may be a copy of what a complete folder holds
   */
  private void requireOurs(Path path, Set<String> copied) {
    if (Hadoop.isLink(files, path)) {
      throw new FrostException(
          Hadoop.show(path)
              + ": is in the way: it is a symbolic link; move it, or name another --out");
    }
    if (isMarked(path)) {
      return;
    }
    names(path).stream()
        .filter(name -> !kind.entries.contains(name) && !copied.contains(name))
        .findFirst()
        .ifPresent(
            name -> {
              throw new FrostException(
                  Hadoop.show(path)
                      + ": is in the way: it holds "
                      + name
                      + ", which no "
                      + kind.noun
                      + " leaves there; move it, or name another --out");
            });
  }

  /** Ends what a driver that died has begun: the earlier folder is back, or has gone. */
  private void recover() throws IOException {
    if (isFilled(aside)) {
      if (isFilled(out)) {
        files.delete(aside, true);
      } else {
        delete(out);
        rename(aside, out);
      }
    } else {
      delete(aside);
    }
  }

  /** Whether a folder has what those of its kind are known by. */
  public boolean isMarked(Path folder) {
    return Hadoop.find(files, new Path(folder, kind.marker)).isPresent();
  }

  /**
   * Fails unless what is to be resumed, or overwritten, is of its kind.
   *
   * @param name as it was given
   */
  public void requireMarked(String name, boolean resume) {
    if (!isMarked(out)) {
      throw new FrostException(
          name
              + ": not "
              + (resume ? "resumed" : "overwritten")
              + ": it does not look like a "
              + kind.noun
              + " folder, it has no "
              + kind.marker
              + "; name another --out");
    }
  }

  /** Whether there is more than what a driver that was killed was writing. */
  public boolean isFilled(Path path) {
    return !entries(path).isEmpty();
  }

  /**
   * What is in a folder, but for what a driver that was killed was writing; a file is in itself.
   */
  private List<FileStatus> entries(Path folder) {
    try {
      return Arrays.stream(files.listStatus(folder))
          .filter(file -> !WholeFiles.isUnfinished(file.getPath()))
          .toList();
    } catch (FileNotFoundException e) {
      if (Hadoop.find(files, folder).isEmpty()) {
        return List.of();
      }
      throw Hadoop.unreadable(folder, e);
    } catch (IOException e) {
      throw Hadoop.unreadable(folder, e);
    }
  }

  private Set<String> names(Path folder) {
    return entries(folder).stream()
        .map(file -> file.getPath().getName())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The folder's own name. */
  public Path path() {
    return out;
  }

  /** The folder as long as it is not complete. */
  public Path partial() {
    return partial;
  }

  public FileSystem files() {
    return files;
  }

  public WholeFiles whole() {
    return whole;
  }

  /** Makes the folder that is to be filled, in place of what a driver that died has left of one. */
  public void begin() {
    try {
      files.delete(partial, true);
      Hadoop.makeFolder(files, partial);
    } catch (IOException e) {
      throw new FrostException(Hadoop.show(partial) + ": cannot be made: " + Reasons.of(e), e);
    }
  }

  /** Fails where another process has taken the folder over. */
  public void requireClaim() {
    claim.ifPresent(Claim::require);
  }

  /** Takes away the folder that was to be filled. */
  public void discard() throws IOException {
    requireClaim();
    files.delete(partial, true);
  }

  /** Takes away what a driver that was killed was writing. */
  public void removeUnfinished(Path folder) throws IOException {
    if (Hadoop.find(files, folder).isPresent()) {
      for (FileStatus file : files.listStatus(folder, WholeFiles::isUnfinished)) {
        files.delete(file.getPath(), false);
      }
    }
  }

  /** Gives the folder its name, in place of one that bore it from the start. */
  public void complete() throws IOException {
    try {
      requireClaim();
      if (replaces) {
        rename(out, aside);
      } else {
        delete(out);
      }
      try {
        rename(partial, out);
      } catch (IOException e) {
        if (replaces) {
          rename(aside, out);
        }
        throw e;
      }
    } catch (TakenOverException e) {
      // What is there is another's.
      throw e;
    } catch (IOException | FrostException e) {
      throw new FrostException(
          Hadoop.show(out)
              + ": cannot be made; the results are in "
              + Hadoop.show(partial)
              + ": "
              + e.getMessage(),
          e);
    }
    forget();
  }

  /** What is in place is whole: if this fails, the next one to come tidies up. */
  private void forget() {
    try {
      files.delete(aside, true);
    } catch (IOException e) {
      LOG.warn("{}: cannot be deleted: {}", Hadoop.show(aside), Reasons.of(e));
    }
  }

  /** A folder that counts as none, if there is one. */
  private void delete(Path empty) throws IOException {
    removeUnfinished(empty);
    files.delete(empty, false);
  }

  private void rename(Path from, Path to) throws IOException {
    // A folder that is there already would take the other one in.
    if (Hadoop.find(files, to).isPresent() || !files.rename(from, to)) {
      throw new IOException(Hadoop.show(from) + " cannot be renamed to " + Hadoop.show(to));
    }
  }

  @Override
  public void close() {
    claim.ifPresent(Claim::close);
  }
}
