package org.frostml.sweep;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How far a trial has come. */
public enum State {
  /** It has trained all that it was to. */
  DONE,
  /** It has not continued beyond a rung. */
  STOPPED,
  /** It has ended by an error or a divergence of its own. */
  FAILED,
  /** Its executor has been lost too often; a sweep that is resumed tries it again. */
  LOST;

  /** As trials.jsonl has it. */
  @JsonValue
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
