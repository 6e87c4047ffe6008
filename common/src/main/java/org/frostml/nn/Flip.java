package org.frostml.nn;

/** Which images are mirrored, left to right. */
public enum Flip {
  NONE,
  /** Half of them, drawn anew for every epoch. */
  RANDOM,
  /**
   * Half of them in the first epoch, and from then on those that were not in the epoch before: of
   * two epochs every image is seen both ways (Jordan, arXiv 2404.00498, section 3.6).
   */
  ALTERNATING
}
