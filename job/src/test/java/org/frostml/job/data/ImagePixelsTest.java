package org.frostml.job.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.frostml.DamagedException;
import org.frostml.FrostException;
import org.frostml.job.Pictures;
import org.frostml.nn.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImagePixelsTest {
  private static final ImageSize SIZE =
      new ImageSize(new Shape(3, Pictures.SIDE, Pictures.SIDE), "b.png is");

  private static byte[] file(BufferedImage image, String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertTrue(ImageIO.write(image, format, out));
    return out.toByteArray();
  }

  private static byte[] pixels(byte[] file) {
    return ImagePixels.of(ImagePixels.decode(file, "a"), SIZE, "a");
  }

  private static BufferedImage colours() {
    return Pictures.image(Pictures.pixels(3), Pictures.SIDE, Pictures.SIDE);
  }

  @Test
  void pngIsTakenToTheBit() throws IOException {
    assertArrayEquals(Pictures.pixels(3), pixels(file(colours(), "png")));
  }

  @Test
  void jpegIsTakenNearly() throws IOException {
    byte[] pixels = pixels(file(colours(), "jpg"));
    double off = 0;
    for (int i = 0; i < pixels.length; i++) {
      off += Math.abs((pixels[i] & 0xff) - (Pictures.pixels(3)[i] & 0xff));
    }
    assertTrue(off / pixels.length < 25, "off by " + off / pixels.length);
  }

  /** Java would take grey for linear, and make 188 of 128. */
  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg"})
  void greyIsNotBrightened(String format) throws IOException {
    BufferedImage grey =
        new BufferedImage(Pictures.SIDE, Pictures.SIDE, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 1024; i++) {
      grey.getRaster().setSample(i % 32, i / 32, 0, format.equals("png") ? i % 256 : 128);
    }
    byte[] pixels = pixels(file(grey, format));
    for (int i = 0; i < 3 * 1024; i++) {
      int expected = format.equals("png") ? i % 1024 % 256 : 128;
      assertEquals(expected, pixels[i] & 0xff, format.equals("png") ? 0 : 1);
    }
  }

  @Test
  void sixteenBitsOfGreyAreEight() throws IOException {
    BufferedImage grey =
        new BufferedImage(Pictures.SIDE, Pictures.SIDE, BufferedImage.TYPE_USHORT_GRAY);
    for (int i = 0; i < 1024; i++) {
      grey.getRaster().setSample(i % 32, i / 32, 0, 256 * (i % 256) + 77);
    }
    byte[] pixels = pixels(file(grey, "png"));
    for (int i = 0; i < 3 * 1024; i++) {
      assertEquals((byte) (i % 1024 % 256), pixels[i]);
    }
  }

  @Test
  void palettesAndTransparencyAreColours() throws IOException {
    byte[] levels = {0, (byte) 128, (byte) 255, 7};
    BufferedImage few =
        new BufferedImage(
            Pictures.SIDE,
            Pictures.SIDE,
            BufferedImage.TYPE_BYTE_INDEXED,
            new IndexColorModel(2, 4, levels, levels, levels));
    BufferedImage clear =
        new BufferedImage(Pictures.SIDE, Pictures.SIDE, BufferedImage.TYPE_INT_ARGB);
    for (int i = 0; i < 1024; i++) {
      few.getRaster().setSample(i % 32, i / 32, 0, i % 4);
      clear.setRGB(i % 32, i / 32, i << 24 | 0x102030);
    }
    byte[] pixels = pixels(file(few, "png"));
    byte[] opaque = pixels(file(clear, "png"));
    for (int i = 0; i < 3 * 1024; i++) {
      assertEquals(levels[i % 4], pixels[i]);
      assertEquals(0x10 * (1 + i / 1024), opaque[i]);
    }
  }

  @Test
  void anImageOfAnotherSizeIsNamed() {
    BufferedImage image = new BufferedImage(48, 64, BufferedImage.TYPE_INT_RGB);
    assertEquals(
        "a.png: is 48 pixels wide and 64 high, and must be 32 wide and 32 high, as b.png is",
        assertThrows(FrostException.class, () -> ImagePixels.of(image, SIZE, "a.png"))
            .getMessage());
  }

  @Test
  void whatIsNoImageIsNamed() throws IOException {
    assertEquals(
        "a: is no JPEG or PNG image",
        assertThrows(DamagedException.class, () -> ImagePixels.decode(new byte[9], "a"))
            .getMessage());
    for (String format : new String[] {"png", "jpg"}) {
      byte[] file = file(colours(), format);
      byte[] cut = Arrays.copyOf(file, 30);
      String message =
          assertThrows(DamagedException.class, () -> ImagePixels.decode(cut, "a")).getMessage();
      assertTrue(message.startsWith("a: cannot be decoded as an image: "), message);
    }
  }
}
