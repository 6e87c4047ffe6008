package org.frostml.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.frostml.Text;

/** Seconds to a test accuracy: Frost's methods in turn, and Spark MLlib's MLP once. */
record BenchAccuracy(BenchRuns runs, int rounds, double enough) {
  private static final List<Integer> HIDDEN = List.of(300, 100);

  /** L-BFGS iterations after which MLlib's MLP is at 97 % on MNIST. */
  private static final int MLLIB_ITERATIONS = 80;

  BenchTable run(Map<String, String> summary) {
    BenchTurns turns = new BenchTurns(rounds);
    for (int round = -1; round < rounds; round++) {
      for (Map.Entry<String, Map<String, Object>> method : BenchRuns.methods(HIDDEN).entrySet()) {
        Map<String, Object> settings = new LinkedHashMap<>(method.getValue());
        settings.put("epochs", 6);
        settings.put("batchSize", 64);
        settings.put("learningRate.base", method.getKey().equals(BenchRuns.DENSE) ? 0.1 : 0.5);
        turns.add(round, method.getKey(), runs.frost(settings, enough));
      }
    }
    double first = turns.first();
    List<List<String>> rows = new ArrayList<>();
    for (List<String> row : turns.rows(2)) {
      List<String> all = new ArrayList<>(row);
      all.add(Bench.number(turns.median(row.get(0)) / first, 1));
      rows.add(all);
    }
    BenchRuns.Fit mllib = runs.fit(HIDDEN, "l-bfgs", MLLIB_ITERATIONS);
    String times = Bench.number(mllib.seconds() / first, 1);
    summary.put("seconds to 97 % on MNIST, MLlib's MLP / 5 %, m = H = 19", times);
    rows.add(
        List.of(
            "MLlib MLP, "
                + MLLIB_ITERATIONS
                + " iterations of l-bfgs to "
                + Text.percent(runs.accuracy(mllib)),
            Bench.number(mllib.seconds(), 2),
            "once",
            times));
    return new BenchTable(
        "accuracy",
        "Seconds to " + Text.percent(enough) + " on the test examples, 784-300-100-10",
        "MNIST, "
            + Bench.number(runs.examples(), 0)
            + " examples, a batch of 64 in two shards; training alone, tested after every"
            + " epoch; "
            + rounds
            + " runs in turn, MLlib's once, with a number of iterations that gets there.",
        List.of("what", "seconds, median", "least - most", "times the first"),
        rows);
  }
}
