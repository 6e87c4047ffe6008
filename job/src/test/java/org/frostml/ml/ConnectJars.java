package org.frostml.ml;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.frostml.FrostException;

/**
 * Class paths of a Spark Connect server and of its client. The client has its own classes of the
 * names of Spark's: they are kept from each other, and from all other tests.
 */
final class ConnectJars {
  private static final Path JARS = Path.of("target", "connect");
  private static final Path CLIENT = Path.of("src", "connect", "java");

  /** What of Spark the client is built on. */
  private static final List<String> SHARED =
      List.of("common-utils", "sketch", "tags", "unsafe", "variant");

  private ConnectJars() {}

  /** Spark and the server, without Frost. */
  static String server() {
    List<Path> frost = frost();
    return path(built("spark-connect_", "spark-pipelines_"), jars(jar -> !frost.contains(jar)));
  }

  /** Frost's classes as jars, as a user hands them in. */
  static List<Path> frost(Path dir) throws IOException {
    List<Path> jars = new ArrayList<>();
    for (Path classes : frost()) {
      jars.add(
          Files.isDirectory(classes)
              ? pack(classes, dir.resolve("frost-" + jars.size() + ".jar"))
              : classes);
    }
    return jars;
  }

  /** A notebook whose classes see nothing of this JVM's but {@link Remote}. */
  static Remote notebook(String url, Path dir) throws Exception {
    String path = path(built("spark-connect-"), jars(ConnectJars::isOfClient));
    compile(path, dir);
    List<URL> urls = new ArrayList<>(List.of(dir.toUri().toURL()));
    for (String entry : path.split(File.pathSeparator)) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    return (Remote)
        new URLClassLoader(urls.toArray(new URL[0]), new RemoteAlone())
            .loadClass("org.frostml.connect.RemoteNotebook")
            .getConstructor(String.class)
            .newInstance(url);
  }

  private static void compile(String path, Path dir) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-nowarn",
                "-proc:none",
                "-cp",
                path + File.pathSeparator + location(Remote.class),
                "-d",
                dir.toString()));
    try (Stream<Path> sources = Files.walk(CLIENT)) {
      sources.filter(Files::isRegularFile).map(Path::toString).forEach(arguments::add);
    }
    if (ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(new String[0]))
        != 0) {
      throw new IOException("the client cannot be compiled: see above");
    }
  }

  /** The JDK, and {@link Remote} of the tests. */
  private static final class RemoteAlone extends ClassLoader {
    RemoteAlone() {
      super(getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (name.equals(Remote.class.getName())) {
        return Remote.class;
      }
      throw new ClassNotFoundException(name);
    }
  }

  private static boolean isOfClient(Path jar) {
    String name = jar.getFileName().toString();
    return !name.startsWith("spark-")
        || SHARED.stream().anyMatch(each -> name.startsWith("spark-" + each));
  }

  private static List<Path> frost() {
    return List.of(location(FrostClassifier.class), location(FrostException.class));
  }

  private static Path location(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** The jars that the build put there for the test. */
  private static Stream<Path> built(String... names) {
    File[] jars =
        JARS.toFile().listFiles((folder, jar) -> Arrays.stream(names).anyMatch(jar::startsWith));
    return Arrays.stream(jars).map(File::toPath);
  }

  private static Stream<Path> jars(Predicate<Path> which) {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .filter(Files::isRegularFile)
        .filter(which);
  }

  private static String path(Stream<Path> first, Stream<Path> others) {
    return Stream.concat(first, others)
        .map(jar -> jar.toAbsolutePath().toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static Path pack(Path classes, Path jar) throws IOException {
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        entries.putNextEntry(
            new JarEntry(classes.relativize(file).toString().replace(File.separatorChar, '/')));
        Files.copy(file, entries);
      }
    }
    return jar;
  }
}
