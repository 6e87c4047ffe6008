package org.frostml;

/** How many of a number of things a share of them is. */
public final class Share {
  private Share() {}

  /**
   * floor(share * all), where a product that only rounding keeps below a whole number is that
   * number.
   */
  public static int of(double share, int all) {
    return (int) Math.floor(share * all * (1 + 1e-12));
  }
}
