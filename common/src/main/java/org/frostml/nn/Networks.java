package org.frostml.nn;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Networks of the literature by their names, in the form that images of 32 x 32 pixels take them
 * in, and those of 28 x 28 lenet5 and lenet5-caffe.
 */
public final class Networks {
  private static final Map<String, Recipe> NAMED =
      new TreeMap<>(
          Map.of(
              "fast", (in, outputs) -> fast(outputs),
              "lenet5", Networks::lenet5,
              "lenet5-caffe", (in, outputs) -> lenet5Caffe(outputs),
              "vgg16", (in, outputs) -> vgg16(outputs),
              "resnet20", (in, outputs) -> resnet(3, outputs),
              "resnet18", (in, outputs) -> resnet18(outputs),
              "wrn-16-4", (in, outputs) -> wide(16, 4, outputs),
              "wrn-28-10", (in, outputs) -> wide(28, 10, outputs)));

  private Networks() {}

  /** The layers for examples and outputs, as {@link Layer#parse} reads them. */
  private interface Recipe {
    String layers(Shape in, int outputs);
  }

  /**
   * Fails unless a text names a network, or is layers that can be read.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static void require(String text) {
    if (!NAMED.containsKey(text.strip())) {
      parse(text);
    }
  }

  /** The layers of a text that {@link #require} took. */
  public static Layer of(String text, Shape in, int outputs) {
    Recipe named = NAMED.get(text.strip());
    return Layer.parse(named == null ? text : named.layers(in, outputs));
  }

  private static void parse(String text) {
    try {
      Layer.parse(text);
    } catch (IllegalArgumentException e) {
      boolean word = text.strip().matches("[\\w-]+");
      throw word
          ? new IllegalArgumentException(
              "unknown network "
                  + text.strip()
                  + "; there are "
                  + String.join(", ", NAMED.keySet())
                  + ", and layers such as dense(300) relu dense(10)",
              e)
          : e;
    }
  }

  /** LeCun et al., Proc. IEEE 1998, with ReLU and largest values. */
  private static String lenet5(Shape in, int outputs) {
    int padding = in.height() < 32 ? 2 : 0;
    return "conv(6,5,padding="
        + padding
        + ",bias) relu maxpool(2) conv(16,5,padding=0,bias) relu maxpool(2) flatten"
        + " dense(120) relu dense(84) relu dense("
        + outputs
        + ")";
  }

  /** Caffe's wider one (Jia et al., 2014), which papers on pruning call LeNet-5, with ReLUs. */
  private static String lenet5Caffe(int outputs) {
    return "conv(20,5,padding=0,bias) relu maxpool(2) conv(50,5,padding=0,bias) relu maxpool(2)"
        + " flatten dense(500) relu dense("
        + outputs
        + ")";
  }

  /** Simonyan and Zisserman, ICLR 2015, with batch norms and one dense layer. */
  private static String vgg16(int outputs) {
    String layers =
        List.of(64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0)
            .stream()
            .map(channels -> channels == 0 ? "maxpool(2)" : "conv(" + channels + ",3) bn relu")
            .collect(Collectors.joining(" "));
    return layers + " flatten dense(" + outputs + ")";
  }

  /** He et al., CVPR 2016, for CIFAR: 6 n + 2 layers, shortcuts without weights. */
  private static String resnet(int blocks, int outputs) {
    return stem(16)
        + stage(16, 1, blocks, "")
        + stage(32, 2, blocks, "pad")
        + stage(64, 2, blocks, "pad")
        + head(outputs);
  }

  /** The same authors' for ImageNet, on small images as it is usual. */
  private static String resnet18(int outputs) {
    StringBuilder layers = new StringBuilder(stem(64));
    for (int channels = 64; channels <= 512; channels *= 2) {
      int stride = channels == 64 ? 1 : 2;
      layers.append(stage(channels, stride, 2, stride == 1 ? "" : projection(channels, stride)));
    }
    return layers + head(outputs);
  }

  /**
   * That of airbench94 (Jordan, 2024), with scales in its batch norms and without the one before
   * its loss.
   */
  private static String fast(int outputs) {
    return "whiten(2) gelu "
        + group(64)
        + group(256)
        + group(256)
        + "maxpool(3) flatten dense("
        + outputs
        + ")";
  }

  private static String group(int channels) {
    String conv = "conv(" + channels + ",3) ";
    return conv + "maxpool(2) bn gelu " + conv + "bn gelu ";
  }

  private static String stem(int channels) {
    return "conv(" + channels + ",3) bn relu ";
  }

  private static String projection(int channels, int stride) {
    return conv(channels, 1, stride) + " bn";
  }

  /** Residuals of two convolutions each, of which the first begins with a stride. */
  private static String stage(int channels, int stride, int blocks, String shortcut) {
    String bar = shortcut.isEmpty() ? "" : " | " + shortcut;
    return IntStream.range(0, blocks)
        .mapToObj(
            i ->
                "residual["
                    + conv(channels, 3, i == 0 ? stride : 1)
                    + " bn relu conv("
                    + channels
                    + ",3) bn"
                    + (i == 0 ? bar : "")
                    + "] relu ")
        .collect(Collectors.joining());
  }

  private static String conv(int channels, int kernel, int stride) {
    return "conv(" + channels + "," + kernel + (stride == 1 ? ")" : ",stride=" + stride + ")");
  }

  private static String head(int outputs) {
    return "pool dense(" + outputs + ")";
  }

  /** Zagoruyko and Komodakis, BMVC 2016: batch norms before convolutions, wide maps. */
  private static String wide(int depth, int width, int outputs) {
    StringBuilder layers = new StringBuilder("conv(16,3) ");
    for (int stage = 0; stage < 3; stage++) {
      int channels = 16 * width << stage;
      int stride = stage == 0 ? 1 : 2;
      for (int block = 0; block < (depth - 4) / 6; block++) {
        boolean first = block == 0;
        String convolutions =
            conv(channels, 3, first ? stride : 1) + " bn relu conv(" + channels + ",3)";
        // Where the width changes the first batch norm is before both ways.
        layers.append(
            first
                ? "bn relu residual[" + convolutions + " | " + conv(channels, 1, stride) + "] "
                : "residual[bn relu " + convolutions + "] ");
      }
    }
    return layers + "bn relu " + head(outputs);
  }
}
