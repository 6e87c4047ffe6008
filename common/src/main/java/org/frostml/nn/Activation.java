package org.frostml.nn;

/** What a layer does to W x + b. */
public enum Activation {
  IDENTITY,
  /** max(z, 0), with slope 0 at 0. */
  RELU
}
