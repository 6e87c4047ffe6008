package org.frostml.job;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.FrostException;
import org.frostml.config.Configs;
import org.frostml.config.Resumption;
import org.frostml.config.TrainConfig;
import org.frostml.kernel.Kernels;
import org.frostml.train.Checkpoint;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains a network and leaves a run folder. */
@Command(name = "train", description = "Train a network.", mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
  /** The provenance field that holds the resolved configuration. */
  static final String CONFIG = "config";

  private static final Logger LOG = LoggerFactory.getLogger(TrainCommand.class);

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "CONF",
      description =
          "A configuration, here or on any Hadoop file system; its keys: conf/reference.conf.")
  private String conf;

  @Option(
      names = "--data",
      paramLabel = "PATH",
      description = "A folder of IDX files: data.path, with data.format = idx.")
  private String data;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The run folder; by default runs/<CONF>-<time>.")
  private String out;

  @Option(names = "--overwrite", description = "Replace the run folder if it exists.")
  private boolean overwrite;

  @Option(
      names = "--resume",
      description =
          "Go on with the run in DIR from its last checkpoint, to the same bits; where there is none,"
              + " begin.")
  private boolean resume;

  @Option(
      names = "--set",
      paramLabel = "key=value",
      description = "Set a configuration key; may be repeated.")
  private List<String> settings = new ArrayList<>();

  @Override
  public Integer call() throws IOException {
    if (resume && out == null) {
      throw new ParameterException(spec.commandLine(), "--resume needs --out DIR");
    }
    TrainConfig config = config();
    PrintWriter console = spec.commandLine().getOut();
    try (RunFolder folder = RunFolder.check(out == null ? defaultOut() : out, overwrite, resume)) {
      if (folder.resumes() && !hasMoreToDo(folder, config)) {
        console.println(out + ": complete; there is nothing to go on with");
        return 0;
      }
      Preparation prepared = Preparation.of(config);
      Checkpoints checkpoints = new Checkpoints(folder, config.checkpoints());
      Optional<Checkpoint> start = folder.resumes() ? checkpoints.latest() : Optional.empty();
      start.ifPresent(checkpoint -> prepared.requireOf(checkpoint, config.epochs(), out));
      Interrupt.watch();
      folder.open(Configs.render(config.resolved()));
      try (JavaSparkContext spark = spark("frost train " + name())) {
        LOG.info(
            "{}: {} examples in {} shards, {} steps an epoch, {} kernels; layers run dense from {} on",
            prepared.train().name(),
            prepared.train().size(),
            config.shards(),
            prepared.batches().stepsPerEpoch(),
            prepared.run().kernels(),
            Bench.percent(Kernels.named(prepared.run().kernels()).crossover()));
        long fine = (long) Float.BYTES * prepared.network().layout().size();
        LOG.info(
            "a fine step's gradients have {} MiB; the driver adds them in the order of shards, {} a job",
            (fine + (1 << 20) - 1) >> 20,
            Math.min(config.shards(), Wave.shards(spark.sc(), fine)));
        Summary summary =
            new Training(config, prepared, spark, folder, checkpoints, console).run(start);
        checkpoints.keep(1);
        folder.complete();
        summary.print(console, folder.show(Models.FILE));
      }
    } finally {
      Interrupt.finished();
    }
    return 0;
  }

  /** Whether the run to go on with, which must be one of this configuration, has not ended. */
  private boolean hasMoreToDo(RunFolder folder, TrainConfig config) throws IOException {
    TrainConfig begun = Configs.bind(List.of(folder.config()));
    Resumption.require(begun, config, out);
    return !folder.isComplete() || config.epochs() > begun.epochs();
  }

  private TrainConfig config() throws IOException {
    List<Config> overlays = new ArrayList<>(List.of(Hadoop.configuration(conf), dataOverlay(data)));
    settings.forEach(setting -> overlays.add(Configs.setting(setting)));
    TrainConfig config = Configs.bind(overlays);
    if (config.data().format() != TrainConfig.Format.IDX) {
      return config;
    }
    // Where it stands for a path of this folder, a model could not be evaluated from another.
    String path = Hadoop.qualified(config.data().path()).toString();
    overlays.add(ConfigFactory.parseMap(Map.of("data.path", path), "data.path"));
    return Configs.bind(overlays);
  }

  private String defaultOut() {
    String time = LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
    return "runs/" + name() + "-" + time;
  }

  /** The configuration's name without folder and ending. */
  private String name() {
    return new Path(conf).getName().replaceFirst("\\.conf$", "");
  }

  /** What {@code --data} says; nothing for null. */
  static Config dataOverlay(String path) {
    Map<String, String> values = new LinkedHashMap<>();
    if (path != null) {
      values.put("data.path", path);
      values.put("data.format", "idx");
    }
    return ConfigFactory.parseMap(values, "--data");
  }

  /** A context with Frost's serializer; everything else is the user's, from spark-submit. */
  static JavaSparkContext spark(String name) {
    return spark(new SparkConf(), name);
  }

  static JavaSparkContext spark(SparkConf conf, String name) {
    // spark-submit names an application after its class unless told otherwise.
    if (conf.get("spark.app.name", Main.class.getName()).equals(Main.class.getName())) {
      conf.setAppName(name);
    }
    try {
      JavaSparkContext spark = new JavaSparkContext(FrostKryo.configure(conf));
      Uncaught.watch(spark);
      return spark;
    } catch (Exception e) {
      // Settings that Spark cannot use end in exceptions of any kind; Scala declares none.
      throw new FrostException("Spark does not start: " + Main.firstLine(e), e);
    }
  }
}
