package org.frostml.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.frostml.ml.FrostClassifier;

/**
 * The accuracy of FrostClassifier on a table of vectors beside that of {@code frost train} on the
 * same examples as IDX files, with the same settings and seeds.
 *
 * @param folder where runs go
 */
record VectorAccuracy(Dataset<Row> train, Dataset<Row> test, IdxRun idx, Path folder) {
  BenchTable run(int seeds, int epochs, Map<String, String> summary) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    double ofVectors = 0;
    double ofIdx = 0;
    for (int seed = 0; seed < seeds; seed++) {
      double vectors = accuracy(seed, epochs);
      double files = idx.accuracy(seed, epochs, folder.resolve("seed-" + seed));
      rows.add(row(Integer.toString(seed), vectors, files));
      ofVectors += vectors / seeds;
      ofIdx += files / seeds;
    }
    rows.add(row("mean", ofVectors, ofIdx));
    summary.put(
        "accuracy on MNIST, vectors - IDX", Bench.number(100 * (ofVectors - ofIdx), 2) + " points");
    return new BenchTable(
        "comparison vectors",
        "MNIST as Parquet of vectors, and as IDX files",
        "Test accuracy, " + epochs + " epochs with the settings of " + idx.conf() + ".",
        List.of("seed", "FrostClassifier", "frost train", "points between"),
        rows);
  }

  private double accuracy(long seed, int epochs) {
    FrostClassifier classifier =
        new FrostClassifier().setConfig(idx.conf()).setSeed(seed).setMaxIter(epochs);
    return new MulticlassClassificationEvaluator()
        .setMetricName("accuracy")
        .evaluate(classifier.fit(train).transform(test));
  }

  private static List<String> row(String name, double vectors, double files) {
    return List.of(
        name,
        Bench.number(100 * vectors, 2) + " %",
        Bench.number(100 * files, 2) + " %",
        Bench.number(100 * (vectors - files), 2));
  }
}
