package org.frostml.job;

import java.io.Serializable;
import java.util.function.BiConsumer;
import org.apache.spark.SparkContext;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaRDD;
import org.frostml.nn.Shard;
import scala.Function2;
import scala.collection.Iterator;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractFunction2;
import scala.runtime.BoxedUnit;

/**
 * One Spark job over the shards: a task a shard, results handed over as they arrive.
 *
 * <p>A named class of Scala's function type, through {@code runJob}: Spark neither cleans its
 * closure nor wraps its results, which halves the cost of a small job. Task and values travel
 * together in the task binary, which Spark broadcasts to each executor once.
 */
abstract class ShardJob<R> extends AbstractFunction2<TaskContext, Iterator<Shard>, R>
    implements Serializable {
  /** The work on one shard; pure, so that retries and speculation change nothing. */
  abstract R on(Shard shard);

  @Override
  public final R apply(TaskContext task, Iterator<Shard> shards) {
    return on(shards.next());
  }

  /** Runs the job and returns when every shard has been taken. */
  final void run(JavaRDD<Shard> shards, Class<R> type, BiConsumer<Integer, R> take) {
    SparkContext spark = shards.context();
    ClassTag<R> tag = ClassTag$.MODULE$.apply(type);
    Function2<Object, R, BoxedUnit> handler =
        new AbstractFunction2<>() {
          @Override
          public BoxedUnit apply(Object shard, R result) {
            take.accept((Integer) shard, result);
            return BoxedUnit.UNIT;
          }
        };
    spark.runJob(shards.rdd(), this, handler, tag);
  }
}
