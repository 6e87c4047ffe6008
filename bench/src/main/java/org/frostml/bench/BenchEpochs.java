package org.frostml.bench;

import java.util.List;
import java.util.Map;
import org.frostml.nn.Network;

/** Seconds of an epoch: Frost sparse, Frost dense, and Spark MLlib's MLP, each in turn. */
record BenchEpochs(BenchRuns runs, int rounds) {
  private static final String MLLIB = "MLlib MLP, a pass of gradient descent";

  BenchTable run(List<Integer> hidden, Map<String, String> summary) {
    BenchTurns turns = new BenchTurns(rounds);
    Map<String, Map<String, Object>> methods = BenchRuns.methods(hidden);
    for (int round = -1; round < rounds; round++) {
      for (Map.Entry<String, Map<String, Object>> method : methods.entrySet()) {
        turns.add(round, method.getKey(), runs.frost(method.getValue(), 0));
      }
      // A first iteration includes what happens once.
      double one = runs.fit(hidden, "gd", 1).seconds();
      double five = runs.fit(hidden, "gd", 5).seconds();
      turns.add(round, MLLIB, (five - one) / 4);
    }
    Network network = runs.network(hidden);
    String shape = Bench.shape(network);
    double sparse = turns.first();
    summary.put(
        "an epoch on Spark, dense SGD / 5 %, m = H = 19, " + shape,
        Bench.number(turns.median(BenchRuns.DENSE) / sparse, 1));
    summary.put(
        "an epoch on Spark, MLlib's MLP / 5 %, m = H = 19, " + shape,
        Bench.number(turns.median(MLLIB) / sparse, 1));
    return new BenchTable(
        "epochs " + shape,
        "An epoch of " + shape,
        Bench.number(runs.examples(), 0)
            + " examples of "
            + runs.name()
            + " in two shards, "
            + runs.master()
            + ", a batch of 128, m = 19, fine steps and masks included; "
            + rounds
            + " runs in turn.",
        BenchTurns.EPOCHS,
        turns.epochs(runs.examples()));
  }
}
