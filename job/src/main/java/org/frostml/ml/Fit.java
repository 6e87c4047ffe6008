package org.frostml.ml;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.PredictorParams;
import org.apache.spark.sql.Dataset;
import org.frostml.FrostException;
import org.frostml.Sha256;
import org.frostml.config.RunSettings;
import org.frostml.config.TrainConfig;
import org.frostml.io.ModelFile;
import org.frostml.job.files.Hadoop;
import org.frostml.job.files.Models;
import org.frostml.job.run.RunFolder;
import org.frostml.job.run.SparkData;
import org.frostml.job.run.SparkEngine;
import org.frostml.job.run.Versions;
import org.frostml.run.Engine;
import org.frostml.run.Preparation;
import org.frostml.run.RunStore;
import org.frostml.run.Training;

/**
 * What fit does: a run on the caller's thread, so that its jobs are the caller's group's and end
 * with it, which leaves the session as it was.
 */
final class Fit {
  private static final String DESCRIPTION = "spark.job.description";
  private static final int FOLDER_NAME = 16;

  private Fit() {}

  /**
   * What came out.
   *
   * @param file the model's, as bytes
   */
  record Fitted(byte[] file, FrostTrainingSummary summary) {}

  /**
   * Trains.
   *
   * @param classes whether labels are classes
   */
  static <P extends FrostParams & PredictorParams> Fitted of(
      P params, Dataset<?> table, boolean classes) {
    RunSettings settings = Settings.of(params, classes);
    SparkContext spark = table.sparkSession().sparkContext();
    String description = spark.getLocalProperty(DESCRIPTION);
    try (FitTable source = FitTable.of(params, table, settings.config(), classes)) {
      return train(params, settings, source, new JavaSparkContext(spark));
    } catch (IOException e) {
      throw new FrostException(params.uid() + ": " + e.getMessage(), e);
    } finally {
      spark.setLocalProperty(DESCRIPTION, description);
    }
  }

  private static Fitted train(
      FrostParams params, RunSettings settings, FitTable source, JavaSparkContext spark)
      throws IOException {
    TrainConfig config = settings.config();
    Preparation prepared = Preparation.of(config, source.facts(config), Versions.platform());
    String folder = params.getCheckpointDir();
    if (folder.isBlank()) {
      InMemory store = new InMemory();
      Training.Trained trained = train(settings, prepared, source, spark, store, "memory");
      return new Fitted(store.model(), new FrostTrainingSummary(trained));
    }
    String own = Hadoop.qualified(folder) + "/" + name(settings, prepared);
    try (RunFolder store = RunFolder.claim(own, false, true)) {
      Training.Trained trained = train(settings, prepared, source, spark, store, own);
      return new Fitted(bytes(own), new FrostTrainingSummary(trained));
    }
  }

  /** The same settings and rows have the same folder. */
  private static String name(RunSettings settings, Preparation prepared) {
    String what = settings.text() + prepared.provenance().training().sha256();
    byte[] digest = Sha256.begin().digest(what.getBytes(StandardCharsets.UTF_8));
    StringBuilder name = new StringBuilder();
    for (byte each : digest) {
      name.append(String.format(Locale.ROOT, "%02x", each));
    }
    return "fit-" + name.substring(0, FOLDER_NAME);
  }

  private static byte[] bytes(String folder) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ModelFile.write(Models.load(new Path(folder).toString()), out);
    return out.toByteArray();
  }

  private static Training.Trained train(
      RunSettings settings,
      Preparation prepared,
      FitTable source,
      JavaSparkContext spark,
      RunStore store,
      String name)
      throws IOException {
    TrainConfig config = settings.config();
    Training training = Training.begin(config, settings.text(), prepared, store, name);
    try (SparkData data = new SparkData(spark, source);
        Engine engine = new SparkEngine(spark, data, config, prepared);
        EpochLog progress = new EpochLog(config.epochs())) {
      return training.run(engine, progress, config.epochs(), () -> false);
    }
  }
}
