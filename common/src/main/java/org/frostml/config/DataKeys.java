package org.frostml.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.frostml.FrostException;
import org.frostml.nn.Labels;
import org.frostml.nn.Scaling;
import org.frostml.nn.Shape;

/** Binds where the examples of a run come from. */
record DataKeys(Keys in) {
  private static final String DIGITS = "digits";
  private static final String IDX = "idx";
  private static final String CIFAR = "cifar";
  private static final String IMAGES = "images";

  private static final Map<String, String> FORMATS =
      Stream.of(
              DIGITS, IDX, CIFAR, IMAGES, "csv", "parquet", "orc", "json", "avro", "libsvm",
              "table")
          .collect(Collectors.toMap(name -> name, name -> name));

  TrainConfig.Data data() {
    String name = in.choice("data.format", FORMATS);
    TrainConfig.Format format = format(name);
    String path = in.text("data.path");
    if (format != TrainConfig.Format.DIGITS && path.isBlank()) {
      throw new FrostException(
          "data.path is empty: name the " + what(format) + ", for instance --data PATH");
    }
    return new TrainConfig.Data(
        format,
        path,
        (int) in.whole("data.classes", 2, Labels.MOST_CLASSES),
        in.count("data.train", 1),
        in.count("data.test", 1),
        in.whole("data.seed", Long.MIN_VALUE, Long.MAX_VALUE),
        in.choice(
            "data.scaling",
            Map.of(
                "auto", Scaling.By.AUTO,
                "whole", Scaling.By.WHOLE,
                "channel", Scaling.By.CHANNEL,
                "feature", Scaling.By.FEATURE,
                "none", Scaling.By.NONE)),
        table(name));
  }

  private static String what(TrainConfig.Format format) {
    return switch (format) {
      case IDX -> "folder of the IDX files";
      case CIFAR -> "folder of the binary batches";
      case IMAGES -> "folder with train and test in it";
      default -> "table";
    };
  }

  private static TrainConfig.Format format(String name) {
    return switch (name) {
      case DIGITS -> TrainConfig.Format.DIGITS;
      case IDX -> TrainConfig.Format.IDX;
      case CIFAR -> TrainConfig.Format.CIFAR;
      case IMAGES -> TrainConfig.Format.IMAGES;
      default -> TrainConfig.Format.TABLE;
    };
  }

  private Optional<Shape> image(List<Integer> shape) {
    if (shape.isEmpty()) {
      return Optional.empty();
    }
    try {
      if (shape.size() != 3) {
        throw new IllegalArgumentException("there must be three numbers, not " + shape.size());
      }
      Shape image = new Shape(shape.get(0), shape.get(1), shape.get(2));
      if (!image.isImage()) {
        throw new IllegalArgumentException(
            "an image has more than one pixel: without data.shape the numbers are "
                + image.size()
                + " features");
      }
      return Optional.of(image);
    } catch (IllegalArgumentException e) {
      throw new FrostException("data.shape: " + e.getMessage() + in.where("data.shape"), e);
    }
  }

  private TableConfig table(String reader) {
    double share = in.real("data.testShare");
    String path = in.text("data.testPath");
    String column = in.text("data.testColumn");
    return new TableConfig(
        reader,
        in.named("data.options"),
        in.text("data.schema"),
        in.texts("data.features"),
        in.texts("data.except"),
        image(in.counts("data.shape")),
        in.texts("data.label"),
        in.text("data.weight"),
        in.choice(
            "data.classWeights",
            Map.of(
                "none", TableConfig.ClassWeights.NONE,
                "balanced", TableConfig.ClassWeights.BALANCED)),
        in.made("data", () -> new TableConfig.Test(path, column, share)),
        in.text("validation.column"),
        in.choice(
            "data.invalid",
            Map.of(
                "error", TableConfig.Invalid.ERROR,
                "skip", TableConfig.Invalid.SKIP,
                "impute", TableConfig.Invalid.IMPUTE)),
        in.count("data.oneHot", 1),
        in.count("data.hashed", 1));
  }
}
