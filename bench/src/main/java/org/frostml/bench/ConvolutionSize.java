package org.frostml.bench;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.frostml.kernel.ConvShape;
import org.frostml.kernel.MapLayout;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A convolution of square kernels on square maps, padded by half a kernel: {@code 16x32} is of 16
 * channels to as many, of 3 x 3 pixels on 32 x 32; {@code 64-128x32/2} of 64 to 128 channels with
 * stride 2; {@code 1:64-128x32/2} the same of 1 x 1 pixel, a projection.
 *
 * @param side of the input
 */
public record ConvolutionSize(int kernel, int inputs, int outputs, int side, int stride) {
  private static final Pattern TEXT =
      Pattern.compile("(?:(\\d{1,3}):)?(\\d{1,6})(?:-(\\d{1,6}))?x(\\d{1,6})(?:/(\\d{1,3}))?");

  public ConvolutionSize {
    if (kernel < 1 || stride < 1) {
      throw new IllegalArgumentException(
          "a convolution needs a kernel and a stride of at least 1: " + kernel + ", " + stride);
    }
  }

  /** The size of a {@link #toString}. */
  public static ConvolutionSize parse(String text) {
    Matcher size = TEXT.matcher(text);
    if (!size.matches()) {
      throw new IllegalArgumentException(
          "not a convolution such as 16x32, 64-128x32/2 or 1:64-128x32/2: " + text);
    }
    int inputs = Integer.parseInt(size.group(2));
    ConvolutionSize parsed =
        new ConvolutionSize(
            number(size.group(1), 3),
            inputs,
            number(size.group(3), inputs),
            Integer.parseInt(size.group(4)),
            number(size.group(5), 1));
    parsed.shape();
    return parsed;
  }

  private static int number(String text, int otherwise) {
    return text == null ? otherwise : Integer.parseInt(text);
  }

  /** For the command line. */
  static final class Reader implements ITypeConverter<ConvolutionSize> {
    @Override
    public ConvolutionSize convert(String text) {
      try {
        return parse(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  int padding() {
    return (kernel - 1) / 2;
  }

  private int outputSide() {
    return ConvShape.outputs(side, kernel, stride, padding());
  }

  /** Maps have at least a zero around them, since in a network a kernel of 3 x 3 reads each. */
  ConvShape shape() {
    int back = ConvShape.outputPad(kernel, stride, padding());
    MapLayout in = new MapLayout(inputs, side, side, Math.max(1, padding()));
    MapLayout out = new MapLayout(outputs, outputSide(), outputSide(), Math.max(1, back));
    return new ConvShape(in, out, kernel, stride, padding());
  }

  /** The same maps and kernels with few channels: the same code, and little work. */
  ConvolutionSize narrow() {
    return new ConvolutionSize(kernel, Math.min(inputs, 16), Math.min(outputs, 16), side, stride);
  }

  /** Multiply-adds of a weight, an example. */
  int pixels() {
    return outputSide() * outputSide();
  }

  @Override
  public String toString() {
    return (kernel == 3 ? "" : kernel + ":")
        + inputs
        + (outputs == inputs ? "" : "-" + outputs)
        + "x"
        + side
        + (stride == 1 ? "" : "/" + stride);
  }
}
