package org.frostml.ml;

import org.apache.spark.ml.util.Identifiable$;

/**
 * Spark's constructors ask an object for its uid before it has any field: it waits here for them.
 */
final class Uid {
  private static final ThreadLocal<String> WAITING = new ThreadLocal<>();

  private Uid() {}

  static String random(String prefix) {
    return Identifiable$.MODULE$.randomUID(prefix);
  }

  /** Leaves the uid of the object that this thread is about to make. */
  static String leave(String uid) {
    WAITING.set(uid);
    return uid;
  }

  /** The uid of the object that this thread is making. */
  static String waiting() {
    return WAITING.get();
  }

  /** The object has its fields. */
  static void clear() {
    WAITING.remove();
  }
}
