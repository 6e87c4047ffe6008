package org.frostml.ml;

import java.util.function.Supplier;
import org.apache.spark.sql.SparkSession;
import scala.Option;

/** The session whose settings files are found by. */
final class ActiveSession {
  private ActiveSession() {}

  /** Does something with a session as the thread's active one; after it that is what it was. */
  static <T> T during(SparkSession session, Supplier<T> work) {
    Option<SparkSession> before = SparkSession.getActiveSession();
    SparkSession.setActiveSession(session);
    try {
      return work.get();
    } finally {
      if (before.isDefined()) {
        SparkSession.setActiveSession(before.get());
      } else {
        SparkSession.clearActiveSession();
      }
    }
  }
}
