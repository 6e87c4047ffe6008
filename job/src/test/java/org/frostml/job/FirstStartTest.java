package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The launcher where nothing is built and no Spark is there, with a Maven that only pretends. */
@Timeout(120)
class FirstStartTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  @TempDir Path folder;
  private Path home;
  private Path err;

  /** The repository's scripts, and a Spark that says what it is asked to submit. */
  @BeforeEach
  void copyScripts() throws IOException {
    home = folder.resolve("home");
    err = folder.resolve("err");
    try (Stream<Path> scripts = Files.walk(ROOT.resolve("submit-scripts"))) {
      for (Path script : scripts.toList()) {
        Path copy = home.resolve(ROOT.relativize(script).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(script, copy);
      }
    }
    Files.copy(ROOT.resolve("pom.xml"), home.resolve("pom.xml"));
    script(home.resolve("submit-scripts/spark-home/spark-submit"), "echo submitted: $*");
  }

  private static void script(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/usr/bin/env bash\n" + text);
    assertTrue(file.toFile().setExecutable(true));
  }

  private CommandLines.Outcome start(String maven) throws Exception {
    script(folder.resolve("bin/mvn"), maven);
    Path out = folder.resolve("out");
    ProcessBuilder builder =
        new ProcessBuilder("bash", home.resolve("submit-scripts/frost").toString(), "inspect", "m")
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().remove("SPARK_HOME");
    builder.environment().put("TMPDIR", Files.createDirectories(folder.resolve("tmp")).toString());
    builder
        .environment()
        .merge(
            "PATH",
            folder.resolve("bin").toString(),
            (path, bin) -> bin + File.pathSeparator + path);
    Process process = builder.start();
    try {
      assertTrue(process.waitFor(90, TimeUnit.SECONDS));
    } finally {
      process.destroyForcibly();
    }
    return new CommandLines.Outcome(
        process.exitValue(), Files.readString(out).strip(), Files.readString(err).strip());
  }

  /** Maven is as slow as the launcher's next word, however fast this machine is. */
  @Test
  void saysWhatMavenIsAbout() throws Exception {
    CommandLines.Outcome outcome =
        start(
            """
            case "$*" in *copy-dependencies*) stage=assembling ;; *) stage=building ;; esac
            echo "[INFO] --- compiler:3.14.1:compile (default-compile) @ frost-common ---"
            echo "[INFO] Downloading from central: https://repo/org/a-1.jar"
            echo "[INFO] Downloaded from central: https://repo/org/a-1.jar (2.0 MB at 1.0 MB/s)"
            echo "[INFO] Downloading from central: https://repo/org/b-1.pom"
            echo "[INFO] Downloaded from central: https://repo/org/b-1.pom (500 kB at 1.0 MB/s)"
            echo "[INFO] Downloading from central: https://repo/org/c-1.jar"
            for i in $(seq 300); do
              if grep -q "frost: $stage.*fetching" '%s'; then break; fi
              sleep 0.1
            done
            for word in "$@"; do
              case $word in -DoutputDirectory=*) mkdir -p "${word#*=}" ;; esac
            done
            mkdir -p job/target
            touch job/target/frost.jar
            """
                .formatted(err));
    assertEquals(0, outcome.exit(), outcome.err());
    assertTrue(outcome.out().startsWith("submitted: --class org.frostml.job.Main "), outcome.out());
    for (String stage : List.of("building", "assembling Spark")) {
      String line =
          "(?s).*frost: "
              + stage
              + ", \\d+ s: compiler compile of frost-common; 2 files fetched, 2.5 MB;"
              + " fetching c-1.jar\\b.*";
      assertTrue(outcome.err().matches(line), outcome.err());
    }
    try (Stream<Path> logs = Files.list(folder.resolve("tmp"))) {
      assertEquals(List.of(), logs.toList());
    }
  }

  @Test
  void saysWhyMavenFailed() throws Exception {
    CommandLines.Outcome outcome =
        start(
            """
            echo "[INFO] much else"
            echo "[ERROR] Could not transfer artifact a:b:1"
            exit 1
            """);
    assertEquals(1, outcome.exit());
    assertTrue(outcome.err().contains("[ERROR] Could not transfer artifact a:b:1"), outcome.err());
    assertFalse(outcome.err().contains("much else"), outcome.err());
    String last = outcome.err().lines().reduce((first, second) -> second).orElseThrow();
    String names = "frost: building failed; the output of Maven is in ";
    assertTrue(last.startsWith(names), last);
    assertTrue(Files.readString(Path.of(last.substring(names.length()))).contains("much else"));
  }
}
