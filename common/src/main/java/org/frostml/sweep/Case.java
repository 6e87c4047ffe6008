package org.frostml.sweep;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigValueFactory;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.frostml.FrostException;
import org.frostml.config.Hocon;
import org.frostml.config.Keys;
import org.frostml.config.Reference;

/** Settings with a name, with which every combination is tried. */
record Case(String name, Config settings) {
  /** Where no cases are given. */
  static final Case NONE = new Case("", ConfigFactory.empty());

  private static final String NAME = "name";

  /** The cases that are given, in order. */
  static List<Case> of(Keys in) {
    List<Case> cases =
        Hocon.checked(() -> in.config().getConfigList("sweep.cases")).stream()
            .map(Case::of)
            .toList();
    Set<String> names = new HashSet<>();
    for (Case one : cases) {
      if (!names.add(one.name)) {
        throw new FrostException("two cases of sweep.cases have the name " + one.name);
      }
    }
    return cases;
  }

  private static Case of(Config given) {
    String name = given.hasPath(NAME) ? Hocon.checked(() -> given.getString(NAME)) : "";
    if (name.isBlank()) {
      throw new FrostException("a case of sweep.cases has no name" + Reference.where(given.root()));
    }
    Config settings = given.withoutPath(NAME);
    Reference.RUN.require(settings.root());
    return new Case(name, settings);
  }

  /** The case without what is set elsewhere and wins. */
  Case without(Set<String> keys) {
    Config left = settings;
    for (String key : keys) {
      left = left.withoutPath(key);
    }
    return new Case(name, left);
  }

  /** What {@link #of} read. */
  Config config() {
    return settings.withValue(NAME, ConfigValueFactory.fromAnyRef(name));
  }
}
