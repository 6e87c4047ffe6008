package org.frostml.job;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** CIFAR-10's binary batches, where they are at hand. */
final class RealCifar {
  private static final String VARIABLE = "FROST_CIFAR10";

  private RealCifar() {}

  /** The folder that the environment names; without one a test is skipped, and says so. */
  static Path folder() {
    String named = System.getenv(VARIABLE);
    Assumptions.assumeTrue(named != null, "skipped: no CIFAR-10; set " + VARIABLE);
    Path folder = Path.of(named).toAbsolutePath();
    Assumptions.assumeTrue(
        Files.exists(folder.resolve("data_batch_1.bin")),
        "skipped: no CIFAR-10 in " + folder + ", which " + VARIABLE + " names");
    return folder;
  }
}
