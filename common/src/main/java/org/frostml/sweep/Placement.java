package org.frostml.sweep;

/** Where a trial is trained. */
public enum Placement {
  /** By what a trial needs. */
  AUTO,
  /** A trial an executor's core; many at a time. */
  PACKED,
  /** All executors on one trial, one at a time. */
  SPREAD
}
