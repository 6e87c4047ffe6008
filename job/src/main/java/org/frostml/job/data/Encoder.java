package org.frostml.job.data;

import static org.apache.spark.sql.functions.abs;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.FeatureHasher;
import org.apache.spark.ml.feature.Imputer;
import org.apache.spark.ml.feature.OneHotEncoder;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.feature.StringIndexerModel;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.feature.VectorSizeHint;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Makes features of columns by Spark ML's transformers. All that these have to know is in the
 * encoding, so they are fitted to one row that says it: the same at every prediction, whatever
 * version of Spark there is.
 */
final class Encoder {
  private static final String HASHED = "hashed";

  /** What the texts of categories begin with inside. */
  private static final String CATEGORY = "=";

  private final Encoding encoding;
  private final PipelineModel pipeline;

  Encoder(SparkSession spark, Encoding encoding) {
    this.encoding = encoding;
    pipeline = new Pipeline().setStages(stages()).fit(sample(spark));
  }

  /** Adds the features of rows whose columns are called as the encoding calls them. */
  Dataset<Row> encode(Dataset<Row> rows) {
    Map<String, Column> taken = taken();
    return pipeline.transform(taken.isEmpty() ? rows : rows.withColumns(taken));
  }

  /** Columns as the transformers take them. */
  private Map<String, Column> taken() {
    Map<String, Column> taken = new HashMap<>();
    for (int c = 0; c < encoding.columns().size(); c++) {
      Encoding.Input input = encoding.columns().get(c);
      Column column = col(Encoding.inner(c));
      if (input.fill() != null) {
        // Infinite numbers are missing ones, but not to the Imputer.
        Column single = abs(column.cast(DataTypes.FloatType));
        taken.put(
            Encoding.inner(c),
            when(single.equalTo(Float.POSITIVE_INFINITY), Double.NaN).otherwise(column));
      } else if (input.kind() == Encoding.Kind.CATEGORY) {
        taken.put(Encoding.inner(c), concat(lit(CATEGORY), column));
      }
    }
    return taken;
  }

  /** An empty text is a category as any other, but to the OneHotEncoder, which names columns so. */
  private static String taken(String category) {
    return CATEGORY + category;
  }

  private PipelineStage[] stages() {
    List<PipelineStage> stages = new ArrayList<>();
    List<String> assembled = new ArrayList<>();
    List<String> filled = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    List<String[]> categories = new ArrayList<>();
    List<String> hashed = new ArrayList<>();
    for (int c = 0; c < encoding.columns().size(); c++) {
      Encoding.Input input = encoding.columns().get(c);
      String column = Encoding.inner(c);
      switch (input.kind()) {
        case NUMBER -> {
          if (input.fill() != null) {
            filled.add(column);
          }
          assembled.add(input.fill() == null ? column : column + "filled");
        }
        case CATEGORY -> {
          texts.add(column);
          categories.add(input.categories().stream().map(Encoder::taken).toArray(String[]::new));
          assembled.add(column + "hot");
        }
        case VECTOR -> {
          stages.add(
              new VectorSizeHint()
                  .setInputCol(column)
                  .setSize(input.size())
                  .setHandleInvalid("optimistic"));
          assembled.add(column);
        }
        case HASHED -> hashed.add(column);
      }
    }
    if (!filled.isEmpty()) {
      stages.add(
          new Imputer().setInputCols(array(filled, "")).setOutputCols(array(filled, "filled")));
    }
    if (!texts.isEmpty()) {
      stages.add(
          new StringIndexerModel(categories.toArray(new String[0][]))
              .setInputCols(array(texts, ""))
              .setOutputCols(array(texts, "index"))
              .setHandleInvalid(encoding.keepsUnknown() ? "keep" : "error"));
      stages.add(
          new OneHotEncoder()
              .setInputCols(array(texts, "index"))
              .setOutputCols(array(texts, "hot"))
              .setDropLast(false));
    }
    if (!hashed.isEmpty()) {
      stages.add(
          new FeatureHasher()
              .setInputCols(array(hashed, ""))
              .setCategoricalCols(array(hashed, ""))
              .setNumFeatures(encoding.hashed())
              .setOutputCol(HASHED));
      assembled.add(HASHED);
    }
    stages.add(isVector(assembled) ? renamed(assembled.get(0)) : assembler(assembled));
    return stages.toArray(new PipelineStage[0]);
  }

  /** Whether the features are one column of vectors, which has no need to be assembled. */
  private boolean isVector(List<String> assembled) {
    return assembled.size() == 1 && encoding.of(Encoding.Kind.NUMBER).isEmpty();
  }

  /** Names no features, of which there may be a million. */
  private static PipelineStage renamed(String vector) {
    return new SQLTransformer()
        .setStatement("SELECT *, " + vector + " AS " + ShuffledRows.FEATURES + " FROM __THIS__");
  }

  private static PipelineStage assembler(List<String> assembled) {
    return new VectorAssembler()
        .setInputCols(array(assembled, ""))
        .setOutputCol(ShuffledRows.FEATURES)
        .setHandleInvalid("keep");
  }

  private static String[] array(List<String> names, String ending) {
    return names.stream().map(name -> name + ending).toArray(String[]::new);
  }

  /** A row of the means that numbers are filled with, and of categories that there are. */
  private Dataset<Row> sample(SparkSession spark) {
    StructType schema = new StructType();
    List<Object> cells = new ArrayList<>();
    for (int c = 0; c < encoding.columns().size(); c++) {
      Encoding.Input input = encoding.columns().get(c);
      schema =
          schema.add(
              Encoding.inner(c),
              switch (input.kind()) {
                case NUMBER -> DataTypes.DoubleType;
                case CATEGORY, HASHED -> DataTypes.StringType;
                case VECTOR -> SQLDataTypes.VectorType();
              });
      cells.add(
          switch (input.kind()) {
            case NUMBER -> input.fill() == null ? (Double) 0.0 : input.fill();
            case CATEGORY -> taken(input.categories().get(0));
            case HASHED -> "";
            case VECTOR -> Vectors.sparse(input.size(), new int[0], new double[0]);
          });
    }
    return spark.createDataFrame(List.of(RowFactory.create(cells.toArray())), schema);
  }
}
