package org.frostml.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads layers as people and model files spell them, one after the other: {@code dense(300) relu
 * [dense(20) dense(10)]}. Brackets hold a chain of their own, and after {@code residual} also a bar
 * and what its shortcut does.
 *
 * <p>{@code relu} is what the layer before it does last, where that can: {@code dense(300) relu} is
 * {@code dense(300,relu)}.
 */
final class Specs {
  private static final String KNOWN =
      "; there are dense(OUTPUTS), relu, gelu, dropout(SHARE), conv(CHANNELS,KERNEL), whiten(KERNEL),"
          + " bn, maxpool(SIZE), avgpool(SIZE), pool, flatten, residual[LAYERS] and [LAYERS]";

  /** Brackets within brackets, more than anybody writes and fewer than a thread's stack holds. */
  private static final int DEEPEST = 100;

  private final String text;
  private int at;
  private int depth;

  private Specs(String text) {
    this.text = text;
  }

  static Chain read(String text) {
    Specs specs = new Specs(text);
    Chain chain = specs.chain();
    if (specs.at < text.length()) {
      throw new IllegalArgumentException(
          "a " + text.charAt(specs.at) + " without its [ in " + text);
    }
    return chain;
  }

  /** Layers up to the end, a bar or a closing bracket. */
  private Chain chain() {
    if (depth++ > DEEPEST) {
      throw new IllegalArgumentException("brackets are nested more than " + DEEPEST + " deep");
    }
    List<Layer> layers = new ArrayList<>();
    while (!peek("]|") && at < text.length()) {
      layers.add(layer(layers));
    }
    depth--;
    if (layers.isEmpty()) {
      throw new IllegalArgumentException(
          "no layer" + (text.isBlank() ? "" : " in " + text) + KNOWN);
    }
    return new Chain(layers);
  }

  /**
   * @param before what was read of the chain; it loses its last layer where this replaces it
   */
  private Layer layer(List<Layer> before) {
    if (peek("[")) {
      return bracket();
    }
    if (peek(")")) {
      throw new IllegalArgumentException("an unexpected ) in " + text);
    }
    String name = word();
    if (name.equals(Residual.NAME)) {
      return residual();
    }
    Arguments arguments = new Arguments(name, arguments());
    Layer layer =
        switch (name) {
          case Dense.NAME -> dense(arguments);
          case Relu.NAME -> relu(before);
          case Gelu.NAME -> new Gelu();
          case Dropout.NAME -> new Dropout(arguments.share("share"));
          case Conv2d.NAME -> conv(arguments);
          case Whiten.NAME -> new Whiten(arguments.count("kernel"));
          case BatchNorm.NAME -> new BatchNorm(arguments.activation());
          case "maxpool" -> pool(Pool2d.Kind.MAX, arguments);
          case "avgpool" -> pool(Pool2d.Kind.AVERAGE, arguments);
          case GlobalPool.NAME -> new GlobalPool();
          case Flatten.NAME -> new Flatten();
          default -> throw new IllegalArgumentException("unknown layer " + arguments + KNOWN);
        };
    arguments.requireDone();
    return layer;
  }

  private static Dense dense(Arguments arguments) {
    return new Dense(arguments.count("outputs"), arguments.activation());
  }

  private static Conv2d conv(Arguments arguments) {
    int outputs = arguments.count("channels");
    int kernel = arguments.count("kernel");
    int stride = arguments.named("stride", 1);
    int padding = arguments.named("padding", Conv2d.padding(kernel));
    boolean bias = arguments.flag("bias");
    return new Conv2d(outputs, kernel, stride, padding, bias, arguments.activation());
  }

  private static Pool2d pool(Pool2d.Kind kind, Arguments arguments) {
    int size = arguments.count("size");
    return new Pool2d(kind, size, arguments.named("stride", size));
  }

  /** What the layer before it does last, or a layer. */
  private static Layer relu(List<Layer> before) {
    Optional<Layer> with =
        before.isEmpty() ? Optional.empty() : before.get(before.size() - 1).withRelu();
    with.ifPresent(layer -> before.remove(before.size() - 1));
    return with.orElseGet(Relu::new);
  }

