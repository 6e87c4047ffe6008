package org.frostml.job;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.fs.Path;
import org.frostml.config.Configs;
import org.frostml.job.files.Hadoop;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The configuration that a command line gives: a file, and what is set on top of it. */
final class ConfigOptions {
  private static final String FORMAT = "data.format";
  private static final String DIGITS = "digits";

  @Parameters(
      paramLabel = "CONF",
      description =
          "A configuration, here or on any Hadoop file system; its keys: conf/reference.conf.")
  private String conf;

  @Option(
      names = "--data",
      paramLabel = "PATH",
      description =
          "The file or folder of the examples: data.path; IDX files unless the configuration says otherwise.")
  private String data;

  @Option(
      names = "--set",
      paramLabel = "key=value",
      description = "Set a configuration key; may be repeated.")
  private List<String> settings = new ArrayList<>();

  /**
   * The layers of it, later ones first in precedence: the file, with what {@code --data} is taken
   * for, and what the command line says.
   */
  List<Config> overlays() throws IOException {
    Config file = Hadoop.configuration(conf);
    List<Config> overlays =
        new ArrayList<>(List.of(format(data, file).withFallback(file), path(data)));
    settings.forEach(setting -> overlays.add(Configs.setting(setting)));
    return overlays;
  }

  /** A folder of this moment, as clocks show it here, and of no other run that begins now. */
  String defaultOut(String parent) {
    String time =
        LocalDateTime.now(ZoneId.systemDefault())
            .format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT));
    String mine = UUID.randomUUID().toString().substring(0, 6);
    return parent + "/" + name() + "-" + time + "-" + mine;
  }

  /** The configuration's name without folder and ending. */
  String name() {
    return new Path(conf).getName().replaceFirst("\\.conf$", "");
  }

  /**
   * What {@code --data} says; nothing for null. Where no other files are spoken of it names images.
   *
   * @param config that it is said beside
   */
  static Config dataOverlay(String path, Config config) {
    return path(path).withFallback(format(path, config));
  }

  private static Config path(String path) {
    return path == null ? ConfigFactory.empty() : set("data.path", path);
  }

  private static Config format(String path, Config config) {
    boolean others = !Configs.said(config, FORMAT).orElse(DIGITS).equals(DIGITS);
    return path == null || others ? ConfigFactory.empty() : set(FORMAT, "idx");
  }

  private static Config set(String key, String value) {
    return ConfigFactory.parseMap(Map.of(key, value), "--data");
  }
}
