package org.frostml.nn;

import java.io.Serializable;

/**
 * What is done to images that are learnt from: each is shifted by up to {@code crop} pixels in
 * either direction, which is what a random crop of it with so much padding is; mirrored left to
 * right, one in two; and a square of it is cut out. What is missing then is filled with what {@link
 * Scaling} makes 0. {@link AugmentedBatch} does it.
 *
 * @param crop pixels of padding on each side; 0: none
 * @param flip which images are mirrored
 * @param cutout side of the square, whose middle may be any pixel; 0: none
 */
public record Augmentation(int crop, Flip flip, int cutout) implements Serializable {
  public static final Augmentation NONE = new Augmentation(0, Flip.NONE, 0);

  public Augmentation {
    requireNoneOrMore("crop", crop);
    requireNoneOrMore("cutout", cutout);
  }

  private static void requireNoneOrMore(String what, int pixels) {
    if (pixels < 0) {
      throw new IllegalArgumentException(what + " must be >= 0: " + pixels);
    }
  }

  /** Whether images are left as they are. */
  public boolean isNone() {
    return equals(NONE);
  }

  /**
   * Fails unless it makes sense for examples of a shape.
   *
   * @throws IllegalArgumentException if it does not
   */
  public void require(Shape shape) {
    if (isNone()) {
      return;
    }
    if (!shape.isImage()) {
      throw new IllegalArgumentException(
          "is of images, but an example has " + shape + " features without rows and columns");
    }
    requireBelow("crop", crop, shape);
    requireBelow("cutout", cutout, shape);
  }

  private static void requireBelow(String what, int pixels, Shape shape) {
    int least = Math.min(shape.height(), shape.width());
    if (pixels >= least) {
      throw new IllegalArgumentException(
          what + " must be below " + least + ", of images of " + shape + ": " + pixels);
    }
  }
}
