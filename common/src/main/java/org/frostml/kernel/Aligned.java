package org.frostml.kernel;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;

/**
 * Arrays whose places {@link #START}, START + 16, ... begin cache lines, where the JVM lets us.
 *
 * <p>A vector that straddles two cache lines costs two loads; on registers of 512 bits every vector
 * of an array that begins anywhere does, and the sparse kernels lose a third of their speed. Java
 * gives no address away. But G1 places an array of half a region or more at the start of a region
 * and never moves it, and the JVM puts 16 bytes before its elements: so the 13th float begins a
 * line. Under other collectors the places are as good as any, and the numbers are the same.
 */
public final class Aligned {
  /** The first float of an array that begins a cache line. */
  public static final int START = 12;

  /** The largest region of G1, halved, in floats. */
  private static final long LARGEST = (32L << 20) / 2 / Float.BYTES;

  private Aligned() {}

  /** Zeros from {@link #START} on, {@code floats} of them or more. */
  public static float[] allocate(int floats) {
    return new float[length(floats)];
  }

  /** The same of words. */
  static int[] allocateWords(int words) {
    return new int[length(words)];
  }

  private static int length(int wanted) {
    return (int) Math.max(START + (long) wanted, halfRegion());
  }

  /** Half a region of G1 in floats; 0 under other collectors. */
  private static long halfRegion() {
    try {
      HotSpotDiagnosticMXBean jvm =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
      if (jvm == null || !Boolean.parseBoolean(jvm.getVMOption("UseG1GC").getValue())) {
        return 0;
      }
      long bytes = Long.parseLong(jvm.getVMOption("G1HeapRegionSize").getValue());
      return Math.min(bytes / 2 / Float.BYTES, LARGEST);
    } catch (IllegalArgumentException notThisJvm) {
      return 0;
    }
  }
}
