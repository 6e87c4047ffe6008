package org.frostml.job.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.frostml.FrostException;
import org.frostml.nn.Init;
import org.frostml.nn.Inputs;
import org.frostml.nn.Labels;
import org.frostml.nn.Network;
import org.frostml.nn.Scaling;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.frostml.train.Model;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PredictedColumnsTest {
  private static PredictedColumns columns(String... classes) {
    Network network = Network.mlp(2, List.of(), classes.length);
    float[] theta = new Init(1, 1, 1).theta(network, 7);
    Support support = Support.of(network.layout(), 0, theta);
    return PredictedColumns.of(
        new Model(
            network,
            new Weights(support, support.restrict(theta)),
            new Inputs.All(2),
            new Scaling.None(),
            List.of(),
            new Labels(true, Arrays.asList(classes)),
            Map.of()));
  }

  /** Numbers where they are the names, and names wherever a number would be another one. */
  @ParameterizedTest
  @CsvSource({
    "1 2, int, 2",
    "-1 7, int, 7",
    "00 01, string, 01",
    "1 2b, string, 2b",
    "0 -0, string, -0"
  })
  void classesAreCalledByTheirNames(String classes, String type, String second) {
    PredictedColumns columns = columns(classes.split(" "));
    assertEquals(
        type, columns.schema(new StructType()).apply("prediction").dataType().simpleString());
    Object predicted = columns.row(new ArrayList<>(), new float[] {0.25f, 0.75f}, 0).get(0);
    assertEquals(second, predicted.toString());
  }

  @Test
  void aColumnOfTheirNameIsRefused() {
    StructType table = new StructType().add("id", DataTypes.LongType);
    assertEquals(
        List.of("id", "prediction", "probabilities"),
        List.of(columns("a", "b").schema(table).fieldNames()));
    assertEquals(
        "column Probabilities would stand beside one of predictions with its name: choose the"
            + " others by --columns, or rename it",
        assertThrows(
                FrostException.class,
                () -> columns("a", "b").schema(table.add("Probabilities", DataTypes.StringType)))
            .getMessage());
  }

  @Test
  void aColumnThatOtherModelsWouldAddStays() {
    StructType table = new StructType().add("values", DataTypes.LongType);
    assertEquals(
        List.of("values", "prediction", "probabilities"),
        List.of(columns("a", "b").schema(table).fieldNames()));
  }
}
