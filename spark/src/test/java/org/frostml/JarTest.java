package org.frostml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** The jar that users of Spark ML add. */
class JarTest {
  private static final String VERSION = System.getProperty("frost.version");
  private static final Path TARGET = Path.of(System.getProperty("frost.target"));
  private static final Path JAR = TARGET.resolve("frost-spark_2.13-" + VERSION + ".jar");

  /** A session may have any library in any version: the jar has none under its own name. */
  @Test
  void allIsUnderOurName() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      List<String> foreign =
          jar.stream()
              .filter(entry -> !entry.isDirectory())
              .map(ZipEntry::getName)
              .filter(name -> !name.startsWith("org/frostml/"))
              .sorted()
              .toList();
      assertEquals(
          List.of(
              "META-INF/LICENSE",
              "META-INF/MANIFEST.MF",
              "META-INF/services/org.apache.spark.ml.Estimator",
              "META-INF/services/org.apache.spark.ml.Transformer"),
          foreign);
      assertTrue(jar.stream().anyMatch(e -> e.getName().startsWith("org/frostml/shaded/config/")));
    }
  }

  @Test
  void theCommandLineIsNotInIt() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      for (String name : List.of("job/Main", "job/sweep/Sweep", "sweep/Space", "report/Report")) {
        assertEquals(null, jar.getEntry("org/frostml/" + name + ".class"), name);
      }
      for (String name : List.of("picocli", "progressbar", "jline")) {
        assertEquals(null, jar.getEntry("org/frostml/shaded/" + name + "/"), name);
      }
    }
  }

  /** Of our own classes; all others are Spark's or the JDK's. */
  @Test
  void nothingIsMissing() {
    StringWriter out = new StringWriter();
    ToolProvider jdeps = ToolProvider.findFirst("jdeps").orElseThrow();
    int code =
        jdeps.run(
            new PrintWriter(out),
            new PrintWriter(out),
            "--multi-release",
            "base",
            "-verbose:class",
            "-filter:none",
            JAR.toString());
    assertEquals(0, code, out::toString);
    List<String> missing =
        out.toString()
            .lines()
            .filter(line -> line.endsWith(" not found"))
            .filter(line -> line.contains("-> org.frostml."))
            .toList();
    assertTrue(out.toString().contains("-> org.apache.spark.ml."), "nothing was looked at");
    assertEquals(List.of(), missing);
  }

  @Test
  void servicesNameClassesOfTheJar() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      for (String service : List.of("Estimator", "Transformer")) {
        List<String> names =
            text(jar, "META-INF/services/org.apache.spark.ml." + service).lines().toList();
        assertEquals(2, names.size(), names::toString);
        for (String name : names) {
          assertTrue(jar.getEntry(name.replace('.', '/') + ".class") != null, name);
        }
      }
    }
  }

  @Test
  void theManifestSaysWhatItIs() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      Attributes manifest = jar.getManifest().getMainAttributes();
      assertEquals("org.frostml.ml", manifest.getValue("Automatic-Module-Name"));
      assertEquals(VERSION, manifest.getValue(Attributes.Name.IMPLEMENTATION_VERSION));
      assertEquals(null, manifest.getValue(Attributes.Name.MAIN_CLASS));
    }
  }

  /** Who takes it by its coordinates fetches its parent's pom, and nothing else. */
  @Test
  void thePomNamesNothingToFetch() throws IOException {
    String pom = Files.readString(TARGET.resolve("dependency-reduced-pom.xml"));
    assertTrue(pom.contains("<artifactId>frost-spark_2.13</artifactId>"), pom);
    for (String dependency : pom.split("<dependency>")) {
      assertTrue(!dependency.contains("</dependency>") || dependency.contains("<scope>test<"), pom);
    }
    assertFalse(Files.readString(Path.of("..", "pom.xml")).contains("<scope>import</scope>"));
  }

  private static String text(JarFile jar, String name) throws IOException {
    try (InputStream in = jar.getInputStream(jar.getEntry(name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
