package org.frostml.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/** Made-up results in the form that sweeps and runs leave them. */
final class SweepFolders {
  /** What the trial that failed says. */
  static final String WORDS = "diverged at step 41: the loss is NaN; lower learningRate.base";

  private static final double[] DENSITIES = {0.01, 0.02, 0.05};
  private static final int[] CYCLES = {0, 9, 19};

  private SweepFolders() {}

  /**
   * A sweep of 24 trials: dense SGD and a sparse grid, each of two seeds; of the sparse ones one
   * failed and one was stopped.
   *
   * @param name of the dense case
   */
  static void write(Path folder, String name) throws IOException {
    StringBuilder lines = new StringBuilder();
    Random random = new Random(7);
    int trial = 1;
    for (int i = 0; i < 12; i++) {
      for (int seed = 0; seed < 2; seed++, trial++) {
        double density = i < 9 ? DENSITIES[i / 3] : 1;
        int m = i < 9 ? CYCLES[i % 3] : 0;
        String params =
            i < 9
                ? "{\"case\":\"linbreg\",\"density.target\":%s,\"freeze.m\":%d}"
                    .formatted(density, m)
                : "{\"case\":\"%s\",\"learningRate.base\":%s}".formatted(name, (i - 8) / 10.0);
        double accuracy =
            0.975 + 0.003 * Math.log10(density) - 0.0002 * m + 0.001 * random.nextGaussian();
        String state = trial == 8 ? "failed" : trial == 13 ? "stopped" : "done";
        int epochs = state.equals("stopped") ? 3 : state.equals("failed") ? 1 : 15;
        String id = String.format("%012x", 1_000_003L * trial);
        lines.append(line(trial, id, params, seed, state, epochs, accuracy, density, m));
        if (trial != 5) {
          String home = "trials/" + id + (trial == 6 ? ".partial" : "");
          Files.createDirectories(folder.resolve(home));
          Files.writeString(
              folder.resolve(home + "/metrics.jsonl"), metrics(random, epochs, accuracy, density));
        }
      }
    }
    Files.writeString(folder.resolve("trials.jsonl"), lines);
    Files.writeString(
        folder.resolve("sweep.conf"), "data { format = digits }\nsweep { search = grid }\n");
  }

  private static String line(
      int trial,
      String id,
      String params,
      int seed,
      String state,
      int epochs,
      double accuracy,
      double density,
      int m) {
    boolean failed = state.equals("failed");
    double flops = density + (1 - density) / (3.0 * (m + 1));
    return String.format(
        Locale.ROOT,
        """
        {"trial":%d,"id":"%s","params":%s,"seed":%d,"state":"%s","rung":%s,"epochs":%d,"accuracy":%s,\
        "bestAccuracy":%s,"validationAccuracy":null,"bestValidationAccuracy":null,"loss":0.11,\
        "density":%s,"meanDensity":%s,"trainFlopsRatio":%s,"exchangeRatio":%s,"flops":123456789,\
        "seconds":%s,"executor":"driver@host","error":%s}
        """,
        trial,
        id,
        params,
        seed,
        state,
        failed ? "null" : state.equals("stopped") ? "0" : "2",
        epochs,
        failed ? "null" : accuracy - (state.equals("stopped") ? 0.05 : 0),
        failed ? "null" : accuracy + 0.0004,
        density,
        density,
        flops,
        0.9 * flops,
        epochs * (0.2 + 1.5 * flops),
        failed ? "\"" + WORDS + "\"" : "null");
  }

  /** A run's lines, with bytes and held-out examples. */
  static String metrics(Random random, int epochs, double accuracy, double density) {
    StringBuilder lines = new StringBuilder();
    for (int epoch = 1; epoch <= epochs; epoch++) {
      for (int part = 0; part < 5; part++) {
        int step = 200 * (epoch - 1) + 40 * part;
        double settling = 2000 / (1.0 + step / 40.0);
        lines.append(
            String.format(
                Locale.ROOT,
                """
                {"kind":"cycle","step":%d,"epoch":%d,"fineSteps":2,"density":%s,\
                "layerDensities":[%s,%s,%s],"births":%d,"deaths":%d,"hamming":%s,"jaccard":0.9,\
                "everActive":0.1,"deadUnits":3,"lambda":0.01,"certificate":%s,"certificateBound":%s,\
                "lipschitz":null,"violations":null}
                """,
                step,
                epoch,
                density,
                0.9 * density,
                1.2 * density,
                Math.min(1, 6 * density),
                1 + (int) settling,
                1 + (int) (0.9 * settling),
                settling / 266_200,
                step == 0 ? "null" : 0.5 / (step + 40.0),
                step == 0 ? "null" : 0.6 / (step + 40.0)));
      }
      double reached = accuracy - 0.25 * Math.exp(-0.5 * epoch) + 0.001 * random.nextGaussian();
      lines.append(
          String.format(
              Locale.ROOT,
              """
              {"kind":"epoch","epoch":%d,"steps":%d,"trainLoss":%s,"loss":%s,"accuracy":%s,\
              "validationLoss":%s,"validationAccuracy":%s,"density":%s,"lambda":0.01,\
              "learningRate":0.1,"trainFlopsRatio":0.08,"exchangeRatio":0.07,\
              "examplesPerSecond":9000.0,"seconds":%s,"bytes":%d}
              """,
              epoch,
              200 * epoch,
              0.02 + 1.2 * Math.exp(-0.5 * epoch),
              0.1 + Math.exp(-0.5 * epoch),
              reached,
              0.11 + Math.exp(-0.5 * epoch),
              reached - 0.004,
              density,
              1.5 * epoch,
              (long) (200 * epoch * (3e5 * density + 5e4))));
    }
    return lines.toString();
  }

  /** A folder on this disk. */
  record LocalFolder(Path path) implements ResultFolder {
    @Override
    public String name() {
      return path.getFileName().toString();
    }

    @Override
    public String show(String file) {
      return path.resolve(file).toString();
    }

    @Override
    public Optional<TextFile> read(String file) throws IOException {
      Path text = path.resolve(file);
      return Files.isRegularFile(text)
          ? Optional.of(new TextFile(Files.readString(text), Instant.parse("2026-11-25T12:00:00Z")))
          : Optional.empty();
    }
  }
}