  private Residual residual() {
    if (!peek("[")) {
      throw new IllegalArgumentException("residual takes layers in brackets: " + text);
    }
    at++;
    Chain body = chain();
    Shortcut shortcut = new Shortcut.Identity();
    if (peek("|")) {
      at++;
      shortcut = shortcut();
    }
    close();
    return new Residual(body, shortcut, Activation.IDENTITY);
  }

  private Shortcut shortcut() {
    peek("");
    int begin = at;
    if (word().equals(Shortcut.Padded.NAME)) {
      Arguments arguments = new Arguments(Shortcut.Padded.NAME, arguments());
      if (peek("]")) {
        return padded(arguments);
      }
    }
    at = begin;
    return new Shortcut.Projection(chain());
  }

  private static Shortcut padded(Arguments arguments) {
    if (arguments.isEmpty()) {
      return new Shortcut.Padded();
    }
    Shortcut padded = new Shortcut.Padded(arguments.count("channels of zeros"));
    arguments.requireDone();
    return padded;
  }

  private Chain bracket() {
    at++;
    Chain chain = chain();
    close();
    return chain;
  }

  private void close() {
    if (at == text.length()) {
      throw new IllegalArgumentException("a [ without its ] in " + text);
    }
    if (text.charAt(at) == '|') {
      throw new IllegalArgumentException("a | that is not in a residual of " + text);
    }
    at++;
  }

  /** Passes over blanks; whether one of these characters is next. */
  private boolean peek(String any) {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at < text.length() && any.indexOf(text.charAt(at)) >= 0;
  }

  private String word() {
    int from = at;
    while (at < text.length()
        && !Character.isWhitespace(text.charAt(at))
        && "()[]|".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return text.substring(from, at);
  }

  /** What stands in parentheses; none where there are none. */
  private List<String> arguments() {
    if (at == text.length() || text.charAt(at) != '(') {
      return List.of();
    }
    int end = text.indexOf(')', at);
    if (end < 0) {
      throw new IllegalArgumentException("a ( without its ) in " + text);
    }
    String inside = text.substring(at + 1, end);
    at = end + 1;
    return Arrays.stream(inside.split(",", -1)).map(String::strip).toList();
  }

  /** What stands in a layer's parentheses, taken one by one. */
  private static final class Arguments {
    private final String layer;
    private final List<String> given;
    private final List<String> left;

    Arguments(String layer, List<String> given) {
      this.layer = layer;
      this.given = given;
      left = new ArrayList<>(given);
    }

    boolean isEmpty() {
      return left.isEmpty();
    }

    /** The next one, a whole number. */
    int count(String what) {
      return count(what, left.isEmpty() ? "" : left.remove(0));
    }

    private int count(String what, String argument) {
      if (!argument.matches("\\d{1,9}")) {
        throw new IllegalArgumentException(
            layer + " needs its " + what + ", a whole number of at most 9 digits: " + this);
      }
      return Integer.parseInt(argument);
    }

    /** The next one, a number such as 0.5. */
    float share(String what) {
      String argument = left.isEmpty() ? "" : left.remove(0);
      if (!argument.matches("\\d{1,9}(\\.\\d{1,9})?(E-?\\d{1,2})?")) {
        throw new IllegalArgumentException(
            layer + " needs its " + what + ", a number such as 0.5: " + this);
      }
      return Float.parseFloat(argument);
    }

    /** That of {@code name=NUMBER}. */
    int named(String name, int otherwise) {
      for (String argument : left) {
        if (argument.startsWith(name + "=")) {
          left.remove(argument);
          return count(name, argument.substring(name.length() + 1));
        }
      }
      return otherwise;
    }

    boolean flag(String name) {
      return left.remove(name);
    }

    Activation activation() {
      return flag(Relu.NAME) ? Activation.RELU : Activation.IDENTITY;
    }

    void requireDone() {
      if (!left.isEmpty()) {
        throw new IllegalArgumentException(layer + " does not take " + left.get(0) + ": " + this);
      }
    }

    @Override
    public String toString() {
      return given.isEmpty() ? layer : layer + "(" + String.join(",", given) + ")";
    }
  }
}
