package org.frostml.run;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.frostml.FrostException;
import org.frostml.Reasons;
import org.frostml.Sha256;
import org.frostml.io.Json;
import org.frostml.train.CycleMetrics;

/**
 * metrics.jsonl, a file that only grows: {@code "kind":"epoch"}, one line per epoch, and {@code
 * "kind":"cycle"}, one now and then on how the support has moved. A checkpoint says how far the
 * file is; a run that resumes cuts off what follows.
 */
public final class MetricsLog {
  public static final String FILE = "metrics.jsonl";

  private static final String EPOCH = "epoch";
  private static final String CYCLE = "cycle";
  private static final String PUT_BACK = ": put it back as it was, or start over with --overwrite";
  private static final int BUFFER = 1 << 16;

  private final RunStore store;
  private final List<EpochMetrics> epochs = new ArrayList<>();

  /** The last of each epoch. */
  private final TreeMap<Integer, CycleMetrics> cycles = new TreeMap<>();

  /** Lines that are not in the file yet. */
  private final StringBuilder pending = new StringBuilder();

  private final MessageDigest digest = Sha256.begin();
  private long bytes;

  MetricsLog(RunStore store) {
    this.store = store;
  }

  /**
   * How far the file is.
   *
   * @param sha256 of so many bytes
   */
  record Mark(long bytes, String sha256) {}

  void add(EpochMetrics metrics) {
    epochs.add(metrics);
    pending.append(Json.line(EPOCH, metrics));
  }

  void add(CycleMetrics metrics) {
    cycles.put(metrics.epoch(), metrics);
    pending.append(Json.line(CYCLE, metrics));
  }

  /**
   * Appends the new lines to the file.
   *
   * @throws FrostException if that fails; the next time tries again
   */
  void write() {
    if (!pending.isEmpty()) {
      byte[] lines = pending.toString().getBytes(StandardCharsets.UTF_8);
      store.append(FILE, bytes, lines);
      digest.update(lines);
      bytes += lines.length;
      pending.setLength(0);
    }
  }

  /** Of what has been written. */
  Mark mark() {
    return new Mark(bytes, Sha256.soFar(digest));
  }

  /**
   * Takes over what was written before a run paused, and cuts off what was written after.
   *
   * @param name of who made the mark, for messages
   */
  void resume(Mark mark, String name) {
    if (mark.bytes() > 0) {
      RunStore.Entry file = file(mark, name);
      try {
        verify(file, mark, name);
        parse(file, mark);
      } catch (IOException e) {
        throw new FrostException(FILE + ": cannot be read: " + Reasons.of(e), e);
      }
    }
    bytes = mark.bytes();
    store.append(FILE, bytes, new byte[0]);
  }

  private RunStore.Entry file(Mark mark, String name) {
    List<RunStore.Entry> files = store.list("", Pattern.quote(FILE));
    long length = files.isEmpty() ? 0 : files.get(0).length();
    if (length < mark.bytes()) {
      throw new FrostException(
          FILE + ": has " + length + " bytes, but " + mark.bytes() + " by " + name + PUT_BACK);
    }
    return files.get(0);
  }

  private void verify(RunStore.Entry file, Mark mark, String name) throws IOException {
    try (InputStream in = store.open(file)) {
      byte[] buffer = new byte[BUFFER];
      for (long left = mark.bytes(); left > 0; ) {
        int read = in.readNBytes(buffer, 0, (int) Math.min(BUFFER, left));
        digest.update(buffer, 0, read);
        left -= read;
        if (read == 0) {
          throw new IOException("it ends " + left + " bytes too early");
        }
      }
    }
    String sha256 = Sha256.soFar(digest);
    if (!sha256.equals(mark.sha256())) {
      throw new FrostException(
          FILE
              + ": the SHA-256 of its first "
              + mark.bytes()
              + " bytes is "
              + sha256
              + ", but "
              + mark.sha256()
              + " by "
              + name
              + PUT_BACK);
    }
  }

  private void parse(RunStore.Entry file, Mark mark) throws IOException {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(store.open(file), StandardCharsets.UTF_8), BUFFER)) {
      // The lines are in ASCII, as JSON's names and numbers are.
      for (long at = 0; at < mark.bytes(); ) {
        String line = in.readLine();
        at += line.length() + 1;
        Json.read(line, EPOCH, EpochMetrics.class, FILE).ifPresent(epochs::add);
        Json.read(line, CYCLE, CycleMetrics.class, FILE)
            .ifPresent(cycle -> cycles.put(cycle.epoch(), cycle));
      }
    }
  }

  /** All epochs so far. */
  public List<EpochMetrics> epochs() {
    return List.copyOf(epochs);
  }

  /** The last line on the support by the end of an epoch, counted from 1. */
  Optional<CycleMetrics> cycle(int epoch) {
    return Optional.ofNullable(cycles.floorEntry(epoch)).map(entry -> entry.getValue());
  }
}
