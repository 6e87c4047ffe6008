package org.frostml.ml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.spark.launcher.JavaModuleOptions;

/** A Spark Connect server in a JVM of its own, to which Frost is a user's jar. */
final class ConnectServer implements AutoCloseable {
  private static final Pattern READY =
      Pattern.compile("Spark Connect server started at: (?:.*/)?127\\.0\\.0\\.1:(\\d+)");

  private final Path log;
  private final Process process;
  private Remote notebook;

  /**
   * Begins to start.
   *
   * @param folder for all that it writes
   */
  ConnectServer(Path folder) throws Exception {
    log = folder.resolve("server.log");
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-Dlog4j2.configurationFile=classpath:org/apache/spark/log4j2-defaults.properties",
                "-Djava.io.tmpdir=" + folder));
    words.addAll(Arrays.asList(JavaModuleOptions.defaultModuleOptionArray()));
    String frost =
        ConnectJars.frost(folder).stream()
            .map(jar -> jar.toUri().toString())
            .collect(Collectors.joining(","));
    words.addAll(List.of("-cp", ConnectJars.server(), "org.apache.spark.deploy.SparkSubmit"));
    words.addAll(List.of("--master", "local[2]", "--jars", frost));
    for (String setting :
        List.of(
            "spark.connect.grpc.binding.address=127.0.0.1",
            "spark.connect.grpc.binding.port=0",
            "spark.ui.enabled=false",
            "spark.sql.shuffle.partitions=3",
            "spark.sql.warehouse.dir=" + folder.resolve("warehouse").toUri(),
            // As on a cluster, whose file system is not the driver's: this one is not even there.
            "spark.hadoop.fs.defaultFS=hdfs://127.0.0.1:1")) {
      words.addAll(List.of("--conf", setting));
    }
    words.addAll(
        List.of(
            "--class",
            "org.apache.spark.sql.connect.service.SparkConnectServer",
            "spark-internal"));
    process =
        new ProcessBuilder(words)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
  }

  /**
   * The one notebook, once the server is there.
   *
   * @param classes an empty folder
   */
  Remote notebook(Path classes) throws Exception {
    notebook = ConnectJars.notebook(url(), classes);
    return notebook;
  }

  private String url() throws IOException, InterruptedException {
    while (true) {
      Matcher ready = READY.matcher(log());
      if (ready.find()) {
        return "sc://127.0.0.1:" + ready.group(1);
      }
      if (!process.isAlive()) {
        throw new IOException("the server ended: " + log());
      }
      Thread.sleep(50);
    }
  }

  String log() throws IOException {
    return Files.readString(log);
  }

  @Override
  public void close() {
    try {
      if (notebook != null) {
        notebook.close();
      }
    } finally {
      process.destroy();
      process.onExit().join();
    }
  }
}
