package org.frostml.job.data;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.xxhash64;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.frostml.FrostException;
import org.frostml.config.Configs;
import org.frostml.config.TrainConfig;
import org.frostml.job.JobCounter;
import org.frostml.job.Problem;
import org.frostml.nn.Inputs;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is found out about a table's columns, and in how many passes over its rows. */
class EncodedTableTest {
  private static SparkSession spark;

  @BeforeAll
  static void start() {
    SparkConf conf = Problem.forSql(Problem.conf("local[2]"));
    spark = SparkSession.builder().config(conf).getOrCreate();
    spark
        .sql(
            "select * from values"
                + " (1, 'red', 'a', array(1d, 2d), 'yes'),"
                + " (2, 'blue', 'b', array(3d, 4d), 'no'),"
                + " (null, 'red', 'c', array(5d, 6d), 'no'),"
                + " (6, null, 'd', array(7d, 8d), 'yes')"
                + " as t(size, colour, many, numbers, label)")
        .repartition(3)
        .createOrReplaceTempView("few");
    spark
        .sql(
            "select * from values"
                + " (null, 'yes'), (array(1d, double('NaN')), 'yes'), (array(1d, 1e39d), 'no'),"
                + " (array(1d, 2d), 'yes'), (array(5d, 6d), 'no') as t(numbers, label)")
        .coalesce(1)
        .createOrReplaceTempView("holes");
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  private static TrainConfig config(String... more) {
    return Configs.bind(
        Stream.concat(
                Stream.of("data={format=table,path=few,label=label,oneHot=3}", "network.hidden=[]"),
                Stream.of(more))
            .map(Configs::setting)
            .toList());
  }

  private static Encoding fit(String... more) {
    return EncodedTable.fit(spark, config(more)).encoding();
  }

  @Test
  void skippedRowsTellNothing() {
    Encoding encoding = fit("data.invalid=skip");
    assertEquals(List.of("no", "yes"), encoding.labels().names());
    assertEquals(
        List.of(
            "colour=blue", "colour=red", "many=a", "many=b", "numbers[0]", "numbers[1]", "size"),
        encoding.features(new Inputs.All(encoding.width())));
  }

  /** A text of more values than oneHot is hashed; a number gets the mean of those trained on. */
  @Test
  void whatIsMissingIsImputed() {
    Encoding encoding = fit("data={invalid=impute,testShare=0,hashed=2}");
    assertEquals(3.0, encoding.columns().get(3).fill());
    assertEquals(
        List.of(
            "colour=blue",
            "colour=red",
            "colour=?",
            "numbers[0]",
            "numbers[1]",
            "size",
            "hashed[0]",
            "hashed[1]"),
        encoding.features(new Inputs.All(encoding.width())));
  }

  /** One may be complete here, and not in a table to predict for. */
  @Test
  void everyNumberHasAMeanWhereTheyAreImputed() {
    spark
        .sql("select *, size * 0 + 7 as seven, 9 as nine from few")
        .createOrReplaceTempView("more");
    Encoding encoding = fit("data={path=more,invalid=impute,testShare=0}");
    assertEquals(
        List.of(9.0, 7.0, 3.0),
        encoding.of(Encoding.Kind.NUMBER).stream().map(Encoding.Input::fill).toList());
  }

  @Test
  void vectorsMayLackNumbers() {
    EncodedTable table =
        EncodedTable.fit(spark, config("data={path=holes,invalid=skip,testShare=0}"));
    assertEquals(2, table.rows().count());
    assertEquals(
        "holes: column numbers lacks a vector of finite numbers in 3 of 5 rows, for instance in"
            + " (numbers null, label yes): set data.invalid = skip",
        assertThrows(FrostException.class, () -> fit("data={path=holes,testShare=0}"))
            .getMessage());
  }

  /** A pass is two jobs, for the view has a shuffle; Spark's Imputer is fitted to a row in two. */
  @ParameterizedTest
  @CsvSource({"skip, 2", "impute, 6"})
  void onePassFindsAllButMeans(String invalid, int expected) {
    try (JobCounter jobs = new JobCounter(spark.sparkContext())) {
      fit("data.invalid=" + invalid);
      assertEquals(expected, jobs.count(), jobs.names());
    }
  }

  /** The test rows of a table are those they were before numbers were hashed together. */
  @Test
  void numbersAreHashedTogetherAsOneByOne() {
    Dataset<Row> rows =
        spark.sql(
            "select * from values"
                + " (1, 2.5d, 'a', float('NaN'), -0d, 7L, array(1d)),"
                + " (null, 1e39d, 'b', 3f, null, 8L, null),"
                + " (-5, -0d, null, null, 0d, null, array(-0d, 2d))"
                + " as t(a, b, c, d, e, f, g)");
    TableColumns table = new TableColumns(rows, "t");
    List<String> names = List.of("a", "b", "c", "d", "e", "f", "g");
    Column[] together = table.hashed(names);
    assertEquals(4, together.length, "two numbers, a text, three numbers, a vector");
    Column[] apart = new Column[names.size()];
    for (int c = 0; c < apart.length; c++) {
      apart[c] = col("t" + c).cast("float").plus(lit(0f));
    }
    apart[2] = together[1];
    apart[6] = together[3];
    List<Row> hashes = table.rows().select(xxhash64(together), xxhash64(apart)).collectAsList();
    assertEquals(3, hashes.size());
    hashes.forEach(row -> assertEquals(row.getLong(1), row.getLong(0)));
  }
}
