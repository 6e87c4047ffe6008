package org.frostml.bench;

import org.frostml.job.Main;

/** {@code frost bench}: in a jar of its own, for benchmarks do not travel to clusters. */
public final class BenchMain {
  private BenchMain() {}

  public static void main(String[] arguments) {
    Main.run(Main.commandLine(new BenchCommand()), arguments);
  }
}
