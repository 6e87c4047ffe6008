package org.frostml.io;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A first layer of 2^20 x 64 at 5 % density stays within what docs/method.md says of it. */
class WideMemoryTest {
  @ParameterizedTest
  @CsvSource({"executor, 512m", "driver, 2g", "driver of bytes, 640m"})
  @Timeout(300)
  void fitsTheHeap(String role, String heap) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--add-modules=jdk.incubator.vector",
                    "-Xmx" + heap,
                    "-cp",
                    System.getProperty("java.class.path"),
                    WideMemory.class.getName(),
                    role))
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
  }
}
