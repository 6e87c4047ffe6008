package org.frostml.job;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.frostml.random.Rng;

/** Drawn colour images of ten classes: each has a colour of its own, and a bright row, in noise. */
public final class Pictures {
  public static final int SIDE = 32;
  static final int PLANE = SIDE * SIDE;

  /** The five training batches of CIFAR-10 hold so many each. */
  static final int PER_BATCH = 48;

  static final int TESTS = 60;

  private Pictures() {}

  static int label(int index) {
    return new Rng(4, index).nextInt(10);
  }

  /** All of red, then of green, then of blue. */
  public static byte[] pixels(int index) {
    Rng rng = new Rng(4, index);
    int label = rng.nextInt(10);
    byte[] pixels = new byte[3 * PLANE];
    for (int i = 0; i < pixels.length; i++) {
      int channel = i / PLANE;
      boolean bright = i % PLANE / SIDE == 3 * label;
      int colour = 60 + 15 * (label * (channel + 3) % 10) + (bright ? 60 : 0);
      pixels[i] = (byte) (colour + rng.nextInt(61) - 30);
    }
    return pixels;
  }

  /** The six files of CIFAR-10, small ones. */
  static Path writeCifar(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (int b = 0; b < 5; b++) {
      writeBatch(folder.resolve("data_batch_" + (b + 1) + ".bin"), b * PER_BATCH, PER_BATCH);
    }
    writeBatch(folder.resolve("test_batch.bin"), 5 * PER_BATCH, TESTS);
    return folder;
  }

  private static void writeBatch(Path file, int first, int count) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = first; i < first + count; i++) {
        out.write(label(i));
        out.write(pixels(i));
      }
    }
  }

  public static BufferedImage image(byte[] pixels, int width, int height) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    int plane = width * height;
    for (int i = 0; i < plane; i++) {
      int rgb =
          (pixels[i] & 0xff) << 16 | (pixels[plane + i] & 0xff) << 8 | pixels[2 * plane + i] & 0xff;
      image.setRGB(i % width, i / width, rgb);
    }
    return image;
  }

  static void writePng(Path file, int index) throws IOException {
    Files.createDirectories(file.getParent());
    ImageIO.write(image(pixels(index), SIDE, SIDE), "png", file.toFile());
  }

  /** Folders of PNG files by class, which are called by these names; others are left out. */
  static Path writeFolders(Path folder, List<String> classes, int train, int test)
      throws IOException {
    int[] written = new int[2];
    for (int i = 0; written[0] < train || written[1] < test; i++) {
      if (label(i) < classes.size()) {
        int part = written[0] < train ? 0 : 1;
        String name = classes.get(label(i)) + "/" + i + ".png";
        writePng(folder.resolve(part == 0 ? "train" : "test").resolve(name), i);
        written[part]++;
      }
    }
    return folder;
  }
}
