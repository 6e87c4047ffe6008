package org.frostml.ml;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.MetadataBuilder;
import org.frostml.FrostException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Networks that take rows in batches say of each what they say of it alone. */
class ScoredColumnTest {
  private static final String RESIDUAL = "dense(8) relu residual[dense(8) relu] ";

  private static SparkSession spark;
  private static Dataset<Row> table;

  @BeforeAll
  static void start() {
    spark = Sessions.plain();
    table = Blobs.table(spark).repartition(3).cache();
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void classes() {
    FrostClassificationModel model =
        Blobs.classifier().setLayers(RESIDUAL + "dense(3)").setMaxIter(2).fit(table);
    Dataset<Row> scored = model.transform(table);
    assertEquals(
        model.transformSchema(table.schema()).simpleString(), scored.schema().simpleString());
    for (Row row : scored.collectAsList()) {
      Vector features = row.getAs("features");
      Vector raw = model.predictRaw(features);
      assertEquals(raw, row.getAs("rawPrediction"));
      assertEquals(model.predictProbability(features), row.getAs("probability"));
      assertEquals(model.predict(features), row.<Double>getAs("prediction"));
    }
  }

  @Test
  void values() {
    FrostRegressionModel model =
        Blobs.regressor().setLayers(RESIDUAL + "dense(1)").setMaxIter(2).fit(table);
    Dataset<Row> scored = model.transform(table);
    assertEquals(300, scored.count());
    for (Row row : scored.collectAsList()) {
      assertEquals(model.predict(row.getAs("features")), row.<Double>getAs("prediction"));
    }
  }

  /** Vectors are images where their shape is said. */
  @Test
  void convolutions() {
    FrostClassifier classifier =
        Blobs.classifier().setLayers("conv(4,3) bn relu pool dense(3)").setMaxIter(2);
    FrostClassificationModel model = classifier.setImageShape(1, 2, 4).fit(table);
    assertEquals(
        "1x2x4", model.saved().model().network().in() + "", "the shape that a model is of");
    for (Row row : model.transform(table).collectAsList()) {
      assertEquals(model.predict(row.<Vector>getAs("features")), row.<Double>getAs("prediction"));
    }
    FrostException refused =
        assertThrows(FrostException.class, () -> classifier.setImageShape(1, 3, 3).fit(table));
    assertEquals(
        "the table: data.shape = [1, 3, 3] is of images of 9 numbers, but a row has 8 features, of"
            + " features",
        refused.getMessage());
  }

  /** Rows stay where they are, those without features too, and columns stay what they are. */
  @Test
  void theTableStays() {
    FrostRegressionModel model =
        Blobs.regressor().setLayers(RESIDUAL + "dense(1)").setMaxIter(1).fit(table);
    List<Row> rows = new ArrayList<>(Blobs.rows(200));
    rows.set(7, RowFactory.create(null, 0.0, -1.0, 1.0, false));
    rows.addAll(Collections.nCopies(70, rows.get(7)));
    Dataset<Row> named =
        Blobs.table(spark, rows)
            .withColumn(
                "a.b `c`",
                col("value").as("", new MetadataBuilder().putString("unit", "metre").build()));
    named = named.withColumn("days", expr("interval '3' day"));
    Dataset<Row> scored = model.transform(named);
    assertEquals(named.schema(), scored.drop("prediction").schema());
    List<Row> before = named.collectAsList();
    List<Row> after = scored.collectAsList();
    for (int i = 0; i < before.size(); i++) {
      for (int c = 0; c < before.get(i).size(); c++) {
        assertEquals(before.get(i).get(c), after.get(i).get(c));
      }
      Vector features = before.get(i).getAs("features");
      Double predicted = after.get(i).getAs("prediction");
      if (features == null) {
        assertNull(predicted);
      } else {
        assertEquals(model.predict(features), predicted);
      }
    }
  }
}
