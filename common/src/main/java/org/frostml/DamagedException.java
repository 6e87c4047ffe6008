package org.frostml;

/**
 * Bytes that are proven to be wrong: whoever reads them again reads the same. What could not be
 * read, or is of a newer format, is never this.
 */
public final class DamagedException extends FrostException {
  public DamagedException(String message) {
    super(message);
  }

  public DamagedException(String message, Throwable cause) {
    super(message, cause);
  }
}
