package org.frostml.job.data;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** What tasks that read a table keep or send, for a Kryo that only takes what is registered. */
public final class KryoClasses {
  private KryoClasses() {}

  public static List<Class<?>> all() {
    return List.of(
        KeptShard.class,
        Bundle.class,
        byte[][].class,
        Counts.class,
        BigInteger.class,
        FeatureScales.Sums.class,
        RowChecks.Failures.class,
        ColumnStatistics.class,
        ArrayList.class,
        HashSet.class,
        ExactMeans.class,
        BigDecimal.class,
        BigDecimal[].class);
  }
}
