package org.frostml.sweep;

/** Where a trial is trained. */
public enum Placement {
  /** By what a trial needs. */
  AUTO,
  /** One trial per core of an executor; many at a time. */
  PACKED,
  /** All executors on one trial, one at a time. */
  SPREAD
}
