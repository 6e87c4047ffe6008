package org.frostml.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ParetoTest {
  @Test
  void whatIsBeatenInBothIsNotOnTheFront() {
    double[] cost = {3, 1, 2, 2, 4};
    double[] worth = {0.9, 0.5, 0.7, 0.6, 0.8};
    assertEquals(List.of(1, 2, 0), Pareto.front(cost, worth));
  }

  @Test
  void ofTheSameWorthTheCheapestIs() {
    assertEquals(List.of(1), Pareto.front(new double[] {2, 1}, new double[] {0.5, 0.5}));
  }

  @Test
  void ofEqualsAllAre() {
    assertEquals(List.of(0, 1), Pareto.front(new double[] {1, 1}, new double[] {0.5, 0.5}));
  }

  @Test
  void whatIsNotKnownIsNot() {
    double[] cost = {1, Double.NaN, 2};
    double[] worth = {Double.NaN, 0.9, 0.5};
    assertEquals(List.of(2), Pareto.front(cost, worth));
    assertEquals(List.of(), Pareto.front(new double[0], new double[0]));
  }

  @Test
  void theFrontIsWhatTheDefinitionSays() {
    Random random = new Random(5);
    for (int round = 0; round < 200; round++) {
      int size = 1 + random.nextInt(31);
      // Few values, so that there are ties.
      double[] cost = random.ints(size, 0, 9).asDoubleStream().toArray();
      double[] worth = random.ints(size, 0, 9).asDoubleStream().toArray();
      List<Integer> expected =
          IntStream.range(0, size)
              .filter(i -> IntStream.range(0, size).noneMatch(j -> beats(cost, worth, j, i)))
              .boxed()
              .toList();
      assertEquals(expected, Pareto.front(cost, worth).stream().sorted().toList());
    }
  }

  private static boolean beats(double[] cost, double[] worth, int j, int i) {
    return cost[j] <= cost[i] && worth[j] >= worth[i] && (cost[j] < cost[i] || worth[j] > worth[i]);
  }
}
