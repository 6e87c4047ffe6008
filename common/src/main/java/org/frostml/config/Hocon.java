package org.frostml.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigRenderOptions;
import java.util.function.Supplier;
import org.frostml.FrostException;

/** The library of configurations, as Frost uses it. */
public final class Hocon {
  private Hocon() {}

  /** Runs a step of the library and turns its complaint into one line. */
  public static <T> T checked(Supplier<T> step) {
    try {
      return step.get();
    } catch (ConfigException e) {
      String first = e.getMessage().lines().findFirst().orElse(e.toString());
      // Advice that misses the point, and fifty times the same file.
      throw new FrostException(first.replaceFirst(" (\\(if you intended|Trace: ).*", ""), e);
    }
  }

  /** A configuration as a file would hold it, complete. */
  public static String render(Config config) {
    return config
        .root()
        .render(
            ConfigRenderOptions.defaults()
                .setJson(false)
                .setComments(false)
                .setOriginComments(false));
  }
}
