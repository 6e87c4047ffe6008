package org.frostml.optim;

/** Groups of a block's numbers within an array, all of one size when whole. */
interface Groups {
  /** The sum of all norms. */
  double norms(float[] theta);

  /** Takes {@code threshold} off every group's norm. */
  void shrink(float[] z, double threshold);

  /** Adds {@code length} times theta's groups, each over its norm, to v. */
  void addDirections(float[] theta, float[] v, double length);

  /** Marks every place with its group's norm over {@code unit}. */
  void marks(float[] v, double unit, float[] marks);
}
