package org.frostml.job;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkConf;

/**
 * A standalone cluster on loopback, every part a JVM of its own, that tests may hurt. Workers have
 * addresses of their own, because Spark repeats a slow task on another host only.
 */
final class StandaloneCluster implements AutoCloseable {
  private static final String HOST = "127.0.0.1";

  private final Path folder;
  private final String url;
  private final List<Process> parts = new ArrayList<>();

  /**
   * @param folder for logs and the executors' work
   * @param workers of one core each
   */
  StandaloneCluster(Path folder, int workers) throws Exception {
    this.folder = folder;
    LocalCluster.classes();
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      port = free.getLocalPort();
    }
    url = "spark://" + HOST + ":" + port;
    start(
        "I have been elected leader",
        "org.apache.spark.deploy.master.Master",
        "--host",
        HOST,
        "--port",
        Integer.toString(port),
        "--webui-port",
        "0");
    for (int w = 0; w < workers; w++) {
      startWorker();
    }
  }

  String url() {
    return url;
  }

  /** A configuration for contexts on this cluster. */
  SparkConf conf() {
    return Problem.conf(url)
        .set("spark.executor.memory", "512m")
        .set("spark.executor.cores", "1")
        .set("spark.task.maxFailures", "8")
        .set("spark.executor.extraClassPath", LocalCluster.classes());
  }

  /** The same for so many executors, which all take part from the start. */
  SparkConf conf(int executors) {
    return conf()
        .set("spark.cores.max", Integer.toString(executors))
        .set("spark.scheduler.minRegisteredResourcesRatio", "1.0")
        .set("spark.scheduler.maxRegisteredResourcesWaitingTime", "120s");
  }

  Process startWorker() throws Exception {
    return start(
        "Successfully registered with master",
        "org.apache.spark.deploy.worker.Worker",
        "--host",
        "127.0.0." + parts.size(),
        "--cores",
        "1",
        "--memory",
        "1g",
        "--webui-port",
        "0",
        "--work-dir",
        folder.resolve("work").toString(),
        url);
  }

  private Process start(String ready, String... command) throws Exception {
    Path log = folder.resolve("part-" + parts.size() + ".log");
    List<String> words =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Dlog4j2.configurationFile=classpath:org/apache/spark/log4j2-defaults.properties",
                "-cp",
                System.getProperty("java.class.path")));
    words.addAll(Arrays.asList(command));
    Process part =
        new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    parts.add(part);
    while (!Files.readString(log).contains(ready)) {
      if (!part.isAlive()) {
        throw new IOException(command[0] + " ended: " + Files.readString(log));
      }
      Thread.sleep(20);
    }
    return part;
  }

  /** The process of an executor of this JVM's clusters. */
  static Optional<ProcessHandle> executor(String id) {
    return ProcessHandle.current()
        .descendants()
        .filter(
            process ->
                String.join(" ", process.info().arguments().orElse(new String[0]))
                    .contains("--executor-id " + id + " "))
        .findFirst();
  }

  /** Ends a worker and its executors without a word. */
  static void kill(Process worker) {
    List<ProcessHandle> executors = worker.descendants().toList();
    worker.destroyForcibly();
    executors.forEach(ProcessHandle::destroyForcibly);
  }

  @Override
  public void close() {
    for (int i = parts.size() - 1; i >= 0; i--) {
      kill(parts.get(i));
    }
  }
}
