package org.frostml.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import jdk.incubator.vector.Vector;
import org.junit.jupiter.api.Test;

/**
 * Where a method is not inlined, which the JVM decides by what it has seen so far, a vector that it
 * is handed or returns becomes an object: a run then spent a third of its time on them.
 */
class VectorArgumentsTest {
  @Test
  void noMethodTakesOrReturnsVectors() throws Exception {
    List<String> found = new ArrayList<>();
    List<Class<?>> classes = kernels();
    for (Class<?> kernel : classes) {
      for (Method method : kernel.getDeclaredMethods()) {
        Stream<Class<?>> types =
            Stream.concat(Stream.of(method.getReturnType()), Stream.of(method.getParameterTypes()));
        if (types.anyMatch(Vector.class::isAssignableFrom)) {
          found.add(method.toString());
        }
      }
    }
    assertFalse(classes.isEmpty());
    assertEquals(List.of(), found);
  }

  /** All classes of the package that are not tests. */
  private static List<Class<?>> kernels() throws Exception {
    Path root = Path.of(Kernels.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<Class<?>> classes = new ArrayList<>();
    try (Stream<Path> files = Files.list(root.resolve("org/frostml/kernel"))) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".class") && !name.startsWith("package-info")) {
          classes.add(Class.forName("org.frostml.kernel." + name.replace(".class", "")));
        }
      }
    }
    return classes;
  }
}
