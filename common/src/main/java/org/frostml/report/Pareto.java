package org.frostml.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The Pareto front: what nothing else beats in quality without costing more. */
final class Pareto {
  private Pareto() {}

  /**
   * Who is on the front, from the cheapest on. Of equals all are.
   *
   * @param cost the less the better
   * @param worth the more the better; of what has none, NaN, nothing is on the front
   */
  static List<Integer> front(double[] cost, double[] worth) {
    List<Integer> byCost =
        IntStream.range(0, cost.length)
            .filter(i -> !Double.isNaN(cost[i]) && !Double.isNaN(worth[i]))
            .boxed()
            .sorted(
                Comparator.comparingDouble((Integer i) -> cost[i])
                    .thenComparingDouble(i -> -worth[i]))
            .toList();
    List<Integer> front = new ArrayList<>();
    for (int i : byCost) {
      int last = front.isEmpty() ? -1 : front.get(front.size() - 1);
      boolean better = last < 0 || worth[i] > worth[last];
      if (better || (cost[i] == cost[last] && worth[i] == worth[last])) {
        front.add(i);
      }
    }
    return front;
  }
}
