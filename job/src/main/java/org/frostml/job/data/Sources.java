package org.frostml.job.data;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.frostml.config.Configs;
import org.frostml.config.RunSettings;
import org.frostml.config.TrainConfig;
import org.frostml.job.files.Hadoop;

/** The sources that configurations name. */
public final class Sources {
  private Sources() {}

  /** That of a format. */
  public static Source of(TrainConfig.Format format) {
    return format.needsSpark() ? new Tables() : new Streamed();
  }

  /**
   * The same run with the whole name of its data: where it stands for a path of this folder, a
   * model could not be evaluated from another.
   */
  public static RunSettings qualified(RunSettings settings) throws IOException {
    TrainConfig.Data data = settings.config().data();
    Map<String, String> whole = new HashMap<>();
    if (data.format() != TrainConfig.Format.DIGITS && !isInCatalog(data)) {
      whole.put("data.path", Hadoop.qualified(data.path()).toString());
      String test = data.table().test().path();
      if (!test.isEmpty()) {
        whole.put("data.testPath", Hadoop.qualified(test).toString());
      }
    }
    Config paths = ConfigFactory.parseMap(whole, "data.path");
    return whole.isEmpty() ? settings : Configs.read(List.of(settings.resolved(), paths));
  }

  private static boolean isInCatalog(TrainConfig.Data data) {
    return data.format() == TrainConfig.Format.TABLE && data.table().isInCatalog();
  }
}
