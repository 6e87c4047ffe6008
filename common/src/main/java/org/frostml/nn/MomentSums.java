package org.frostml.nn;

import java.nio.ByteBuffer;

/**
 * Means and variances of a network's batch norms, summed over batches, each times its examples: of
 * a fixed sample of training examples, with the weights as they are, it makes what a model
 * normalises by (Wu and Johnson, "Rethinking Batch in BatchNorm", 2021, call it precise). Adds up;
 * in the order of shards to the same bits wherever they were computed.
 */
public final class MomentSums {
  private final double[] sums;
  private long examples;

  private MomentSums(double[] sums) {
    this.sums = sums;
  }

  /** Of no example yet. */
  public static MomentSums none(Network network) {
    return new MomentSums(new double[network.momentFloats()]);
  }

  /** Takes those of one batch norm in a batch. */
  void add(Moments moments, float[] mean, float[] variance, int count) {
    for (int k = 0; k < moments.channels(); k++) {
      sums[moments.at() + k] += (double) count * mean[k];
      sums[moments.at() + moments.channels() + k] += (double) count * variance[k];
    }
  }

  /** Counts the examples of a batch whose moments all batch norms have added. */
  void count(int more) {
    examples += more;
  }

  /** This += other. */
  public void add(MomentSums other) {
    for (int k = 0; k < sums.length; k++) {
      sums[k] += other.sums[k];
    }
    examples += other.examples;
  }

  /** What weights take, {@link org.frostml.sparse.Weights#moments}. */
  public float[] means() {
    float[] means = new float[sums.length];
    for (int k = 0; k < means.length; k++) {
      means[k] = (float) (sums[k] / examples);
    }
    return means;
  }

  /** Bytes of {@link #write}. */
  public int bytes() {
    return bytes(sums.length);
  }

  /** Bytes of those of a network with so many {@link Network#momentFloats}. */
  public static int bytes(int floats) {
    return Long.BYTES + Double.BYTES * floats;
  }

  public void write(ByteBuffer out) {
    out.putLong(examples);
    for (double sum : sums) {
      out.putDouble(sum);
    }
  }

  /** What {@link #write} wrote, which is all there is. */
  public static MomentSums read(ByteBuffer in) {
    long examples = in.getLong();
    double[] sums = new double[in.remaining() / Double.BYTES];
    for (int k = 0; k < sums.length; k++) {
      sums[k] = in.getDouble();
    }
    MomentSums read = new MomentSums(sums);
    read.examples = examples;
    return read;
  }
}
