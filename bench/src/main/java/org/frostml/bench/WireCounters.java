package org.frostml.bench;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction1;

/** The bytes that the kernels of a cluster's machines have sent through their network links. */
final class WireCounters {
  private static final Path COUNTERS = Path.of("/proc/net/dev");
  private static final String LOOPBACK = "lo:";

  /** Which of an interface's numbers are the bytes that it has sent. */
  private static final int SENT = 9;

  private WireCounters() {}

  /** By host: the driver's machine and every executor's. */
  static Map<String, Long> sent(JavaSparkContext spark) {
    Map<String, Long> sent = new HashMap<>();
    sent.put(SparkEnv.get().blockManager().blockManagerId().host(), here());
    int slots = spark.defaultParallelism();
    ClassTag<Tuple2<String, Long>> tag = ClassTag$.MODULE$.apply(Tuple2.class);
    // As a barrier's tasks they run all at once, one in every slot.
    List<Integer> tasks = IntStream.range(0, slots).boxed().toList();
    Object found =
        spark
            .parallelize(tasks, slots)
            .rdd()
            .barrier()
            .mapPartitions(new Look(), false, tag)
            .collect();
    for (Object each : (Object[]) found) {
      Tuple2<?, ?> host = (Tuple2<?, ?>) each;
      sent.put((String) host._1(), (Long) host._2());
    }
    return sent;
  }

  /** What this machine has sent. */
  private static long here() {
    try {
      return Files.readAllLines(COUNTERS).stream()
          .map(String::strip)
          .filter(line -> line.contains(":") && !line.startsWith(LOOPBACK))
          .mapToLong(line -> Long.parseLong(line.split("[:\\s]+")[SENT]))
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The counter of a task's machine. */
  private static final class Look
      extends AbstractFunction1<Iterator<Integer>, Iterator<Tuple2<String, Long>>>
      implements Serializable {
    @Override
    public Iterator<Tuple2<String, Long>> apply(Iterator<Integer> none) {
      String host = SparkEnv.get().blockManager().blockManagerId().host();
      return CollectionConverters.asScala(
          Collections.singletonList(new Tuple2<>(host, here())).iterator());
    }
  }
}
