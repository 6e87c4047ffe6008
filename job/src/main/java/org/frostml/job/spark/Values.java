package org.frostml.job.spark;

import java.io.Serializable;
import java.nio.ByteBuffer;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.frostml.sparse.Float32;
import org.frostml.sparse.FloatFormat;
import org.frostml.sparse.Message;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;

/**
 * Parameter values on their way to the tasks: in memory within one JVM; inside the task, which
 * Spark broadcasts anyway, where they are few; as a broadcast of their own where Spark would warn
 * of a large task at every step.
 */
public final class Values implements Serializable, AutoCloseable {
  /** Spark warns from 1000 KiB on. */
  private static final int MANY = 800 << 10;

  private static final FloatFormat AS_THEY_ARE = new Float32();

  private final transient JavaSparkContext spark;
  private final int bytes;
  private final long left;
  private final byte[] few;
  private final Broadcast<byte[]> many;

  private Values(JavaSparkContext spark, int bytes, long left, byte[] few, Broadcast<byte[]> many) {
    this.spark = spark;
    this.bytes = bytes;
    this.left = left;
    this.few = few;
    this.many = many;
  }

  /** Sends a message. */
  static Values send(SharedRun run, byte[] message) {
    long left = run.leave(message);
    if (left != Handover.NONE) {
      return new Values(null, message.length, left, null, null);
    }
    return message.length < MANY ? inTask(message) : asBroadcast(run.spark(), message);
  }

  static Values inTask(byte[] message) {
    return new Values(null, message.length, Handover.NONE, message, null);
  }

  static Values asBroadcast(JavaSparkContext spark, byte[] message) {
    return new Values(spark, message.length, Handover.NONE, null, Broadcasts.send(spark, message));
  }

  /** Bytes that travel to an executor. */
  int bytes() {
    return bytes;
  }

  /** The message, in a task. */
  ByteBuffer get() {
    if (left != Handover.NONE) {
      return Message.read(Handover.get(left));
    }
    return Message.read(many == null ? few : many.value());
  }

  /** Sends theta on a support, and the moments that come with it. */
  static Values send(SharedRun run, Weights weights) {
    return send(run, weights, AS_THEY_ARE);
  }

  /** The same with theta in a format. */
  static Values send(SharedRun run, Weights weights, FloatFormat format) {
    long theta = format.bytes(weights.values().length);
    ByteBuffer message =
        Message.of(Math.toIntExact(theta + (long) Float.BYTES * weights.moments().length));
    format.writeNearest(message, weights.values());
    Message.write(message, weights.moments());
    return send(run, message.array());
  }

  /** What {@link #send(SharedRun, Weights)} sent, in a task. */
  Weights on(Support support) {
    return on(support, AS_THEY_ARE);
  }

  /** What {@link #send(SharedRun, Weights, FloatFormat)} sent, in a task. */
  Weights on(Support support, FloatFormat format) {
    ByteBuffer message = get();
    float[] theta = new float[support.size()];
    format.read(message, theta);
    float[] moments = new float[message.remaining() / Float.BYTES];
    Message.read(message, moments);
    return new Weights(support, theta, moments);
  }

  /** Takes the message back. */
  @Override
  public void close() {
    Handover.clear(left);
    if (many != null) {
      Broadcasts.destroy(spark, many);
    }
  }
}
