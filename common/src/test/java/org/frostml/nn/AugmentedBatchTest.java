package org.frostml.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.frostml.random.Rng;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AugmentedBatchTest {
  private static final Shape SHAPE = new Shape(3, 5, 7);
  private static final int EXAMPLES = 40;
  private static final long SEED = 11;

  /** What scaling makes 0, as bytes: 51, 102, 153. */
  private static final Scaling SCALING =
      new Scaling.PerChannel(35, new float[] {0.2f, 0.4f, 0.6f}, new float[] {1, 1, 1});

  private static final byte[] PIXELS = pixels();

  private static byte[] pixels() {
    Rng rng = new Rng(1);
    byte[] pixels = new byte[EXAMPLES * SHAPE.size()];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) rng.nextInt(256);
    }
    return pixels;
  }

  private static Shard shard(int index, Scaling scaling) {
    Rows rows = new Rows.Bytes(SHAPE.size(), PIXELS);
    return new Shard.Packed(index, rows, new Targets.Classes(new int[EXAMPLES]), scaling);
  }

  static List<Augmentation> augmentations() {
    return List.of(
        new Augmentation(2, Flip.NONE, 0),
        new Augmentation(0, Flip.RANDOM, 0),
        new Augmentation(1, Flip.ALTERNATING, 1),
        new Augmentation(0, Flip.NONE, 3),
        new Augmentation(4, Flip.RANDOM, 4),
        new Augmentation(1, Flip.RANDOM, 1));
  }

  private static byte[] image(byte[] of, int place) {
    return Arrays.copyOfRange(of, place * SHAPE.size(), (place + 1) * SHAPE.size());
  }

  private static byte[] bytes(Rows rows) {
    return ((Rows.Bytes) rows).x();
  }

  private static byte[] augmented(Augmentation how, Shard shard, int example, int epoch) {
    AugmentedBatch batch = new AugmentedBatch(SHAPE, 1);
    return image(bytes(batch.of(how, shard, new int[] {example}, 0, 1, SEED, epoch)), 0);
  }

  /** Pixel by pixel: out(y, x) is the image's pixel, shifted, of which a square is left out. */
  private static byte[] byHand(Augmentation how, int shard, int example, int epoch) {
    Rng rng = new Rng(SEED, AugmentedBatch.STREAM, epoch, shard, example);
    int down = how.crop() == 0 ? 0 : rng.nextInt(2 * how.crop() + 1) - how.crop();
    int right = how.crop() == 0 ? 0 : rng.nextInt(2 * how.crop() + 1) - how.crop();
    int before = new Rng(SEED, AugmentedBatch.EVERY_EPOCH, shard, example).nextInt(2);
    boolean mirrored =
        how.flip() == Flip.RANDOM && rng.nextInt(2) == 1
            || how.flip() == Flip.ALTERNATING && (before + epoch) % 2 == 1;
    int top = 0;
    int left = 0;
    if (how.cutout() > 0) {
      top = rng.nextInt(5) - how.cutout() / 2;
      left = rng.nextInt(7) - how.cutout() / 2;
    }
    byte[] out = new byte[SHAPE.size()];
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < 5; y++) {
        for (int x = 0; x < 7; x++) {
          int row = y + down;
          int column = (mirrored ? 6 - x : x) + right;
          boolean inside = row >= 0 && row < 5 && column >= 0 && column < 7;
          boolean cut = y >= top && y < top + how.cutout() && x >= left && x < left + how.cutout();
          out[(c * 5 + y) * 7 + x] =
              inside && !cut
                  ? PIXELS[example * SHAPE.size() + (c * 5 + row) * 7 + column]
                  : (byte) (51 * (c + 1));
        }
      }
    }
    return out;
  }

  @ParameterizedTest
  @MethodSource("augmentations")
  void everyPixelIsWhereItBelongs(Augmentation how) {
    Set<List<Byte>> forms = new HashSet<>();
    for (int epoch = 0; epoch < 30; epoch++) {
      for (int example : new int[] {0, 7, 39}) {
        byte[] expected = byHand(how, 3, example, epoch);
        assertArrayEquals(expected, augmented(how, shard(3, SCALING), example, epoch));
        List<Byte> form = new ArrayList<>();
        for (byte pixel : expected) {
          form.add(pixel);
        }
        forms.add(form);
      }
    }
    assertTrue(forms.size() >= 6, forms.size() + " forms of three images");
  }

  /** As those of bytes, but blank by what scaling makes 0 to all its digits. */
  @ParameterizedTest
  @MethodSource("augmentations")
  void imagesOfFloatsAreMovedAlike(Augmentation how) {
    float[] numbers = new float[PIXELS.length];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = PIXELS[i] + 1000;
    }
    Rows rows = new Rows.Floats(SHAPE.size(), numbers);
    Targets targets = new Targets.Classes(new int[EXAMPLES]);
    Shard shard = new Shard.Packed(3, rows, targets, new Scaling.Whole(0.123f, 1));
    int[] which = {5, 6, 7};
    AugmentedBatch batch = new AugmentedBatch(SHAPE, 3);
    float[] augmented = ((Rows.Floats) batch.of(how, shard, which, 0, 3, SEED, 2)).x();
    int blanks = 0;
    for (int i = 0; i < which.length; i++) {
      byte[] expected = byHand(how, 3, which[i], 2);
      for (int f = 0; f < expected.length; f++) {
        float moved = augmented[i * SHAPE.size() + f];
        boolean blank = moved == 0.123f;
        blanks += blank ? 1 : 0;
        byte centre = (byte) (51 * (f / 35 + 1));
        assertTrue(blank ? expected[f] == centre : moved == expected[f] + 1000, "feature " + f);
      }
    }
    boolean leavesNone = how.crop() == 0 && how.cutout() == 0;
    assertEquals(leavesNone, blanks == 0, blanks + " blanks");
  }

  @Test
  void imagesThatAlternateAreSeenBothWaysInTwoEpochs() {
    Augmentation how = new Augmentation(0, Flip.ALTERNATING, 0);
    Shard shard = shard(1, SCALING);
    int mirrored = 0;
    for (int example = 0; example < EXAMPLES; example++) {
      byte[] asItIs = image(PIXELS, example);
      boolean first = !Arrays.equals(asItIs, augmented(how, shard, example, 1));
      mirrored += first ? 1 : 0;
      for (int epoch = 2; epoch < 8; epoch++) {
        boolean turned = !Arrays.equals(asItIs, augmented(how, shard, example, epoch));
        assertEquals(first == (epoch % 2 == 1), turned, "image " + example + ", epoch " + epoch);
      }
    }
    assertTrue(mirrored > 10 && mirrored < 30, mirrored + " of 40");
  }

  /** In whatever batch, at whatever place, from a shard of its own or a view of many. */
  @ParameterizedTest
  @MethodSource("augmentations")
  void anImageIsTheSameInEveryBatch(Augmentation how) {
    int[] which = {9, 0, 9, 31, 4};
    AugmentedBatch batch = new AugmentedBatch(SHAPE, 5);
    batch.of(how, shard(2, SCALING), new int[] {1, 2, 3, 4, 5}, 0, 5, SEED, 8);
    byte[] together = bytes(batch.of(how, shard(2, SCALING), which, 1, 5, SEED, 6));
    int[] view = new int[EXAMPLES];
    Arrays.setAll(view, i -> i);
    Shard shared = shard(2, SCALING);
    Shard viewed = new Shard.View(2, shared.rows(), shared.targets(), SCALING, view);
    for (int i = 1; i < 5; i++) {
      assertArrayEquals(augmented(how, shared, which[i], 6), image(together, i - 1));
      assertArrayEquals(augmented(how, viewed, which[i], 6), image(together, i - 1));
    }
  }

  /** The draws go by the example, whatever row holds it. */
  @Test
  void aViewIsAugmentedAsItsPackedShard() {
    int[] rows = {30, 2, 17};
    byte[] packed = new byte[3 * SHAPE.size()];
    for (int i = 0; i < 3; i++) {
      System.arraycopy(image(PIXELS, rows[i]), 0, packed, i * SHAPE.size(), SHAPE.size());
    }
    Shard alone =
        new Shard.Packed(
            1, new Rows.Bytes(SHAPE.size(), packed), new Targets.Classes(0, 0, 0), SCALING);
    Shard all = shard(0, SCALING);
    Shard view = new Shard.View(1, all.rows(), all.targets(), SCALING, rows);
    Augmentation how = new Augmentation(2, Flip.RANDOM, 2);
    for (int i = 0; i < 3; i++) {
      assertArrayEquals(augmented(how, alone, i, 4), augmented(how, view, i, 4));
    }
  }

  @Test
  void whatIsMissingIsWhatScalingMakesZero() {
    Augmentation all = new Augmentation(0, Flip.NONE, 4);
    for (Scaling scaling :
        List.of(
            new Scaling.None(),
            new Scaling.Whole(0.5f, 1),
            new Scaling.PerFeature(new float[105], new float[105]))) {
      byte[] image = augmented(all, shard(0, scaling), 3, 0);
      byte blank = (byte) Math.round(255 * scaling.centre(0));
      int changed = 0;
      for (int f = 0; f < image.length; f++) {
        if (image[f] != PIXELS[3 * SHAPE.size() + f]) {
          assertEquals(blank, image[f]);
          changed++;
        }
      }
      assertTrue(changed > 3, scaling + ": " + changed);
    }
  }

  @Test
  void seedEpochShardAndExampleAllMatter() {
    Augmentation how = new Augmentation(4, Flip.RANDOM, 4);
    Shard shard = shard(0, SCALING);
    int[] same = {0, 0};
    AugmentedBatch batch = new AugmentedBatch(SHAPE, 1);
    int others = 0;
    for (int epoch = 0; epoch < 20; epoch++) {
      byte[] first = augmented(how, shard, 0, epoch);
      others += Arrays.equals(first, augmented(how, shard(1, SCALING), 0, epoch)) ? 0 : 1;
      others += Arrays.equals(first, augmented(how, shard, 0, epoch + 1)) ? 0 : 1;
      byte[] seeded = image(bytes(batch.of(how, shard, same, 0, 1, SEED + 1, epoch)), 0);
      others += Arrays.equals(first, seeded) ? 0 : 1;
    }
    assertTrue(others > 50, others + " of 60 are other forms");
  }

  @Test
  void allocatesNothing() {
    AugmentedBatch batch = new AugmentedBatch(SHAPE, EXAMPLES);
    Shard shard = shard(0, SCALING);
    Augmentation how = new Augmentation(2, Flip.RANDOM, 3);
    int[] which = new int[EXAMPLES];
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 2000; i++) {
      long before = threads.getThreadAllocatedBytes(id);
      batch.of(how, shard, which, 0, EXAMPLES, SEED, i);
      least = Math.min(least, threads.getThreadAllocatedBytes(id) - before);
    }
    long bytes = least;
    assertTrue(bytes < 8 * EXAMPLES, () -> bytes + " bytes for " + EXAMPLES + " images");
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    assertTrue(Augmentation.NONE.isNone());
    assertFalse(new Augmentation(0, Flip.RANDOM, 0).isNone());
    Augmentation.NONE.require(Shape.flat(7));
    new Augmentation(4, Flip.NONE, 4).require(SHAPE);
    refused("crop must be below 5, of images of 3x5x7: 5", () -> new Augmentation(5, Flip.NONE, 0));
    refused(
        "cutout must be below 5, of images of 3x5x7: 6", () -> new Augmentation(0, Flip.NONE, 6));
    refused("crop must be >= 0: -1", () -> new Augmentation(-1, Flip.NONE, 0));
    refused("cutout must be >= 0: -2", () -> new Augmentation(0, Flip.NONE, -2));
    assertEquals(
        "is of images, but an example has 9 features without rows and columns",
        assertThrows(
                IllegalArgumentException.class,
                () -> new Augmentation(1, Flip.NONE, 0).require(Shape.flat(9)))
            .getMessage());
  }

  private interface Make {
    Augmentation augmentation();
  }

  private static void refused(String message, Make make) {
    assertEquals(
        message,
        assertThrows(IllegalArgumentException.class, () -> make.augmentation().require(SHAPE))
            .getMessage());
  }
}
