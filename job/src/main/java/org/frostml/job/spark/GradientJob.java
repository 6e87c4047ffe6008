package org.frostml.job.spark;

import java.nio.ByteBuffer;
import org.frostml.nn.Shard;
import org.frostml.random.Rng;
import org.frostml.sparse.FloatFormat;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.MessageSlices;
import org.frostml.sparse.Precision;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.frostml.train.ExchangePrecision;
import org.frostml.train.MiniBatches;
import org.frostml.train.ShardWorker;

/** A shard's part of a step. */
final class GradientJob extends ShardJob<GradientJob.Result> {
  private final MiniBatches batches;
  private final FloatFormat down;
  private final Precision up;
  private final GradientScope scope;
  private final long step;

  /** A shard's part of a step's gradient. */
  record Result(Gradient gradient, int shard) {}

  /**
   * @param down format of the values
   * @param up of the gradient
   */
  GradientJob(
      SharedSupport support,
      Values values,
      MiniBatches batches,
      FloatFormat down,
      Precision up,
      GradientScope scope,
      long step) {
    super(support, values);
    this.batches = batches;
    this.down = down;
    this.up = up;
    this.scope = scope;
    this.step = step;
  }

  @Override
  Result on(Shard shard, ShardWorker worker, Support support, Values values) {
    Weights weights = values.on(support, down);
    return new Result(worker.gradient(shard, batches, weights, scope, step), shard.index());
  }

  @Override
  boolean isExact() {
    return up.isExact();
  }

  @Override
  int bytes(Result result) {
    return result.gradient().bytes(up);
  }

  @Override
  void write(Result result, ByteBuffer out) {
    Rng draws = ExchangePrecision.draws(batches.seed(), step, result.shard());
    result.gradient().write(out, up, draws);
  }

  Slicer slicer() {
    return new Cuts(scope, up);
  }

  /** How gradients are cut. */
  private record Cuts(GradientScope scope, Precision up) implements Slicer {
    @Override
    public MessageSlices slices(Support support, int count) {
      return Gradient.slices(scope, support, up, count);
    }
  }

  /** Their sum. */
  record Sum(Gradient gradient, Precision up) implements ShardSum<Result> {
    @Override
    public void add(Result result) {
      gradient.add(result.gradient());
    }

    @Override
    public void add(ByteBuffer message) {
      gradient.add(message, up);
    }

    @Override
    public void addHead(ByteBuffer head, long bytes) {
      gradient.addHead(head, bytes);
    }

    @Override
    public void set(int from, int count, ByteBuffer sums) {
      gradient.set(from, count, sums);
    }
  }
}
