package org.frostml.nn;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.frostml.sparse.Block;
import org.frostml.sparse.Layout;

/**
 * Which of a network's weight blocks are regularised, and how much.
 *
 * @param blocks glob patterns of their names, such as {@code net.*.weight}; the last layer's is
 *     {@code net.last.weight} as well
 * @param except patterns of those among them that are not
 * @param factors of lambda, one per layer; none for 1 everywhere
 * @param flopPower factors times (multiply-adds that training spends on a weight / their mean over
 *     all weights)^flopPower; 0 for no such factor
 */
public record Penalties(
    List<String> blocks, List<String> except, List<Float> factors, double flopPower) {
  /** All weights, alike. */
  public static final Penalties ALIKE = new Penalties(List.of("*"), List.of(), List.of(), 0);

  public Penalties {
    blocks = List.copyOf(blocks);
    except = List.copyOf(except);
    factors = List.copyOf(factors);
    if (blocks.isEmpty()) {
      throw new IllegalArgumentException("blocks must name at least one block, or *: []");
    }
    for (float factor : factors) {
      if (!(factor > 0 && factor < Float.POSITIVE_INFINITY)) {
        throw new IllegalArgumentException("factors must be > 0: " + factor);
      }
    }
    if (!Double.isFinite(flopPower)) {
      throw new IllegalArgumentException("flopPower must be finite: " + flopPower);
    }
  }

  /**
   * The network's layout with these penalties.
   *
   * @throws IllegalArgumentException if a pattern fits no block, none is left, or factors are not
   *     as many as layers
   */
  public Layout on(Network network) {
    List<Block> blocks = network.layout().blocks();
    List<Block> weights = blocks.stream().filter(Block::isWeight).toList();
    List<String> layers = weights.stream().map(Block::layer).distinct().toList();
    if (!factors.isEmpty() && factors.size() != layers.size()) {
      throw new IllegalArgumentException(
          "factors must be one per layer: " + factors.size() + " for " + layers.size() + " layers");
    }
    requireUse("blocks", this.blocks, weights);
    requireUse("except", except, weights);
    long[] spent = network.multiplyAdds();
    double mean = mean(spent, blocks);
    List<Block> penalised = new ArrayList<>();
    for (int b = 0; b < blocks.size(); b++) {
      Block block = blocks.get(b);
      boolean wanted =
          block.isWeight() && fits(this.blocks, block, weights) && !fits(except, block, weights);
      penalised.add(
          block.penalised(
              wanted ? penalty(block, layers, (double) spent[b] / block.size() / mean) : 0));
    }
    Layout layout = new Layout(penalised);
    if (layout.weights() == 0) {
      throw new IllegalArgumentException("except leaves no block to regularise: " + except);
    }
    return layout;
  }

  /** Multiply-adds that dense training spends on a weight, the mean of all. */
  private static double mean(long[] spent, List<Block> blocks) {
    long all = 0;
    long weights = 0;
    for (int b = 0; b < blocks.size(); b++) {
      if (blocks.get(b).isWeight()) {
        all += spent[b];
        weights += blocks.get(b).size();
      }
    }
    return (double) all / weights;
  }

  /**
   * @param work multiply-adds that dense training spends on a weight of the block / their mean
   */
  private float penalty(Block block, List<String> layers, double work) {
    float factor = factors.isEmpty() ? 1 : factors.get(layers.indexOf(block.layer()));
    float penalty = (float) (factor * StrictMath.pow(work, flopPower));
    if (!(penalty > 0 && penalty < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "flopPower " + flopPower + " makes the factor of " + block.name() + " " + penalty);
    }
    return penalty;
  }

  private static boolean fits(List<String> patterns, Block block, List<Block> weights) {
    return patterns.stream().anyMatch(pattern -> fits(pattern, block, weights));
  }

  private static boolean fits(String pattern, Block block, List<Block> weights) {
    PathMatcher glob = glob(pattern);
    boolean last = block == weights.get(weights.size() - 1);
    return glob.matches(Path.of(block.name()))
        || last && glob.matches(Path.of(block.name().replace(block.layer(), "net.last")));
  }

  private static PathMatcher glob(String pattern) {
    try {
      return FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "blocks and except take names and patterns of *, ?, [] and {}, and this is none: "
              + pattern,
          e);
    }
  }

  private static void requireUse(String name, List<String> patterns, List<Block> weights) {
    for (String pattern : patterns) {
      if (weights.stream().noneMatch(block -> fits(pattern, block, weights))) {
        throw new IllegalArgumentException(
            name
                + " fits no block: "
                + pattern
                + "; there are "
                + weights.stream().map(Block::name).collect(Collectors.joining(", "))
                + ", the last one net.last.weight as well");
      }
    }
  }
}
