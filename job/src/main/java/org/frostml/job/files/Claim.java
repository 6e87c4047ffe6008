package org.frostml.job.files;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.ipc.RemoteException;
import org.frostml.FrostException;
import org.frostml.Reasons;
import org.frostml.TakenOverException;
import org.frostml.io.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to write what {@code --out} names: a file {@code .<name>.claim} beside it, which is
 * created only where there is none, says whose it is, and is deleted at the end.
 *
 * <p>A driver that was killed leaves its claim, and must not stop the one that a scheduler starts
 * in its place. On the same machine that is dead whose process has ended. Of other machines nothing
 * is seen but the claim, which its owner renews every few seconds: who does not for half a minute
 * is dead, by the clock of the one who waits. Should it live all the same, it finds its claim gone.
 */
public final class Claim implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Claim.class);
  private static final Duration BEAT = Duration.ofSeconds(5);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int LOOK_MILLIS = 100;

  /** Others may come and go between two looks, but not for ever. */
  private static final int ATTEMPTS = 100;

  private final FileSystem files;
  private final Path target;
  private final Path file;
  private final Owner me;
  private final Duration beat;
  private final Duration patience;

  /** Folders above the target that were made for the claim, the innermost first. */
  private final Deque<Path> made = new ArrayDeque<>();

  private final ScheduledExecutorService beats =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "frost-claim");
            thread.setDaemon(true);
            return thread;
          });

  private Claim(FileSystem files, Path target, Owner me, Duration beat, Duration patience) {
    this.files = files;
    this.target = target;
    this.me = me;
    this.beat = beat;
    this.patience = patience;
    file = new Path(target.getParent(), "." + target.getName() + ".claim");
  }

  /**
   * Claims a file or folder that is to be written; folders above it are made.
   *
   * @throws FrostException if another process is writing it, by its name, or if nothing can be
   *     written there
   */
  public static Claim of(Path target) throws IOException {
    return of(target, Owner.here(), BEAT, PATIENCE);
  }

  static Claim of(Path target, Owner me, Duration beat, Duration patience) throws IOException {
    if (target.getParent() == null) {
      throw new FrostException(
          Hadoop.show(target) + ": is the root of a file system: name a folder in it");
    }
    if (target.getName().contains(":")) {
      throw new FrostException(
          Hadoop.show(target)
              + ": has a colon in its name, which Hadoop's file systems do not take: name another"
              + " --out");
    }
    Claim claim = new Claim(Hadoop.fileSystem(target), target, me, beat, patience);
    try {
      claim.take();
    } catch (IOException e) {
      claim.removeMade();
      throw new FrostException(Hadoop.show(target) + ": cannot be made: " + Reasons.of(e), e);
    } catch (FrostException e) {
      claim.removeMade();
      throw e;
    }
    claim.beats.scheduleAtFixedRate(
        claim::renew, beat.toMillis(), beat.toMillis(), TimeUnit.MILLISECONDS);
    return claim;
  }

  /** What a claim's file was at some moment; whoever renews it changes that. */
  private record Seen(String text, long time) {
    Optional<Owner> owner() {
      try {
        return Optional.of(Json.read(text, Owner.class, ""));
      } catch (FrostException beingWritten) {
        return Optional.empty();
      }
    }
  }

  private void take() throws IOException {
    for (Path above = target.getParent();
        above != null && Hadoop.find(files, above).isEmpty();
        above = above.getParent()) {
      made.addLast(above);
    }
    for (int i = 0; i < ATTEMPTS; i++) {
      Hadoop.makeFolder(files, target.getParent());
      if (create()) {
        return;
      }
      Optional<Seen> other = look(file);
      if (other.isPresent()) {
        Optional<Seen> living = living(other.get());
        if (living.isPresent()) {
          throw taken(living.get());
        }
        bury(other.get());
      }
    }
    throw new IOException(file.getName() + " is there and is not: delete it");
  }

  /** Whether the file was not there; then it is now. */
  private boolean create() throws IOException {
    try (OutputStream out = exclusive()) {
      out.write(Json.line(me).getBytes(StandardCharsets.UTF_8));
      return true;
    } catch (FileAlreadyExistsException | java.nio.file.FileAlreadyExistsException e) {
      return false;
    } catch (NoSuchFileException parentOfAnotherThatHasEnded) {
      return false;
    } catch (RemoteException e) {
      // By HDFS's name for a file that another has created and not yet closed.
      if (e.getClassName().endsWith(".AlreadyBeingCreatedException")) {
        return false;
      }
      throw e;
    }
  }

  /** Hadoop on a local disk first looks whether there is a file, and then makes it. */
  private OutputStream exclusive() throws IOException {
    return Local.is(files)
        ? Files.newOutputStream(Local.path(file), CREATE_NEW, WRITE)
        : files.create(file, false);
  }

  private Optional<Seen> look(Path claim) throws IOException {
    Optional<FileStatus> status = Hadoop.find(files, claim);
    if (status.isEmpty()) {
      return Optional.empty();
    }
    try (InputStream in = files.open(claim)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return Optional.of(new Seen(text, status.get().getModificationTime()));
    } catch (FileNotFoundException releasedMeanwhile) {
      return Optional.empty();
    }
  }

  /** The claim as one that lives has last renewed it; nothing if its owner is dead or has ended. */
  private Optional<Seen> living(Seen seen) throws IOException {
    Optional<Owner> owner = seen.owner();
    if (owner.isPresent() && owner.get().isInSightOf(me)) {
      return owner.get().lives() ? Optional.of(seen) : Optional.empty();
    }
    LOG.info(
        "{}: was claimed by {}; waiting up to {} s to see whether it still runs",
        Hadoop.show(target),
        owner.map(Owner::toString).orElse("an unknown process"),
        patience.toSeconds());
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < patience.toNanos()) {
      try {
        Thread.sleep(LOOK_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw taken(seen);
      }
      Optional<Seen> now = look(file);
      if (!now.equals(Optional.of(seen))) {
        return now.isPresent() && owner.isEmpty() ? living(now.get()) : now;
      }
    }
    return Optional.empty();
  }

  /**
   * Takes away the claim of one that is dead. Who comes second takes away the first one's new claim
   * and gives it back; the first would notice if it could not.
   */
  private void bury(Seen dead) throws IOException {
    Path grave = file.suffix("." + me.id());
    try {
      if (!look(file).equals(Optional.of(dead)) || !files.rename(file, grave)) {
        return;
      }
    } catch (FileNotFoundException buriedByAnother) {
      return;
    }
    Optional<Seen> buried = look(grave);
    if (buried.isPresent() && !buried.get().text().equals(dead.text())) {
      files.rename(grave, file);
      throw taken(buried.get());
    }
    files.delete(grave, false);
    dead.owner()
        .ifPresent(
            owner -> LOG.info("{}: taken over from {}, which is dead", Hadoop.show(target), owner));
  }

  private FrostException taken(Seen other) {
    return new FrostException(
        Hadoop.show(target)
            + ": is being written by "
            + other
                .owner()
                .map(Owner::toString)
                .orElse("a process that has not yet written its name")
            + "; wait until that has ended, or name another --out");
  }

  /**
   * An object store has no times to be set: there the file is written again. Nobody may look at it
   * meanwhile.
   */
  private synchronized void renew() {
    try {
      if (isMine()) {
        long now = System.currentTimeMillis();
        files.setTimes(file, now, -1);
        if (files.getFileStatus(file).getModificationTime() != now) {
          try (OutputStream out = files.create(file, true)) {
            out.write(Json.line(me).getBytes(StandardCharsets.UTF_8));
          }
        }
      }
    } catch (IOException | RuntimeException e) {
      // The next time is soon; who waits for a renewal waits longer.
      LOG.debug("{}: not renewed", file, e);
    }
  }

  private synchronized boolean isMine() throws IOException {
    return look(file).flatMap(Seen::owner).filter(owner -> owner.id().equals(me.id())).isPresent();
  }

  /**
   * Fails where the claim is another's by now, as after a time in which this process stood still.
   */
  public void require() {
    boolean mine;
    try {
      mine = isMine();
    } catch (IOException e) {
      throw Hadoop.unreadable(file, e);
    }
    if (!mine) {
      throw new TakenOverException(Hadoop.show(target), patience.toSeconds());
    }
  }

  /** Gives it back; folders that were made for it go if nothing has come into them. */
  @Override
  public void close() {
    beats.shutdown();
    try {
      beats.awaitTermination(beat.toMillis(), TimeUnit.MILLISECONDS);
      if (isMine()) {
        files.delete(file, false);
      }
    } catch (IOException | FrostException e) {
      LOG.warn("{}: cannot be deleted: {}", Hadoop.show(file), e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    removeMade();
  }

  private void removeMade() {
    try {
      while (!made.isEmpty() && files.delete(made.removeFirst(), false)) {}
    } catch (IOException filled) {
      made.clear();
    }
  }
}
