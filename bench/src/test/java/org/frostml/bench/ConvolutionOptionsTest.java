package org.frostml.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

class ConvolutionOptionsTest {
  @Command(name = "timing")
  private static final class Timing implements Runnable {
    @Mixin private ConvolutionOptions options;

    @Option(names = "--data", paramLabel = "CIFAR")
    private String data;

    @Option(names = "--sparse-only")
    private boolean sparseOnly;

    @Override
    public void run() {}
  }

  private final Timing timing = new Timing();
  private final CommandLine command = new CommandLine(timing);

  @Test
  void whatRepeatsACommandSaysNothingOfTheMachine() {
    command.execute(
        "--samples=3", "--batches", "8,16", "--sparse-only", "--data", "/here", "--out", "x.json");
    assertEquals(List.of(8, 16), timing.options.batches());
    assertEquals(3, timing.options.samples());
    assertEquals(
        "frost bench timing --samples 3 --batches 8,16 --sparse-only --data CIFAR",
        timing.options.command("frost bench timing"));
  }

  @Test
  void numbersGoToAFileOfTheCommandsName() {
    command.execute();
    assertEquals(List.of(32, 128), timing.options.batches());
    assertEquals("frost bench timing", timing.options.command("frost bench timing"));
    String help = command.getUsageMessage();
    assertTrue(help.contains("by default timing.json here."), help);
    assertTrue(help.contains("by default 32,128."), help);
  }
}
