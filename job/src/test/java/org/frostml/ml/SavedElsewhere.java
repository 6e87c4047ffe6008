package org.frostml.ml;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.frostml.job.ModelArrays;

/**
 * Estimators, models and a pipeline that are saved by one version of Spark and read by another: a
 * command line, {@code save FOLDER} or {@code load FOLDER}, for .ci/matrix, which runs it on the
 * one jar under each.
 */
public final class SavedElsewhere {
  private static final String PREDICTED = "predicted.txt";

  private SavedElsewhere() {}

  public static void main(String[] words) throws IOException {
    Path folder = Path.of(words[1]);
    try (SparkSession spark = Sessions.plain()) {
      if (words[0].equals("save")) {
        save(spark, folder);
      } else {
        load(spark, folder);
      }
      System.out.println("Spark " + spark.version() + ": " + words[0] + " " + folder);
    }
  }

  private static Dataset<Row> table(SparkSession spark) {
    return Blobs.table(spark).selectExpr("*", "if(held, 'red', 'blue') as colour");
  }

  static void save(SparkSession spark, Path folder) throws IOException {
    Dataset<Row> table = table(spark);
    FrostClassifier classifier = Blobs.classifier().setThresholds(new double[] {1, 2, 3});
    FrostClassificationModel classes = classifier.fit(table);
    FrostRegressor regressor = Blobs.regressor();
    FrostRegressionModel values = regressor.fit(table);
    PipelineModel pipeline =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new StringIndexer().setInputCol("colour").setOutputCol("red"),
                  Blobs.classifier().setLabelCol("red").setMaxIter(1)
                })
            .fit(table);
    classifier.write().overwrite().save(folder + "/classifier");
    regressor.write().overwrite().save(folder + "/regressor");
    classes.write().overwrite().save(folder + "/classes");
    values.write().overwrite().save(folder + "/values");
    pipeline.write().overwrite().save(folder + "/pipeline");
    Files.write(folder.resolve(PREDICTED), predicted(table, classes, values, pipeline));
  }

  static void load(SparkSession spark, Path folder) throws IOException {
    Dataset<Row> table = table(spark);
    requireSame(
        "predictions",
        Files.readAllLines(folder.resolve(PREDICTED)),
        predicted(
            table,
            FrostClassificationModel.load(folder + "/classes"),
            FrostRegressionModel.load(folder + "/values"),
            PipelineModel.load(folder + "/pipeline")));
    Path again = folder.resolve("again");
    FrostClassifier.load(folder + "/classifier")
        .fit(table)
        .write()
        .overwrite()
        .save(again.toString());
    requireSame(
        "bits of a classifier",
        ModelArrays.sha256(folder.resolve("classes")),
        ModelArrays.sha256(again));
    FrostRegressor.load(folder + "/regressor")
        .fit(table)
        .write()
        .overwrite()
        .save(again.toString());
    requireSame(
        "bits of a regressor",
        ModelArrays.sha256(folder.resolve("values")),
        ModelArrays.sha256(again));
  }

  /** All digits of what each predicts, a line a row. */
  private static List<String> predicted(Dataset<Row> table, Transformer... models) {
    List<String> lines = new ArrayList<>();
    for (Transformer model : models) {
      Dataset<Row> scored = model.transform(table);
      List<String> columns = new ArrayList<>(List.of(scored.columns()));
      columns.retainAll(List.of("rawPrediction", "probability", "prediction"));
      scored
          .selectExpr(columns.toArray(new String[0]))
          .collectAsList()
          .forEach(row -> lines.add(row.toString()));
    }
    return lines;
  }

  private static void requireSame(String what, Object saved, Object here) {
    if (!saved.equals(here)) {
      throw new IllegalStateException("other " + what + ": saved " + saved + ", here " + here);
    }
  }
}
