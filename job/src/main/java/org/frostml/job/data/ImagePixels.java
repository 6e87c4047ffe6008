package org.frostml.job.data;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.frostml.DamagedException;
import org.frostml.FrostException;
import org.frostml.nn.Shape;

/**
 * The pixels of an image file in a byte each, all of red, then all of green, then all of blue, row
 * by row. A grey image has each of its pixels three times; what is transparent is not.
 */
final class ImagePixels {
  static final int CHANNELS = 3;

  private ImagePixels() {}

  /**
   * Decodes an image.
   *
   * @param name of the file, for messages
   * @throws DamagedException if it is none
   */
  static BufferedImage decode(byte[] file, String name) {
    try {
      // Not through a file of its own, as the library would have it.
      BufferedImage image =
          ImageIO.read(new MemoryCacheImageInputStream(new ByteArrayInputStream(file)));
      if (image == null) {
        throw new DamagedException(name + ": is no JPEG or PNG image");
      }
      return image;
    } catch (IOException | RuntimeException e) {
      if (e instanceof DamagedException damaged) {
        throw damaged;
      }
      throw new DamagedException(name + ": cannot be decoded as an image: " + e.getMessage(), e);
    }
  }

  static Shape shape(BufferedImage image) {
    return new Shape(CHANNELS, image.getHeight(), image.getWidth());
  }

  /** Its pixels, if it is of that size. */
  static byte[] of(BufferedImage image, ImageSize size, String name) {
    Shape shape = size.shape();
    if (!shape(image).equals(shape)) {
      throw new FrostException(
          name
              + ": is "
              + image.getWidth()
              + " pixels wide and "
              + image.getHeight()
              + " high, and must be "
              + shape.width()
              + " wide and "
              + shape.height()
              + " high, as "
              + size.like());
    }
    return isGrey(image) ? grey(image) : colours(image);
  }

  private static byte[] colours(BufferedImage image) {
    int plane = image.getWidth() * image.getHeight();
    byte[] bytes = new byte[CHANNELS * plane];
    int[] rgb = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    for (int i = 0; i < plane; i++) {
      bytes[i] = (byte) (rgb[i] >> 16);
      bytes[plane + i] = (byte) (rgb[i] >> 8);
      bytes[2 * plane + i] = (byte) rgb[i];
    }
    return bytes;
  }

  /** Whether pixels are one number, which Java would take for linear and brighten. */
  private static boolean isGrey(BufferedImage image) {
    return image.getColorModel() instanceof ComponentColorModel model
        && model.getColorSpace().getType() == ColorSpace.TYPE_GRAY
        && model.getComponentSize(0) >= Byte.SIZE;
  }

  private static byte[] grey(BufferedImage image) {
    Raster raster = image.getRaster();
    int plane = image.getWidth() * image.getHeight();
    int shift = image.getColorModel().getComponentSize(0) - Byte.SIZE;
    int[] values = raster.getSamples(0, 0, image.getWidth(), image.getHeight(), 0, (int[]) null);
    byte[] bytes = new byte[CHANNELS * plane];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (values[i % plane] >> shift);
    }
    return bytes;
  }
}
