package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Real data, where they are at hand: the folder that FROST_MNIST names, or shared/data/mnist beside
 * the project.
 */
class MnistTest {
  @Tag("slow")
  @Test
  void learnsSparselyInTwoEpochs(@TempDir Path folder) throws IOException {
    String named = System.getenv("FROST_MNIST");
    Path mnist =
        Path.of(named == null ? "../../shared/data/mnist" : named).toAbsolutePath().normalize();
    Assumptions.assumeTrue(
        Files.isDirectory(mnist), "skipped: no MNIST in " + mnist + "; set FROST_MNIST");
    Path out = folder.resolve("run");
    CommandLines.Outcome outcome =
        CommandLines.frost(
            "train",
            "../conf/mnist-mlp.conf",
            "--data",
            mnist,
            "--out",
            out,
            "--set",
            "epochs=2",
            "--set",
            "learningRate.warmUp=0.5",
            "--set",
            "batchSize=128");
    assertEquals("", outcome.err());
    JsonNode summary = new ObjectMapper().readTree(out.resolve("summary.json").toFile());
    assertTrue(summary.get("accuracy").asDouble() > 0.95, outcome.out());
    assertTrue(summary.get("density").asDouble() <= 0.05, outcome.out());
    assertTrue(summary.get("trainFlopsRatio").asDouble() <= 0.08, outcome.out());
    assertTrue(summary.get("exchangeRatio").asDouble() <= 0.11, outcome.out());
  }
}
