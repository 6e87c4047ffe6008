package org.frostml.run;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.frostml.DamagedException;
import org.frostml.FrostException;
import org.frostml.Reasons;
import org.frostml.config.TrainConfig;
import org.frostml.io.CheckpointFile;
import org.frostml.train.Checkpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The checkpoints of a run: the last few, by step. */
public final class Checkpoints {
  public static final String FOLDER = "checkpoints";

  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
  private static final String NAME = "step-%012d.safetensors";
  private static final String NAMES = "step-\\d{12}\\.safetensors";

  private final RunStore store;
  private final TrainConfig.Checkpoints when;
  private long written = System.nanoTime();
  private int cycles;

  public Checkpoints(RunStore store, TrainConfig.Checkpoints when) {
    this.store = store;
    this.when = when;
  }

  /**
   * The newest that is whole; one that is proven to be damaged is named, put aside and passed over.
   *
   * @throws FrostException if one cannot be read, or is of a newer format: it stays, to be read
   *     another time
   */
  public Optional<Checkpoint> latest() {
    List<RunStore.Entry> files = store.list(FOLDER, NAMES);
    for (int i = files.size() - 1; i >= 0; i--) {
      RunStore.Entry file = files.get(i);
      String name = file.shown();
      try (InputStream in = store.open(file)) {
        return Optional.of(CheckpointFile.read(in, file.length(), name));
      } catch (DamagedException e) {
        String instead = i == 0 ? "the beginning" : files.get(i - 1).shown();
        LOG.warn("{}; put aside, resuming from {}", e.getMessage(), instead);
        // It must not count among those to keep.
        store.putAside(file, ".damaged");
      } catch (IOException e) {
        throw new FrostException(name + ": cannot be read: " + Reasons.of(e), e);
      }
    }
    return Optional.empty();
  }

  /** Whether one should be written after a fine step. */
  boolean due() {
    cycles++;
    return when.cycles() > 0 && cycles >= when.cycles() || overdue();
  }

  /**
   * Whether one should be written for the time that has passed: where no fine step comes before the
   * run's end.
   */
  boolean overdue() {
    return when.minutes() > 0 && System.nanoTime() - written >= when.minutes() * 60e9;
  }

  /** Whether one should be written after so many epochs. */
  boolean dueAfter(int epochs) {
    return when.epochs() > 0 && epochs % when.epochs() == 0;
  }

  /** Writes one, whole, and takes away those that are too old. */
  void write(Checkpoint checkpoint) {
    String name = FOLDER + "/" + String.format(Locale.ROOT, NAME, checkpoint.at().next());
    store.write(name, stream -> CheckpointFile.write(checkpoint, stream));
    written = System.nanoTime();
    cycles = 0;
    keep(when.keep());
  }

  /** Keeps that many. */
  void keep(int count) {
    List<RunStore.Entry> files = store.list(FOLDER, NAMES);
    for (RunStore.Entry old : files.subList(0, Math.max(0, files.size() - count))) {
      store.delete(old);
    }
  }
}
