package org.frostml.job.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.frostml.FrostException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The package is on the class path of tests, and not in the Spark that people have. */
class AvroPackageTest {
  private final ClassLoader all = Thread.currentThread().getContextClassLoader();

  @AfterEach
  void restore() {
    Thread.currentThread().setContextClassLoader(all);
  }

  private static void forget() {
    Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
  }

  @Test
  void whatToAddIsSaid() {
    AvroPackage.requireFor("avro", "4.2.0");
    forget();
    AvroPackage.requireFor("csv", "4.2.0");
    assertEquals(
        "format avro needs a package that is not part of Spark: frost --packages"
            + " org.apache.spark:spark-avro_2.13:4.2.0 COMMAND ...",
        assertThrows(FrostException.class, () -> AvroPackage.requireFor("avro", "4.2.0"))
            .getMessage());
  }
}
