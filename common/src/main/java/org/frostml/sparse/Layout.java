package org.frostml.sparse;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** The flat parameter vector as named blocks, one after the other. */
public record Layout(List<Block> blocks) implements Serializable {
  public Layout {
    blocks = List.copyOf(blocks);
    int at = 0;
    for (Block block : blocks) {
      if (block.offset() != at) {
        throw new IllegalArgumentException(
            block.name() + ": starts at " + block.offset() + ", expected " + at);
      }
      at = block.end();
    }
  }

  /** Number of parameters. */
  public int size() {
    return blocks.isEmpty() ? 0 : blocks.get(blocks.size() - 1).end();
  }

  /** Number of parameters in regularised blocks: what density is a share of. */
  public int weights() {
    return blocks.stream().filter(Block::isSparse).mapToInt(Block::size).sum();
  }

  /** Number of non-zero weights in a flat parameter vector. */
  public int countNonZero(float[] theta) {
    int count = 0;
    for (Block block : blocks) {
      if (block.isSparse()) {
        for (int j = block.offset(); j < block.end(); j++) {
          count += nonZero(theta[j]);
        }
      }
    }
    return count;
  }

  /**
   * Whether a mark is above a bound. What is no number is above all, and above a bound that is none
   * nothing else is: on the support it makes the next loss none either, and the run says so; off it
   * nobody would see it again.
   */
  public static boolean isAbove(float mark, float bound) {
    return mark > bound || Float.isNaN(mark);
  }

  /** Number of weights whose mark, of a float for every parameter, is above a bound. */
  public int countAbove(float[] marks, float bound) {
    int count = 0;
    for (Block block : blocks) {
      if (block.isSparse()) {
        for (int j = block.offset(); j < block.end(); j++) {
          count += isAbove(marks[j], bound) ? 1 : 0;
        }
      }
    }
    return count;
  }

  /** 1, or 0 for a zero of either sign; without a branch, because it cannot be predicted. */
  static int nonZero(float x) {
    int magnitude = Float.floatToRawIntBits(x) << 1;
    return (magnitude | -magnitude) >>> 31;
  }

  /** Lays blocks out in the order they are asked for. */
  public static final class Builder {
    private final List<Block> blocks = new ArrayList<>();
    private int size;

    /** Appends a block, all weights alike penalised, and returns its index. */
    public int add(String name, Block.Kind kind, int rows, int cols) {
      return add(name, kind, rows, cols, 1);
    }

    /** Appends one with so many columns to an input. */
    public int add(String name, Block.Kind kind, int rows, int cols, int window) {
      float penalty = kind.isWeight() ? 1 : 0;
      blocks.add(new Block(name, kind, size, rows, cols, penalty, window));
      size += rows * cols;
      return blocks.size() - 1;
    }

    public Layout build() {
      return new Layout(blocks);
    }
  }
}
