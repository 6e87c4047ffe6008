package org.frostml;

/** Why a run or a sweep ends that another process has taken over: it writes nothing more. */
public final class TakenOverException extends FrostException {
  /**
   * @param folder whose claim is another's by now
   * @param seconds for which this process had not renewed it
   */
  public TakenOverException(String folder, long seconds) {
    super(
        folder
            + ": was taken over by another process, because this one had not renewed its claim for "
            + seconds
            + " s");
  }
}
