package org.frostml.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The code of docs/estimator.md. */
class EstimatorPageTest {
  private static String snippet(String language) throws Exception {
    String page = Files.readString(Path.of("../docs/estimator.md"));
    Matcher code = Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(page);
    assertTrue(code.find(), "no " + language + " on the page");
    return code.group(1);
  }

  @Test
  void javaRunsAsWritten(@TempDir Path dir) throws Exception {
    String source =
        """
        import org.apache.spark.sql.*;
        import org.frostml.ml.*;
        public class Page {
          public static void run(SparkSession spark, String path) throws Exception {
        %s  }
        }
        """
            .formatted(snippet("java"));
    Path file = Files.writeString(dir.resolve("Page.java"), source);
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-nowarn",
                "-proc:none",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                "-d",
                dir.toString(),
                file.toString());
    assertEquals(0, failed, "compiling\n" + source);
    try (SparkSession spark = Sessions.plain();
        URLClassLoader loader =
            new URLClassLoader(new URL[] {dir.toUri().toURL()}, getClass().getClassLoader())) {
      String table = dir.resolve("table").toString();
      Blobs.table(spark).write().parquet(table);
      loader
          .loadClass("Page")
          .getMethod("run", SparkSession.class, String.class)
          .invoke(null, spark, table);
      assertEquals(3, FrostClassificationModel.load(table + ".model").numClasses());
    }
  }

  /** No compiler of theirs is here: they say the same as Java does. */
  @ParameterizedTest
  @ValueSource(strings = {"scala", "python"})
  void othersCallWhatThereIs(String language) throws Exception {
    List<String> names =
        Arrays.stream(FrostClassifier.class.getMethods()).map(m -> m.getName()).toList();
    Matcher setters = Pattern.compile("\\.(set\\w+)\\(").matcher(snippet(language));
    while (setters.find()) {
      assertTrue(names.contains(setters.group(1)), setters.group(1));
    }
    assertTrue(snippet(language).lines().count() >= 10);
  }
}
