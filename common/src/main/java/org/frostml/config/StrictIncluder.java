package org.frostml.config;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import java.io.File;
import java.net.URL;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * HOCON passes over an include that it cannot find; then another run would be trained than the one
 * that was meant.
 *
 * @param strict makes options that tolerate a missing file into those to include with, or throws
 */
record StrictIncluder(UnaryOperator<ConfigParseOptions> strict)
    implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderURL, ConfigIncluderClasspath {
  @Override
  public ConfigIncluder withFallback(ConfigIncluder fallback) {
    return this;
  }

  @Override
  public ConfigObject include(ConfigIncludeContext context, String what) {
    return found(what, context, options -> context.relativeTo(what).parse(options));
  }

  @Override
  public ConfigObject includeFile(ConfigIncludeContext context, File what) {
    return found(what, context, options -> ConfigFactory.parseFile(what, options).root());
  }

  @Override
  public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
    return found(what, context, options -> ConfigFactory.parseURL(what, options).root());
  }

  @Override
  public ConfigObject includeResources(ConfigIncludeContext context, String what) {
    return found(what, context, options -> ConfigFactory.parseResources(what, options).root());
  }

  private ConfigObject found(
      Object what,
      ConfigIncludeContext context,
      Function<ConfigParseOptions, ConfigObject> include) {
    ConfigParseOptions options = strict.apply(context.parseOptions());
    try {
      return include.apply(options);
    } catch (ConfigException.IO e) {
      throw new ConfigException.Generic("cannot include " + what + ", which cannot be read", e);
    }
  }
}
