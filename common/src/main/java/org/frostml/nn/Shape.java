package org.frostml.nn;

import java.io.Serializable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What passes between layers: channels of height x width; features without a place are 1 x 1. */
public record Shape(int channels, int height, int width) implements Serializable {
  private static final Pattern TEXT = Pattern.compile("(\\d{1,9})(?:x(\\d{1,9})x(\\d{1,9}))?");

  public Shape {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "a shape needs at least 1 feature: " + channels + "x" + height + "x" + width);
    }
    if ((double) channels * height * width > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          channels
              + "x"
              + height
              + "x"
              + width
              + " are more than "
              + Integer.MAX_VALUE
              + " features");
    }
  }

  /** That many features in no arrangement. */
  public static Shape flat(int features) {
    return new Shape(features, 1, 1);
  }

  /** Features; they are numbered by channel, then row, then column. */
  public int size() {
    return channels * height * width;
  }

  /** Whether features lie in rows and columns. */
  public boolean isImage() {
    return height > 1 || width > 1;
  }

  /** The shape of a {@link #toString}. */
  public static Shape parse(String text) {
    Matcher shape = TEXT.matcher(text);
    if (!shape.matches()) {
      throw new IllegalArgumentException("not a shape such as 784 or 3x32x32: " + text);
    }
    int channels = Integer.parseInt(shape.group(1));
    return shape.group(2) == null
        ? flat(channels)
        : new Shape(channels, Integer.parseInt(shape.group(2)), Integer.parseInt(shape.group(3)));
  }

  /** For instance {@code 784} or {@code 3x32x32}. */
  @Override
  public String toString() {
    return isImage() ? channels + "x" + height + "x" + width : Integer.toString(channels);
  }
}
