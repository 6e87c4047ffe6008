package org.frostml.run;

import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.frostml.config.RunSettings;
import org.frostml.config.TrainConfig;
import org.frostml.data.Digits;
import org.frostml.data.Examples;
import org.frostml.data.Pool;
import org.frostml.kernel.Kernels;

/** Whole runs on synthetic digits in this JVM. */
final class DigitRuns {
  static final Platform PLATFORM = Platform.here("1.0", null, Kernels.named("scalar").name());

  static final DataSets DIGITS =
      new DataSets() {
        @Override
        public Examples train(TrainConfig.Data data) throws IOException {
          return Pool.of(new Digits("digits", data.train(), data.seed(), 0));
        }

        @Override
        public Examples test(TrainConfig.Data data) throws IOException {
          return Pool.of(new Digits("digits", data.test(), data.seed(), 1));
        }
      };

  private DigitRuns() {}

  static Training.Trained train(
      RunSettings settings, RunStore store, int threads, BooleanSupplier interrupted)
      throws IOException {
    TrainConfig config = settings.config();
    Preparation prepared = Preparation.of(config, DIGITS.facts(config), PLATFORM);
    Training training = Training.begin(config, settings.text(), prepared, store, "the run");
    try (Engine engine = new LocalEngine(config, prepared, DIGITS.parts(config), threads)) {
      return training.run(engine, new Progress.Silent(), config.epochs(), interrupted);
    }
  }
}
