package org.frostml.bench;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.frostml.config.Configs;
import org.frostml.config.RunSettings;
import org.frostml.config.TrainConfig;
import org.frostml.job.data.Streamed;
import org.frostml.job.files.Hadoop;
import org.frostml.job.run.RunFolder;
import org.frostml.job.run.SparkData;
import org.frostml.job.run.SparkEngine;
import org.frostml.job.run.Versions;
import org.frostml.run.Engine;
import org.frostml.run.Preparation;
import org.frostml.run.Progress;
import org.frostml.run.Training;

/**
 * What {@code frost train} makes of a folder of IDX files.
 *
 * @param conf a configuration file
 * @param data the folder
 */
record IdxRun(JavaSparkContext spark, String conf, String data) {
  /**
   * The accuracy on the test examples.
   *
   * @param out a run folder, to be made
   */
  double accuracy(long seed, int epochs, Path out) throws IOException {
    Map<String, Object> given =
        Map.of("data.format", "idx", "data.path", data, "seed", seed, "epochs", epochs);
    RunSettings settings =
        Configs.read(List.of(Hadoop.configuration(conf), ConfigFactory.parseMap(given)));
    TrainConfig config = settings.config();
    try (Streamed source = new Streamed();
        RunFolder folder = RunFolder.claim(out.toString(), false, false)) {
      Preparation prepared = Preparation.of(config, source.facts(config), Versions.platform());
      Training training = Training.begin(config, settings.text(), prepared, folder, out.toString());
      try (SparkData shards = new SparkData(spark, source);
          Engine engine = new SparkEngine(spark, shards, config, prepared)) {
        return training
            .run(engine, new Progress.Silent(), epochs, () -> false)
            .summary()
            .measures()
            .quality();
      }
    }
  }
}
