package org.frostml.job.data;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.api.java.UDF2;
import scala.collection.Seq;

/**
 * Which checks a row fails, or null for none: numbers that are not finite in single precision, and
 * conditions that hold. One function for all of them, because code that Spark makes for each of a
 * thousand columns takes longer to compile than to run.
 *
 * @param numbers the checks of the numbers, in their order
 * @param conditions the checks of the conditions
 */
record FailedChecks(int[] numbers, int[] conditions)
    implements UDF2<Seq<Double>, Seq<Boolean>, List<Integer>>, Serializable {
  @Override
  public List<Integer> call(Seq<Double> values, Seq<Boolean> holds) {
    List<Integer> failed = null;
    for (int k = 0; k < numbers.length; k++) {
      Double value = values.apply(k);
      if (value == null || !Float.isFinite(value.floatValue())) {
        failed = with(failed, numbers[k]);
      }
    }
    for (int k = 0; k < conditions.length; k++) {
      if (Boolean.TRUE.equals(holds.apply(k))) {
        failed = with(failed, conditions[k]);
      }
    }
    return failed;
  }

  private static List<Integer> with(List<Integer> failed, int check) {
    List<Integer> all = failed == null ? new ArrayList<>() : failed;
    all.add(check);
    return all;
  }
}
