package org.frostml.job;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.records.ApplicationId;
import org.apache.hadoop.yarn.api.records.ApplicationReport;
import org.apache.hadoop.yarn.client.api.YarnClient;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.YarnException;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/**
 * YARN in this JVM, with two nodes whose containers are JVMs of their own. What is submitted goes
 * through the launcher's own spark-submit, in a JVM of its own too.
 */
final class YarnCluster implements AutoCloseable {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  private final Path folder;
  private final MiniYARNCluster yarn = new MiniYARNCluster("yarn", 2, 1, 1);
  private final Path jar;
  private int submitted;

  /**
   * @param folder for the configuration, the job's jar and what is staged
   */
  YarnCluster(Path folder) throws IOException {
    this.folder = folder;
    Configuration conf = new YarnConfiguration();
    conf.set("yarn.resourcemanager.hostname", "localhost");
    conf.set("yarn.scheduler.minimum-allocation-mb", "128");
    // An application master counts against a share of the queue, a tenth where nothing else is
    // said.
    conf.set("yarn.scheduler.capacity.maximum-am-resource-percent", "1.0");
    conf.set("yarn.scheduler.capacity.root.queues", "default");
    conf.set("yarn.scheduler.capacity.root.default.capacity", "100");
    // As many as conf/yarn.conf asks for.
    conf.set("yarn.resourcemanager.am.max-attempts", "3");
    // Containers are started whatever else fills this machine's disk and address space.
    conf.set(
        "yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", "100");
    conf.set("yarn.nodemanager.vmem-check-enabled", "false");
    // A node waits at its end for what is kept; why a master ended is in its report.
    conf.set("yarn.nodemanager.log.retain-seconds", "0");
    yarn.init(conf);
    yarn.start();
    Path site = Files.createDirectories(folder.resolve("conf")).resolve("yarn-site.xml");
    try (OutputStream out = Files.newOutputStream(site)) {
      yarn.getConfig().writeXml(out);
    }
    jar = makeJar(LocalCluster.classes().split(File.pathSeparator));
  }

  /** The classes that no jar of SPARK_HOME has; of two of a name the first, as on a class path. */
  private Path makeJar(String[] roots) throws IOException {
    Path target = folder.resolve("frost.jar");
    Set<String> names = new HashSet<>();
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(target))) {
      for (String root : roots) {
        List<Path> files;
        try (Stream<Path> all = Files.walk(Path.of(root))) {
          files = all.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
          String name = Path.of(root).relativize(file).toString();
          if (names.add(name)) {
            out.putNextEntry(new ZipEntry(name));
            Files.copy(file, out);
          }
        }
      }
    }
    return target;
  }

  /** Begins a command in a deploy mode, on two executors of one core. */
  Process submit(String mode, Object... words) throws IOException {
    String home = System.getenv("SPARK_HOME");
    String java = System.getProperty("java.home");
    List<String> command =
        new ArrayList<>(
            List.of("bash", ROOT.resolve("submit-scripts/spark-home/spark-submit").toString()));
    command.addAll(List.of("--master", "yarn", "--deploy-mode", mode));
    command.addAll(List.of("--properties-file", ROOT.resolve("conf/yarn.conf").toString()));
    command.addAll(List.of("--driver-memory", "512m", "--executor-memory", "512m"));
    command.addAll(List.of("--num-executors", "2", "--executor-cores", "1"));
    for (String setting :
        new String[] {
          "spark.ui.enabled=false",
          "spark.yarn.jars=local:" + home + "/jars/*",
          "spark.yarn.stagingDir=" + folder.resolve("staging").toUri(),
          "spark.yarn.appMasterEnv.JAVA_HOME=" + java,
          "spark.yarn.appMasterEnv.SPARK_LOCAL_IP=127.0.0.1",
          "spark.executorEnv.JAVA_HOME=" + java,
          "spark.executorEnv.SPARK_LOCAL_IP=127.0.0.1"
        }) {
      command.addAll(List.of("--conf", setting));
    }
    command.addAll(List.of("--class", Main.class.getName(), jar.toString()));
    for (Object word : words) {
      command.add(word.toString());
    }
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("submit-" + submitted++ + ".log").toFile());
    builder.environment().put("JAVA_HOME", java);
    builder.environment().put("HADOOP_CONF_DIR", folder.resolve("conf").toString());
    return builder.start();
  }

  /** What the last submitted command said. */
  String said() throws IOException {
    return Files.readString(folder.resolve("submit-" + (submitted - 1) + ".log"));
  }

  /** How many application masters the application submitted last has had. */
  int attempts() throws IOException, YarnException {
    try (YarnClient client = YarnClient.createYarnClient()) {
      client.init(yarn.getConfig());
      client.start();
      ApplicationId last =
          client.getApplications().stream()
              .map(ApplicationReport::getApplicationId)
              .max(Comparator.naturalOrder())
              .orElseThrow();
      return client.getApplicationAttempts(last).size();
    }
  }

  /** The process of an application master, by the number of its attempt. */
  static Optional<ProcessHandle> master(int attempt) {
    return ProcessHandle.current()
        .descendants()
        .filter(
            process -> {
              List<String> words = List.of(process.info().arguments().orElse(new String[0]));
              return words.contains("org.apache.spark.deploy.yarn.ApplicationMaster")
                  && words.stream().anyMatch(word -> word.matches(".*_0" + attempt + "_000001.*"));
            })
        .findFirst();
  }

  @Override
  public void close() {
    yarn.stop();
  }
}
