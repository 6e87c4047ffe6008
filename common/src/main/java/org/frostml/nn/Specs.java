package org.frostml.nn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Reads layers as people and model files spell them, one after the other: {@code dense(300) relu
 * [dense(20) dense(10)]}. Brackets hold a chain of their own.
 *
 * <p>{@code relu} is what the layer before it does last, not a layer with numbers of its own:
 * {@code dense(300) relu} is {@code dense(300,relu)}.
 */
final class Specs {
  private static final String KNOWN = "; there are dense(OUTPUTS), relu and [LAYERS]";

  private final String text;
  private int at;

  private Specs(String text) {
    this.text = text;
  }

  static Chain read(String text) {
    Specs specs = new Specs(text);
    Chain chain = specs.chain();
    if (specs.at < text.length()) {
      throw new IllegalArgumentException("a ] without its [ in " + text);
    }
    return chain;
  }

  /** Layers up to the end or a closing bracket. */
  private Chain chain() {
    List<Layer> layers = new ArrayList<>();
    while (!peek("]") && at < text.length()) {
      layers.add(layer(layers));
    }
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
    List<String> arguments = arguments();
    switch (name) {
      case "dense":
        return dense(arguments);
      case "relu":
        return relu(before, arguments);
      default:
        throw new IllegalArgumentException("unknown layer " + spelt(name, arguments) + KNOWN);
    }
  }

  private static Dense dense(List<String> arguments) {
    boolean relu = arguments.size() == 2 && arguments.get(1).equals("relu");
    if (arguments.isEmpty() || arguments.size() == 2 && !relu || arguments.size() > 2) {
      throw new IllegalArgumentException(
          "dense takes its outputs, and relu or nothing: " + spelt("dense", arguments));
    }
    return new Dense(
        count("dense", arguments.get(0)), relu ? Activation.RELU : Activation.IDENTITY);
  }

  private static Layer relu(List<Layer> before, List<String> arguments) {
    if (!arguments.isEmpty()) {
      throw new IllegalArgumentException("relu takes nothing: " + spelt("relu", arguments));
    }
    if (!before.isEmpty()
        && before.get(before.size() - 1) instanceof Dense dense
        && dense.activation() == Activation.IDENTITY) {
      before.remove(before.size() - 1);
      return new Dense(dense.outputs(), Activation.RELU);
    }
    throw new IllegalArgumentException(
        "relu must follow a layer without one, such as dense(300)"
            + (before.isEmpty() ? "" : ": " + new Chain(before).spec() + " relu"));
  }

  private Chain bracket() {
    at++;
    Chain chain = chain();
    if (at == text.length()) {
      throw new IllegalArgumentException("a [ without its ] in " + text);
    }
    at++;
    return chain;
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
        && "()[]".indexOf(text.charAt(at)) < 0) {
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

  private static int count(String layer, String argument) {
    if (!argument.matches("\\d{1,9}")) {
      throw new IllegalArgumentException(
          layer + " takes a whole number of at most 9 digits: " + spelt(layer, List.of(argument)));
    }
    return Integer.parseInt(argument);
  }

  private static String spelt(String name, List<String> arguments) {
    return arguments.isEmpty() ? name : name + "(" + String.join(",", arguments) + ")";
  }
}
