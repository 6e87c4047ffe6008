package org.frostml.sweep;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which trials continue, where not all are to be trained to their end. Scores are compared at
 * rungs, numbers of epochs that all trials share.
 */
public sealed interface Scheduler {
  /** The epochs of the rungs, ascending; the last are all that a trial has. */
  List<Integer> rungs(int epochs);

  /**
   * The places, counted from 0, of those that may continue once one more result is there; who once
   * may has gone.
   *
   * @param scores the results of a rung so far, in its order; the higher the better
   */
  List<Integer> chosen(List<Double> scores);

  /** The share of those at a rung that may be expected to continue. */
  double share();

  /** Whether trials are compared before their end. */
  default boolean compares() {
    return true;
  }

  /** Epochs that a trial may be expected to be trained, of so many. */
  default double expected(int epochs) {
    double expected = 0;
    double share = 1;
    int before = 0;
    for (int rung : rungs(epochs)) {
      expected += share * (rung - before);
      share *= share();
      before = rung;
    }
    return expected;
  }

  /** All do, in one go. */
  record Full() implements Scheduler {
    @Override
    public List<Integer> rungs(int epochs) {
      return List.of(epochs);
    }

    @Override
    public boolean compares() {
      return false;
    }

    @Override
    public double share() {
      return 1;
    }

    @Override
    public List<Integer> chosen(List<Double> scores) {
      return List.of();
    }
  }

  /**
   * Asynchronous successive halving (Li et al., MLSys 2020): the best 1 / eta of a rung so far.
   *
   * @param eta also by how much a rung has more epochs than the one before
   * @param epochs of the first rung
   */
  record Asha(int eta, int epochs) implements Scheduler {
    public Asha {
      if (eta < 2) {
        throw new IllegalArgumentException("eta must be >= 2: " + eta);
      }
      requireEpochs(epochs);
    }

    @Override
    public List<Integer> rungs(int all) {
      List<Integer> rungs = new ArrayList<>();
      for (long rung = epochs; rung < all; rung *= eta) {
        rungs.add((int) rung);
      }
      rungs.add(all);
      return rungs;
    }

    @Override
    public double share() {
      return 1.0 / eta;
    }

    /** Sorting is stable: of equals the earlier are better. */
    @Override
    public List<Integer> chosen(List<Double> scores) {
      return IntStream.range(0, scores.size())
          .boxed()
          .sorted(Comparator.comparing(scores::get, Comparator.reverseOrder()))
          .limit(scores.size() / eta)
          .toList();
    }
  }

  /**
   * The median stopping rule (Golovin et al., KDD 2017): who is not below the median of those
   * before.
   *
   * @param epochs between rungs
   */
  record Median(int epochs) implements Scheduler {
    public Median {
      requireEpochs(epochs);
    }

    @Override
    public List<Integer> rungs(int all) {
      List<Integer> rungs = new ArrayList<>();
      for (long rung = epochs; rung < all; rung += epochs) {
        rungs.add((int) rung);
      }
      rungs.add(all);
      return rungs;
    }

    @Override
    public double share() {
      return 0.5;
    }

    @Override
    public List<Integer> chosen(List<Double> scores) {
      int last = scores.size() - 1;
      return last == 0 || scores.get(last) >= median(scores.subList(0, last))
          ? List.of(last)
          : List.of();
    }

    private static double median(List<Double> scores) {
      List<Double> sorted = scores.stream().sorted().toList();
      int half = sorted.size() / 2;
      return sorted.size() % 2 == 1
          ? sorted.get(half)
          : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }
  }

  private static void requireEpochs(int epochs) {
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs must be >= 1: " + epochs);
    }
  }
}
