package org.frostml;

/** A file that is whole, of a format that this version of Frost does not know yet. */
public final class NewerFormatException extends FrostException {
  /**
   * @param name of the file
   * @param what it holds, for instance {@code checkpoint}
   */
  public NewerFormatException(String name, String what, int format, int known) {
    super(
        name
            + ": a "
            + what
            + " of format "
            + format
            + ", but this Frost knows no later one than "
            + known
            + ": use the version that wrote it, or a later one");
  }
}
