package org.frostml.ml;

import org.apache.spark.sql.SparkSession;

/** Sessions as users have them: none of Frost's settings. */
final class Sessions {
  private Sessions() {}

  static SparkSession plain() {
    return builder().getOrCreate();
  }

  static SparkSession.Builder builder() {
    return SparkSession.builder()
        .master("local[2]")
        .appName("estimators")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "3");
  }
}
