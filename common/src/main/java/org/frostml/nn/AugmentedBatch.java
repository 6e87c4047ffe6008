package org.frostml.nn;

import org.frostml.random.Rng;

/**
 * The images of a batch, augmented. Made anew for every batch in the same array, so that a step
 * allocates nothing. What becomes of an image follows from seed, epoch, shard and example alone:
 * whoever computes it, and in whatever batch.
 */
public final class AugmentedBatch {
  /** Apart from all that else is drawn from the seed of a run. */
  static final long STREAM = 0x617567;

  /** Of what every epoch draws alike. */
  static final long EVERY_EPOCH = 0x666c6970;

  private final int channels;
  private final int height;
  private final int width;
  private final Rows.Bytes batch;
  private final Rng rng = new Rng();
  private final Rng everyEpoch = new Rng();

  /** An image of what scaling makes 0, and of which scaling. */
  private final byte[] blank;

  private Scaling scaling;

  /** Room for batches of at most so many images of a shape. */
  public AugmentedBatch(Shape shape, int capacity) {
    channels = shape.channels();
    height = shape.height();
    width = shape.width();
    batch = new Rows.Bytes(shape.size(), new byte[Math.multiplyExact(capacity, shape.size())]);
    blank = new byte[shape.size()];
  }

  /**
   * Augments the shard's examples {@code which[from]} to {@code which[to - 1]}, whose rows are
   * bytes.
   *
   * @return rows that begin with them, good until the next call
   */
  public Rows.Bytes of(
      Augmentation augmentation, Shard shard, int[] which, int from, int to, long seed, int epoch) {
    blank(shard.scaling());
    Rows.Bytes rows = (Rows.Bytes) shard.rows();
    long key = Rng.key(seed, STREAM, epoch, shard.index());
    long alike = Rng.key(seed, EVERY_EPOCH, shard.index());
    for (int i = from; i < to; i++) {
      rng.restart(key, which[i]);
      everyEpoch.restart(alike, which[i]);
      int row = shard.row(which[i]) * blank.length;
      augment(augmentation, epoch, rows.x(), row, (i - from) * blank.length);
    }
    return batch;
  }

  private void blank(Scaling scaling) {
    if (this.scaling != scaling) {
      this.scaling = scaling;
      for (int f = 0; f < blank.length; f++) {
        int value = Math.round(255 * scaling.centre(f));
        blank[f] = (byte) Math.max(0, Math.min(255, value));
      }
    }
  }

  private void augment(Augmentation augmentation, int epoch, byte[] x, int from, int to) {
    int crop = augmentation.crop();
    int down = crop == 0 ? 0 : rng.nextInt(2 * crop + 1) - crop;
    int right = crop == 0 ? 0 : rng.nextInt(2 * crop + 1) - crop;
    boolean mirrored = isMirrored(augmentation.flip(), epoch);
    for (int c = 0; c < channels; c++) {
      for (int row = 0; row < height; row++) {
        int place = (c * height + row) * width;
        System.arraycopy(blank, place, batch.x(), to + place, width);
        if (row + down >= 0 && row + down < height) {
          row(x, from + place + down * width, to + place, right, mirrored);
        }
      }
    }
    if (augmentation.cutout() > 0) {
      cut(augmentation.cutout(), to);
    }
  }

  private boolean isMirrored(Flip flip, int epoch) {
    return switch (flip) {
      case NONE -> false;
      case RANDOM -> rng.nextInt(2) == 1;
      case ALTERNATING -> (everyEpoch.nextInt(2) + epoch) % 2 == 1;
    };
  }

  /** What is left of a row that is shifted. */
  private void row(byte[] x, int from, int to, int right, boolean mirrored) {
    int first = Math.max(0, -right);
    int end = Math.min(width, width - right);
    if (mirrored) {
      for (int column = first; column < end; column++) {
        batch.x()[to + width - 1 - column] = x[from + right + column];
      }
    } else {
      System.arraycopy(x, from + right + first, batch.x(), to + first, end - first);
    }
  }

  private void cut(int side, int to) {
    int top = rng.nextInt(height) - side / 2;
    int left = rng.nextInt(width) - side / 2;
    int first = Math.max(0, left);
    int count = Math.min(width, left + side) - first;
    for (int c = 0; c < channels; c++) {
      for (int row = Math.max(0, top); row < Math.min(height, top + side); row++) {
        int place = (c * height + row) * width + first;
        System.arraycopy(blank, place, batch.x(), to + place, count);
      }
    }
  }
}
