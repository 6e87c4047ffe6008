package org.frostml.job.run;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.frostml.FrostException;
import org.frostml.nn.Labels;
import org.frostml.nn.Loss;
import org.frostml.nn.Measure;
import org.frostml.train.Model;

/**
 * The columns that predictions are written as: {@code prediction}, a class by its label, or a
 * value; {@code probabilities} of all classes in their order, or, where a model predicts several
 * values, {@code values}.
 *
 * @param size outputs of the network
 * @param decides whether there is one class or value, and not several at once
 * @param numbered whether all classes are called by whole numbers, as these are written
 */
public record PredictedColumns(
    Loss loss, int size, boolean decides, Labels labels, boolean numbered) implements Serializable {
  private static final String PREDICTION = "prediction";
  private static final String PROBABILITIES = "probabilities";
  private static final String VALUES = "values";

  static PredictedColumns of(Model model) {
    Loss loss = model.network().loss();
    int size = model.network().outputs();
    boolean decides = !Float.isNaN(loss.decide(size, new float[size], 0));
    boolean numbered = model.labels().names().stream().allMatch(PredictedColumns::isNumber);
    return new PredictedColumns(loss, size, decides, model.labels(), numbered);
  }

  /** Nothing that a number would change: 7, but not 007. */
  private static boolean isNumber(String name) {
    return name.matches("-?[0-9]{1,9}") && name.equals(Integer.toString(Integer.parseInt(name)));
  }

  private boolean isOfClasses() {
    return loss.measure() == Measure.ACCURACY;
  }

  private DataType decided() {
    if (!isOfClasses()) {
      return DataTypes.FloatType;
    }
    return numbered ? DataTypes.IntegerType : DataTypes.StringType;
  }

  /**
   * With the columns after others.
   *
   * @throws FrostException if one of those is called as one of these
   */
  StructType schema(StructType others) {
    StructType schema = others;
    if (decides) {
      schema = with(schema, PREDICTION, decided());
    }
    if (hasArray()) {
      schema = with(schema, array(), DataTypes.createArrayType(DataTypes.FloatType, false));
    }
    return schema;
  }

  private static StructType with(StructType others, String own, DataType type) {
    for (String name : others.fieldNames()) {
      if (own.equalsIgnoreCase(name)) {
        throw new FrostException(
            "column "
                + name
                + " would stand beside one of predictions with its name: choose the others by"
                + " --columns, or rename it");
      }
    }
    // Where nothing but NaN is predicted there is no class.
    return others.add(own, type, own.equals(PREDICTION));
  }

  /** Whether there is more to tell than what is decided. */
  private boolean hasArray() {
    return isOfClasses() || !decides;
  }

  private String array() {
    return isOfClasses() ? PROBABILITIES : VALUES;
  }

  /** With a column for each probability or value. */
  Dataset<Row> flat(Dataset<Row> table) {
    if (!hasArray()) {
      return table;
    }
    String array = array();
    List<Column> columns = new ArrayList<>();
    for (String name : table.columns()) {
      if (!name.equals(array)) {
        columns.add(table.col("`" + name.replace("`", "``") + "`"));
      }
    }
    for (int k = 0; k < labels.count(); k++) {
      columns.add(table.col(array).getItem(k).as(array + "." + labels.names().get(k)));
    }
    return table.select(columns.toArray(new Column[0]));
  }

  /**
   * A row of the {@link #schema}.
   *
   * @param cells those of the other columns; taken over
   * @param predictions of which its own begin at a place
   */
  Row row(List<Object> cells, float[] predictions, int from) {
    if (decides) {
      float decided = loss.decide(size, predictions, from);
      cells.add(isOfClasses() ? label(decided) : (Object) decided);
    }
    if (hasArray()) {
      cells.add(numbers(predictions, from));
    }
    return RowFactory.create(cells.toArray());
  }

  private Object label(float number) {
    if (Float.isNaN(number)) {
      return null;
    }
    String name = labels.names().get((int) number);
    return numbered ? (Object) Integer.valueOf(name) : name;
  }

  /** One a class, also where a network tells two apart by one output. */
  private Float[] numbers(float[] all, int from) {
    boolean two = decides && size == 1;
    Float[] numbers = new Float[two ? 2 : size];
    for (int k = 0; k < size; k++) {
      numbers[two ? 1 : k] = all[from + k];
    }
    if (two) {
      numbers[0] = 1 - numbers[1];
    }
    return numbers;
  }
}
