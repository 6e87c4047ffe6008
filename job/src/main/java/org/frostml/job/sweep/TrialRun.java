package org.frostml.job.sweep;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.frostml.config.RunSettings;
import org.frostml.job.data.Sources;
import org.frostml.job.run.RunFolder;
import org.frostml.job.run.Versions;
import org.frostml.run.Engine;
import org.frostml.run.Preparation;
import org.frostml.run.Progress;
import org.frostml.run.Training;

/**
 * Trains a trial up to an epoch, from where its run folder is on. What it would meet again wherever
 * it is trained is an outcome; anything else is thrown, for it to be tried again elsewhere.
 *
 * @param name of the run folder
 * @param until the epoch after which this part ends
 * @param executor where this is, for the record
 */
record TrialRun(RunSettings settings, String name, int until, String executor) {
  /** Makes what computes. */
  interface Engines {
    Engine of(Preparation prepared) throws IOException;
  }

  /**
   * @param sources shared with other trials
   * @param kernels of the whole sweep
   */
  Outcome run(Sources sources, String kernels, Engines engines, BooleanSupplier interrupted)
      throws IOException {
    try {
      return train(sources, kernels, engines, interrupted);
    } catch (IOException | RuntimeException e) {
      Outcome outcome = Outcome.failed(e, executor);
      if (outcome.end() == Outcome.End.LOST) {
        throw e;
      }
      return outcome;
    }
  }

  private Outcome train(
      Sources sources, String kernels, Engines engines, BooleanSupplier interrupted)
      throws IOException {
    try (RunFolder folder = RunFolder.check(name, false, true)) {
      Preparation prepared = Preparation.of(settings.config(), sources, Versions.platform(kernels));
      Training training =
          Training.begin(settings.config(), settings.text(), prepared, folder, name);
      try (Engine engine = engines.of(prepared)) {
        return Outcome.trained(
            training.run(engine, new Progress.Silent(), until, interrupted), until, executor);
      }
    }
  }
}
