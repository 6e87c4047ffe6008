package org.frostml.job.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.broadcast.Broadcast;
import org.frostml.sparse.Support;

/**
 * A support on its way to the tasks: they carry handles, and an executor fetches the bytes once.
 * Freezing is keeping this. One that differs little from the one before is sent as births and
 * deaths, so that an executor that has the one before fetches only these, and a new one all from
 * the last that was sent whole.
 */
final class SharedSupport implements Serializable, AutoCloseable {
  /** Broadcasts whose handles every task carries. */
  private static final int MOST = 8;

  private final SharedRun run;
  private final transient Support support;
  private final long left;

  /** A support, and the changes that lead to this one. */
  private final ArrayList<Broadcast<byte[]>> packed;

  /** Bytes of the support that was sent whole, less those of the changes. */
  private final transient int room;

  private SharedSupport(
      SharedRun run, Support support, long left, ArrayList<Broadcast<byte[]>> packed, int room) {
    this.run = run;
    this.support = support;
    this.left = left;
    this.packed = packed;
    this.room = room;
  }

  static SharedSupport send(SharedRun run, Support support) {
    long left = run.leave(support);
    ArrayList<Broadcast<byte[]>> packed = new ArrayList<>();
    int room = 0;
    if (left == Handover.NONE) {
      byte[] bytes = support.pack();
      room = bytes.length;
      packed.add(Broadcasts.send(run.spark(), bytes));
    }
    return new SharedSupport(run, support, left, packed, room);
  }

  /** Sends another in place of this one, whose handle is of no use any more, sent or not. */
  SharedSupport next(Support other) {
    if (left == Handover.NONE && packed.size() < MOST) {
      byte[] changes = other.packChanges(support);
      if (changes.length < room) {
        ArrayList<Broadcast<byte[]>> more = new ArrayList<>(packed);
        try {
          more.add(Broadcasts.send(run.spark(), changes));
        } catch (RuntimeException e) {
          close();
          throw e;
        }
        return new SharedSupport(run, other, left, more, room - changes.length);
      }
    }
    close();
    return send(run, other);
  }

  SharedRun run() {
    return run;
  }

  /** The support, on the driver. */
  Support here() {
    return support;
  }

  /** The support, in a task. */
  Support get() {
    return left == Handover.NONE ? unpacked(packed) : Handover.get(left);
  }

  private Support unpacked(List<Broadcast<byte[]>> broadcasts) {
    int last = broadcasts.size() - 1;
    return run.support(
        broadcasts.get(last),
        bytes -> last == 0 ? Support.unpack(bytes) : changed(broadcasts.subList(0, last), bytes));
  }

  /** The one before has served: it has as much memory as its successor. */
  private Support changed(List<Broadcast<byte[]>> before, byte[] changes) {
    Support changed = unpacked(before).unpackChanges(changes);
    run.forget(before.get(before.size() - 1));
    return changed;
  }

  /** Takes it back. */
  @Override
  public void close() {
    Handover.clear(left);
    for (Broadcast<byte[]> each : packed) {
      Broadcasts.destroy(run.spark(), each);
    }
  }
}
