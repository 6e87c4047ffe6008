package org.frostml.job;

import org.frostml.job.run.Versions;
import picocli.CommandLine;

/** What {@code --version} prints. */
final class VersionLines implements CommandLine.IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "Frost " + Versions.frost(), "Spark " + Versions.spark(), "Java " + Versions.java()
    };
  }
}
