package org.frostml.ml;

import java.io.Serializable;
import org.apache.spark.SparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;
import org.frostml.job.run.RowScorer;
import org.frostml.train.Model;
import scala.reflect.ClassTag$;

/**
 * A trained model as the bytes of its file, here and on executors. These get it once, by a
 * broadcast that Spark takes back when the model is no longer used.
 */
final class SavedModel implements Serializable {
  private final byte[] file;
  private transient SparkContext context;
  private transient Broadcast<byte[]> sent;

  SavedModel(byte[] file) {
    this.file = file;
  }

  byte[] file() {
    return file;
  }

  Model model() {
    return scorer().model();
  }

  RowScorer scorer() {
    return RowScorer.of(file);
  }

  /** The file on the executors of a session. */
  synchronized Broadcast<byte[]> send(SparkSession session) {
    SparkContext here = session.sparkContext();
    if (context != here) {
      sent = here.broadcast(file, ClassTag$.MODULE$.apply(byte[].class));
      context = here;
    }
    return sent;
  }
}
