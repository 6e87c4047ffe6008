package org.frostml.config;

import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigResolver;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;

/** The variables that a configuration may refer to; a value tells which of them it is from. */
record Environment(ConfigResolver next) implements ConfigResolver {
  /** The library's own look-up says that a value is from some variable. */
  static final ConfigResolveOptions OPTIONS =
      ConfigResolveOptions.noSystem().appendResolver(new Environment(null));

  @Override
  public ConfigValue lookup(String name) {
    String value = System.getenv(name);
    if (value != null) {
      return ConfigValueFactory.fromAnyRef(value, "environment variable " + name);
    }
    return next == null ? null : next.lookup(name);
  }

  @Override
  public ConfigResolver withFallback(ConfigResolver fallback) {
    return new Environment(fallback);
  }
}
