package org.frostml.nn;

import java.nio.ByteBuffer;

/**
 * What a network is told of a fixed sample of training examples, with the weights as they are:
 * means and variances of its batch norms, summed over batches, each times its examples, of which a
 * model's are made (Wu and Johnson, "Rethinking Batch in BatchNorm", 2021, call them precise); and
 * of patches what {@link Whiten} whitens by. Adds up; in the order of shards to the same bits
 * wherever they were computed.
 */
public final class MomentSums {
  private final double[] sums;
  private final PatchSums patches;
  private long examples;

  /** Of no example yet. */
  public static MomentSums none(Network network) {
    return new MomentSums(network);
  }

  private MomentSums(Network network) {
    sums = new double[network.momentFloats()];
    patches = new PatchSums(network.patchPixels());
  }

  /** Of the patches of the examples, where the network asks about them. */
  PatchSums patches() {
    return patches;
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
    patches.add(other.patches);
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
    return Long.BYTES + Double.BYTES * sums.length + patches.bytes();
  }

  public void write(ByteBuffer out) {
    out.putLong(examples);
    for (double sum : sums) {
      out.putDouble(sum);
    }
    patches.write(out);
  }

  /** What {@link #write} wrote of the same network. */
  public static MomentSums read(ByteBuffer in, Network network) {
    MomentSums read = new MomentSums(network);
    read.examples = in.getLong();
    for (int k = 0; k < read.sums.length; k++) {
      read.sums[k] = in.getDouble();
    }
    read.patches.read(in);
    return read;
  }
}
