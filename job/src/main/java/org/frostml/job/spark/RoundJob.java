package org.frostml.job.spark;

import java.nio.ByteBuffer;
import org.frostml.nn.Shard;
import org.frostml.optim.Active;
import org.frostml.optim.Optimizer;
import org.frostml.random.Rng;
import org.frostml.sparse.FloatFormat;
import org.frostml.sparse.MessageSlices;
import org.frostml.sparse.Support;
import org.frostml.sparse.Work;
import org.frostml.train.ExchangePrecision;
import org.frostml.train.MiniBatches;
import org.frostml.train.Round;
import org.frostml.train.ShardWorker;

/** A shard's part of a round: all its steps, and the dual they lead to. */
final class RoundJob extends ShardJob<RoundJob.Result> {
  private final MiniBatches batches;
  private final FloatFormat format;
  private final Optimizer optimizer;
  private final Round round;

  /**
   * What a shard did in a round, and where its dual got to.
   *
   * @param start the message that the round began with
   */
  record Result(Work work, Active active, ByteBuffer start, int shard) {}

  RoundJob(
      SharedSupport support,
      Values values,
      MiniBatches batches,
      FloatFormat format,
      Optimizer optimizer,
      Round round) {
    super(support, values);
    this.batches = batches;
    this.format = format;
    this.optimizer = optimizer;
    this.round = round;
  }

  @Override
  Result on(Shard shard, ShardWorker worker, Support support, Values values) {
    Active active = worker.active(optimizer, support);
    active.read(values.get(), format);
    optimizer.mirror(active);
    Work work = worker.round(shard, batches, active, optimizer, round);
    return new Result(work, active, values.get(), shard.index());
  }

  @Override
  boolean isExact() {
    return format.isExact();
  }

  @Override
  int bytes(Result result) {
    return Work.BYTES + result.active().bytes(format);
  }

  @Override
  void write(Result result, ByteBuffer out) {
    result.work().write(out);
    Rng draws = ExchangePrecision.draws(batches.seed(), round.first(), result.shard());
    result.active().writeBack(out, result.start(), format, draws);
  }

  Slicer slicer() {
    return new Cuts(optimizer, format);
  }

  /** How duals and moments are cut. */
  private record Cuts(Optimizer optimizer, FloatFormat format) implements Slicer {
    @Override
    public MessageSlices slices(Support support, int count) {
      return Active.slices(Work.BYTES, optimizer, support, format, count);
    }
  }

  /** Their sum, with the work of all. */
  static final class Sum implements ShardSum<Result> {
    private final Active active;
    private final FloatFormat format;
    private Work work = Work.NONE;

    /**
     * @param active zero, to add to
     */
    Sum(Active active, FloatFormat format) {
      this.active = active;
      this.format = format;
    }

    Work work() {
      return work;
    }

    @Override
    public void add(Result result) {
      work = work.plus(result.work());
      active.add(result.active());
    }

    @Override
    public void add(ByteBuffer message) {
      work = work.plus(Work.read(message));
      active.addBack(message, format);
    }

    @Override
    public void addHead(ByteBuffer head, long bytes) {
      work = work.plus(Work.read(head));
      active.readHead(head);
    }

    @Override
    public void set(int from, int count, ByteBuffer sums) {
      active.set(from, count, sums);
    }
  }
}
