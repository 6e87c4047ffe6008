package org.frostml.run;

import org.frostml.FrostException;

/** Why a run or a sweep ended early: its end was asked for. */
public final class Interrupted extends FrostException {
  /**
   * @param where it ended
   * @param folder that the same command is to be given, with {@code --resume}
   */
  private Interrupted(String where, String kept, String folder) {
    super(
        "interrupted "
            + where
            + "; kept in "
            + kept
            + ": to resume, give the same command with --out "
            + folder
            + " --resume");
  }

  /**
   * Of a run.
   *
   * @param step the next one
   * @param folder where it is kept
   */
  public Interrupted(long step, String folder) {
    this("before step " + step, folder, folder.replaceFirst("\\.partial$", ""));
  }

  /**
   * Of a sweep.
   *
   * @param standing where it stands
   */
  public Interrupted(String standing, String folder) {
    this("with " + standing, folder, folder);
  }
}
