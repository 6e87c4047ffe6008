package org.frostml.config;

import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.frostml.FrostException;

/**
 * What a run may be resumed with: the settings it was begun with, but for a list of those that
 * leave its numbers alone.
 */
public final class Resumption {
  /** Data may have moved: they are known by their sum. */
  private static final Set<String> FREE =
      Set.of(
          "checkpoint.epochs",
          "checkpoint.minutes",
          "checkpoint.cycles",
          "checkpoint.keep",
          "data.path");

  private static final String EPOCHS = "epochs";

  private Resumption() {}

  /** What goes by the run's length, so that a longer run is another one from its start; or "". */
  private static String end(TrainConfig config) {
    if (config.schedule().endsWithTheRun()) {
      return "the learning rate's schedule";
    }
    if (config.optimizer().endsWithTheRun()) {
      return "the schedule of the density, or of the mask,";
    }
    return config.freeze().endsWithTheRun() ? "the schedule of freezing" : "";
  }

  /**
   * Fails, naming every setting that would change the numbers of what was begun.
   *
   * @param where the run, for messages
   */
  public static void require(TrainConfig begun, TrainConfig now, String where) {
    List<String> refused = new ArrayList<>();
    Config before = begun.resolved();
    Config after = now.resolved();
    Set<String> keys = new TreeSet<>();
    before.entrySet().forEach(entry -> keys.add(entry.getKey()));
    after.entrySet().forEach(entry -> keys.add(entry.getKey()));
    for (String key : keys) {
      boolean free = FREE.contains(key) || key.equals(EPOCHS) && end(now).isEmpty();
      if (!free && !before.getValue(key).equals(after.getValue(key))) {
        String reason = key.equals(EPOCHS) ? " (" + end(now) + " ends with the run)" : "";
        refused.add(
            key
                + " = "
                + before.getValue(key).unwrapped()
                + ", not "
                + after.getValue(key).unwrapped()
                + reason);
      }
    }
    if (!refused.isEmpty()) {
      throw new FrostException(
          where
              + ": cannot be resumed with settings that change its numbers; it was begun with "
              + String.join("; ", refused));
    }
  }
}
