package org.frostml.nn;

import java.util.Arrays;
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

  private static final int NONE = -1;

  private final Shape shape;
  private final int capacity;
  private final Rng rng = new Rng();
  private final Rng everyEpoch = new Rng();

  /** Of every pixel the one of the image that takes its place, or none. */
  private final int[] source;

  /** An image of what scaling makes 0, and of which scaling. */
  private final float[] blank;

  private Scaling scaling;

  /** Of the kind that the shard's rows are. */
  private Rows batch;

  /** Room for batches of at most so many images of a shape. */
  public AugmentedBatch(Shape shape, int capacity) {
    this.shape = shape;
    this.capacity = capacity;
    source = new int[shape.height() * shape.width()];
    blank = new float[shape.size()];
  }

  /**
   * Augments the shard's examples {@code which[from]} to {@code which[to - 1]}, whose rows are
   * bytes or floats.
   *
   * @return rows of the same kind that begin with them, good until the next call
   */
  public Rows of(
      Augmentation augmentation, Shard shard, int[] which, int from, int to, long seed, int epoch) {
    blank(shard.scaling());
    prepare(shard.rows());
    long key = Rng.key(seed, STREAM, epoch, shard.index());
    long alike = Rng.key(seed, EVERY_EPOCH, shard.index());
    for (int i = from; i < to; i++) {
      rng.restart(key, which[i]);
      everyEpoch.restart(alike, which[i]);
      draw(augmentation, epoch);
      move(shard.rows(), shard.row(which[i]) * blank.length, (i - from) * blank.length);
    }
    return batch;
  }

  private void blank(Scaling scaling) {
    if (this.scaling != scaling) {
      this.scaling = scaling;
      for (int f = 0; f < blank.length; f++) {
        blank[f] = scaling.centre(f);
      }
    }
  }

  private void prepare(Rows rows) {
    if (batch == null || batch.getClass() != rows.getClass()) {
      int numbers = Math.multiplyExact(capacity, blank.length);
      batch =
          rows instanceof Rows.Bytes
              ? new Rows.Bytes(blank.length, new byte[numbers])
              : new Rows.Floats(blank.length, new float[numbers]);
    }
  }

  /** Where an image's pixels come from. */
  private void draw(Augmentation augmentation, int epoch) {
    int height = shape.height();
    int width = shape.width();
    int crop = augmentation.crop();
    int down = crop == 0 ? 0 : rng.nextInt(2 * crop + 1) - crop;
    int right = crop == 0 ? 0 : rng.nextInt(2 * crop + 1) - crop;
    boolean mirrored = isMirrored(augmentation.flip(), epoch);
    Arrays.fill(source, NONE);
    for (int row = Math.max(0, -down); row < Math.min(height, height - down); row++) {
      for (int column = Math.max(0, -right); column < Math.min(width, width - right); column++) {
        int place = row * width + (mirrored ? width - 1 - column : column);
        source[place] = (row + down) * width + column + right;
      }
    }
    if (augmentation.cutout() > 0) {
      cut(augmentation.cutout());
    }
  }

  private boolean isMirrored(Flip flip, int epoch) {
    return switch (flip) {
      case NONE -> false;
      case RANDOM -> rng.nextInt(2) == 1;
      case ALTERNATING -> (everyEpoch.nextInt(2) + epoch) % 2 == 1;
    };
  }

  private void cut(int side) {
    int width = shape.width();
    int top = rng.nextInt(shape.height()) - side / 2;
    int left = rng.nextInt(width) - side / 2;
    for (int row = Math.max(0, top); row < Math.min(shape.height(), top + side); row++) {
      int at = row * width;
      Arrays.fill(source, at + Math.max(0, left), at + Math.min(width, left + side), NONE);
    }
  }

  private void move(Rows rows, int from, int to) {
    if (rows instanceof Rows.Bytes bytes) {
      move(bytes.x(), from, ((Rows.Bytes) batch).x(), to);
    } else {
      move(((Rows.Floats) rows).x(), from, ((Rows.Floats) batch).x(), to);
    }
  }

  private void move(byte[] x, int from, byte[] y, int to) {
    for (int plane = 0; plane < blank.length; plane += source.length) {
      for (int pixel = 0; pixel < source.length; pixel++) {
        int place = source[pixel];
        y[to + plane + pixel] =
            place == NONE ? nearest(blank[plane + pixel]) : x[from + plane + place];
      }
    }
  }

  private void move(float[] x, int from, float[] y, int to) {
    for (int plane = 0; plane < blank.length; plane += source.length) {
      for (int pixel = 0; pixel < source.length; pixel++) {
        int place = source[pixel];
        y[to + plane + pixel] = place == NONE ? blank[plane + pixel] : x[from + plane + place];
      }
    }
  }

  /** The byte that stands for the nearest number. */
  private static byte nearest(float value) {
    return (byte) Math.max(0, Math.min(255, Math.round(255 * value)));
  }
}
