package org.frostml.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class MainTest {
  /** What goes wrong while it initialises is the cause of an error, and no part of its message. */
  private static final class Broken {
    static final int NUMBER = fail();

    private static int fail() {
      throw new IllegalStateException("Jackson 2.20 is not 2.21");
    }
  }

  @Command
  private static final class Breaking implements Runnable {
    @Override
    public void run() {
      assertEquals(0, Broken.NUMBER);
    }
  }

  @Test
  void anErrorOfTheJvmNamesItsCause() {
    StringWriter err = new StringWriter();
    CommandLine command = Main.commandLine(new Breaking()).setErr(new PrintWriter(err, true));
    assertEquals(1, Main.execute(command));
    assertEquals(
        "frost: unexpected error: ExceptionInInitializerError; because: IllegalStateException:"
            + " Jackson 2.20 is not 2.21",
        err.toString().lines().findFirst().orElseThrow());
    assertTrue(err.toString().contains("at org.frostml.job.MainTest$Broken.fail"), err.toString());
    // Once more the JVM only says that it could not.
    assertEquals(1, Main.execute(command));
    assertTrue(
        err.toString().contains("NoClassDefFoundError: Could not initialize class"),
        err.toString());
  }
}
