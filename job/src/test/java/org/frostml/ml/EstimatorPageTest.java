package org.frostml.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
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

  /**
   * Scala needs a compiler, and Python's own tests PySpark: here they set the same as Java does.
   */
  @ParameterizedTest
  @ValueSource(strings = {"scala", "python"})
  void othersSetTheSame(String language) throws Exception {
    assertEquals(paramsOf("java"), paramsOf(language));
    for (String name : paramsOf(language)) {
      assertTrue(new FrostClassifier().hasParam(name), name);
    }
    assertTrue(snippet(language).lines().count() >= 10);
  }

  private static List<String> paramsOf(String language) throws Exception {
    return Pattern.compile("(?m)^ +(?:\\.set)?(\\w)(\\w*)(?:\\(|=)")
        .matcher(snippet(language))
        .results()
        .map(set -> set.group(1).toLowerCase(Locale.ROOT) + set.group(2))
        .toList();
  }
}
