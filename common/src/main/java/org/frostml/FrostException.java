package org.frostml;

/**
 * An error that is a message to a person: what, where, the numbers, what to do. Printed as one
 * line, never a trace.
 */
public class FrostException extends RuntimeException {
  public FrostException(String message) {
    super(message);
  }

  public FrostException(String message, Throwable cause) {
    super(message, cause);
  }
}
