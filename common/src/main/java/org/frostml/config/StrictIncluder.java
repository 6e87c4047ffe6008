package org.frostml.config;

import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigObject;

/**
 * HOCON passes over an include that it cannot find; then another run would be trained than the one
 * that was meant.
 */
final class StrictIncluder implements ConfigIncluder {
  @Override
  public ConfigIncluder withFallback(ConfigIncluder fallback) {
    return this;
  }

  @Override
  public ConfigObject include(ConfigIncludeContext context, String what) {
    return context.relativeTo(what).parse(context.parseOptions().setAllowMissing(false));
  }
}
