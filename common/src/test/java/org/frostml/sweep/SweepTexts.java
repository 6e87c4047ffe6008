package org.frostml.sweep;

import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.frostml.config.Configs;
import org.frostml.nn.Measure;

/** SweepTexts from texts. */
final class SweepTexts {
  private SweepTexts() {}

  /** A sweep of this text, on the first line of "s". */
  static SweepConfig bind(String text, String... settings) {
    List<Config> overlays = new ArrayList<>(List.of(Configs.text(text, "s")));
    List.of(settings).forEach(setting -> overlays.add(Configs.setting(setting)));
    return SweepConfig.bind(overlays);
  }

  static List<Map<String, Object>> params(SweepConfig sweep) {
    return sweep.trials().stream().map(Trial::params).toList();
  }

  /** The values of a key, trial by trial. */
  static List<Object> values(SweepConfig sweep, String key) {
    return sweep.trials().stream().map(trial -> trial.params().get(key)).toList();
  }

  /** Of trials in their order. */
  static Rungs rungs(Scheduler scheduler, int trials, int epochs) {
    return new Rungs(
        scheduler, IntStream.rangeClosed(1, trials).boxed().toList(), epochs, Measure.ACCURACY);
  }
}
