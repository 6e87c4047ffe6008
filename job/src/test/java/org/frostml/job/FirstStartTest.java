package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The launcher where nothing is built and no Spark is there, with a Maven that only pretends. */
@Timeout(120)
class FirstStartTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  @TempDir Path folder;
  private Path home;
  private Path jar;
  private Path err;

  /** The repository's scripts, and a Spark that says what it is asked to submit, and the jar. */
  @BeforeEach
  void copyScripts() throws IOException {
    home = folder.resolve("home");
    jar = home.resolve("job/target/frost.jar");
    err = folder.resolve("err");
    try (Stream<Path> scripts = Files.walk(ROOT.resolve("submit-scripts"))) {
      for (Path script : scripts.toList()) {
        Path copy = home.resolve(ROOT.relativize(script).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(script, copy);
      }
    }
    Files.copy(ROOT.resolve("pom.xml"), home.resolve("pom.xml"));
    script(
        home.resolve("submit-scripts/spark-home/spark-submit"),
        "echo submitted: $*; cat '" + jar + "'");
  }

  private static void script(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/usr/bin/env bash\n" + text);
    assertTrue(file.toFile().setExecutable(true));
  }

  private CommandLines.Outcome start(String maven) throws Exception {
    script(folder.resolve("bin/mvn"), maven);
    return outcome(begin(err), err);
  }

  /** A launcher at work, whose standard error goes to a file, and its output to one beside it. */
  private Process begin(Path err) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder("bash", home.resolve("submit-scripts/frost").toString(), "inspect", "m")
            .redirectOutput(out(err).toFile())
            .redirectError(err.toFile());
    builder.environment().remove("SPARK_HOME");
    builder.environment().put("TMPDIR", Files.createDirectories(folder.resolve("tmp")).toString());
    builder
        .environment()
        .merge(
            "PATH",
            folder.resolve("bin").toString(),
            (path, bin) -> bin + File.pathSeparator + path);
    return builder.start();
  }

  private static Path out(Path err) {
    return err.resolveSibling(err.getFileName() + ".out");
  }

  private static CommandLines.Outcome outcome(Process process, Path err) throws Exception {
    try {
      assertTrue(process.waitFor(90, TimeUnit.SECONDS));
    } finally {
      process.destroyForcibly();
    }
    return new CommandLines.Outcome(
        process.exitValue(), Files.readString(out(err)).strip(), Files.readString(err).strip());
  }

  /** Maven is as slow as the launcher's next word, however fast this machine is. */
  @Tag("slow")
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
            mkdir -p job/target
            echo half >job/target/frost.jar
            exit 1
            """);
    assertEquals(1, outcome.exit());
    assertTrue(outcome.err().contains("[ERROR] Could not transfer artifact a:b:1"), outcome.err());
    assertFalse(outcome.err().contains("much else"), outcome.err());
    String last = outcome.err().lines().reduce((first, second) -> second).orElseThrow();
    String names = "frost: building failed; the output of Maven is in ";
    assertTrue(last.startsWith(names), last);
    assertTrue(Files.readString(Path.of(last.substring(names.length()))).contains("much else"));
    assertFalse(Files.exists(jar));
  }

  /** The one that builds has written half of the jar when the other comes, and waits for that. */
  @Test
  void aStartWaitsForAnotherThatBuilds() throws Exception {
    assumeTrue(isThere("flock"), "skipped: there is no flock here");
    Path other = folder.resolve("other");
    Files.createFile(other);
    script(
        folder.resolve("bin/mvn"),
        """
        for word in "$@"; do
          case $word in -DoutputDirectory=*) mkdir -p "${word#*=}" ;; esac
        done
        mkdir -p job/target
        echo half >job/target/frost.jar
        for i in $(seq 300); do
          if grep -q "waiting for another start" '%s'; then break; fi
          sleep 0.1
        done
        echo whole >job/target/frost.jar
        """
            .formatted(other));
    Process builds = begin(err);
    while (builds.isAlive() && !Files.exists(jar)) {
      Thread.sleep(20);
    }
    Process waits = begin(other);
    CommandLines.Outcome first = outcome(builds, err);
    CommandLines.Outcome second = outcome(waits, other);
    assertEquals(0, first.exit(), first.err());
    assertEquals(0, second.exit(), second.err());
    assertTrue(second.out().endsWith("whole"), second.out());
    assertFalse(second.err().contains("Maven"), second.err());
  }

  private static boolean isThere(String command) throws Exception {
    return new ProcessBuilder("bash", "-c", "command -v " + command).start().waitFor() == 0;
  }
}
