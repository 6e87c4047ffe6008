package org.frostml;

/** What Java's arrays can hold. */
public final class JavaArrays {
  /** The most elements of an array that every JVM can make. */
  public static final int MOST = Integer.MAX_VALUE - 8;

  private JavaArrays() {}
}
