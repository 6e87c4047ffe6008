package org.frostml.job.run;

import java.util.Map;
import java.util.Objects;
import org.frostml.FrostException;
import org.frostml.train.Checkpoint;

/**
 * What a run or a sweep that is resumed must find again.
 *
 * @param frost the version that began it
 * @param data the SHA-256 of the training examples, of a sweep those of its first trial
 * @param kernels whose sums differ from others' in their last bits
 */
public record Provenance(String frost, String data, String kernels) {
  /** Where a sweep keeps it. */
  public static final String FILE = "provenance.json";

  public static Provenance of(Preparation first) {
    return new Provenance(Versions.frost(), first.survey().fingerprint(), first.run().kernels());
  }

  /** Of a run that was written down. */
  public static Provenance of(Checkpoint checkpoint) {
    Map<String, String> notes = checkpoint.notes();
    return new Provenance(
        notes.get("frost.version"), notes.get(Preparation.SHA256), notes.get(Preparation.KERNELS));
  }

  /** Fails where this is of other data, or other kernels, than what was begun. */
  public void requireOf(Provenance begun, String where) {
    if (!Objects.equals(data, begun.data)) {
      throw new FrostException(
          where
              + ": was begun with other data: their SHA-256 was "
              + begun.data
              + ", now it is "
              + data);
    }
    if (!Objects.equals(kernels, begun.kernels)) {
      throw new FrostException(
          where
              + ": was begun with kernels "
              + begun.kernels
              + ", here they are "
              + kernels
              + ", whose sums differ in their last bits: choose the former with -Dfrost.kernels, or"
              + " go on where it was begun");
    }
  }
}
