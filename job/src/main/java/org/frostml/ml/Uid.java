package org.frostml.ml;

import org.apache.spark.ml.util.Identifiable$;

/**
 * The uid of an estimator or a model that is being made. Spark's constructors ask an object for it
 * before the object has any field: it waits here for them, until the object's params are made.
 */
final class Uid {
  private static final ThreadLocal<Uid> WAITING = new ThreadLocal<>();

  private final String text;

  private Uid(String text) {
    this.text = text;
  }

  static String random(String prefix) {
    return Identifiable$.MODULE$.randomUID(prefix);
  }

  /** That of the object which this thread is about to make. */
  static Uid of(String text) {
    Uid uid = new Uid(text);
    WAITING.set(uid);
    return uid;
  }

  /** The uid of an object with these params; where it has none yet, of the one that is made. */
  static String of(ParamTable declared) {
    return declared == null ? WAITING.get().text : declared.uid();
  }

  String text() {
    return text;
  }

  /** Ends the wait: the object has its params. */
  void taken() {
    WAITING.remove();
  }
}
