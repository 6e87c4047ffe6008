package org.frostml.ml;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class SavedElsewhereTest {
  @Test
  void isReadWhereItWasSaved(@TempDir Path folder) throws IOException {
    try (SparkSession spark = Sessions.plain()) {
      SavedElsewhere.save(spark, folder);
      SavedElsewhere.load(spark, folder);
    }
  }
}
