package org.frostml.job.spark;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.frostml.sparse.Message;

/**
 * A shard's result as it reached the driver: its bytes, or where the task ran in this JVM and they
 * would be the same numbers, the result itself, in the buffers of the worker that made it.
 *
 * @param live null where the bytes came
 * @param bytes null where the result itself came
 * @param size bytes of the message, sent or not
 * @param release gives the worker back
 */
record Part<R>(R live, byte[] bytes, int size, Runnable release) {
  static <R> Part<R> live(R result, int size, Runnable release) {
    return new Part<>(result, null, size, release);
  }

  static <R> Part<R> travelled(byte[] bytes) {
    return new Part<>(null, bytes, bytes.length, () -> {});
  }

  /** Hands over what came, the result or its message, once; the worker is free again after that. */
  void into(Consumer<R> result, Consumer<ByteBuffer> message) {
    if (live != null) {
      result.accept(live);
    } else {
      message.accept(Message.read(bytes));
    }
    release.run();
  }
}
