package org.frostml.run;

import java.util.Optional;
import org.frostml.nn.MomentSums;
import org.frostml.nn.Network;
import org.frostml.sparse.Weights;
import org.frostml.train.Evaluator;
import org.frostml.train.Exchange;
import org.frostml.train.Objective;

/** Where the numbers of a run come from: a cluster or this JVM, to the same bits. */
public interface Engine extends AutoCloseable {
  Network network();

  Objective objective();

  /** What batch norms and a layer that whitens are told of a sample of the training examples. */
  MomentSums moments(Weights weights);

  /**
   * The weights of a model: where the network has batch norms, with their moments on a sample of
   * the training examples.
   */
  default Weights model(Weights weights) {
    return network().normalises() ? weights.with(moments(weights).means()) : weights;
  }

  /** On the training examples. */
  Evaluator training();

  /** On the test examples, where there are any. */
  Optional<Evaluator> test();

  /** On the examples held out of training. */
  Optional<Evaluator> validation();

  /** Threads that a fine step's update of every parameter may take, where the run is driven. */
  int threads();

  /** What the objective ships. */
  Exchange exchange();

  @Override
  void close();
}
