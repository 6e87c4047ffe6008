package org.frostml.job.files;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * Whose a claim is.
 *
 * @param id of the claim; no other has it
 * @param machine what shares its processes with this one: the same boot of the same machine, and
 *     the same container
 * @param birth when the process was started, because another may have its number later
 * @param since when it was claimed, for people
 */
record Owner(String id, String host, String machine, long pid, String birth, String since) {
  private static final int STATE = 0;
  private static final int STARTED = 19;

  /** This process. */
  static Owner here() {
    long pid = ProcessHandle.current().pid();
    return new Owner(
        UUID.randomUUID().toString(),
        thisHost(),
        thisMachine(),
        pid,
        birth(pid),
        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  private static String thisHost() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "a machine without a name";
    }
  }

  /** Empty where this system does not tell: then nothing is known of any process. */
  private static String thisMachine() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip()
          + " "
          + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
    } catch (IOException e) {
      return "";
    }
  }

  /** In ticks since the machine was started, which no clock that is set changes; empty if dead. */
  static String birth(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      // Behind the name, which may hold anything.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      return fields[STATE].matches("[ZX]") ? "" : fields[STARTED];
    } catch (IOException e) {
      return "";
    }
  }

  /** Whether this process can see whether that one lives. */
  boolean isInSightOf(Owner other) {
    return !machine.isEmpty() && machine.equals(other.machine);
  }

  /** Whether the process lives, of one that is in sight. */
  boolean lives() {
    return !birth.isEmpty() && birth.equals(birth(pid));
  }

  @Override
  public String toString() {
    return "process " + pid + " on " + host + " since " + since;
  }
}
