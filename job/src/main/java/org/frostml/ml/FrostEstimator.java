package org.frostml.ml;

import org.apache.spark.ml.PredictorParams;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;

/**
 * What Frost's estimators share: setters that chain, and what is written of them.
 *
 * @param <E> the estimator
 */
public interface FrostEstimator<E extends FrostEstimator<E>>
    extends FrostParams, PredictorParams, MLWritable {
  /** This, by its own type. */
  E self();

  @Override
  default MLWriter write() {
    return Persistence.writer(this);
  }

  default E setMaxIter(int value) {
    set(maxIter(), value);
    return self();
  }

  default E setStepSize(double value) {
    set(stepSize(), value);
    return self();
  }

  default E setSeed(long value) {
    set(seed(), value);
    return self();
  }

  default E setTol(double value) {
    set(tol(), value);
    return self();
  }

  default E setWeightCol(String value) {
    set(weightCol(), value);
    return self();
  }

  default E setValidationIndicatorCol(String value) {
    set(validationIndicatorCol(), value);
    return self();
  }

  default E setCheckpointInterval(int value) {
    set(checkpointInterval(), value);
    return self();
  }

  default E setHiddenLayers(int... value) {
    set(hiddenLayers(), value);
    return self();
  }

  default E setImageShape(int... value) {
    set(imageShape(), value);
    return self();
  }

  default E setLayers(String value) {
    set(layers(), value);
    return self();
  }

  default E setLoss(String value) {
    set(loss(), value);
    return self();
  }

  default E setDensity(double value) {
    set(density(), value);
    return self();
  }

  default E setMiniBatchSize(int value) {
    set(miniBatchSize(), value);
    return self();
  }

  default E setFreezeEvery(int value) {
    set(freezeEvery(), value);
    return self();
  }

  default E setLocalSteps(int value) {
    set(localSteps(), value);
    return self();
  }

  default E setShards(int value) {
    set(shards(), value);
    return self();
  }

  default E setOptimizer(String value) {
    set(optimizer(), value);
    return self();
  }

  default E setRegularizer(String value) {
    set(regularizer(), value);
    return self();
  }

  default E setPatience(int value) {
    set(patience(), value);
    return self();
  }

  default E setCheckpointDir(String value) {
    set(checkpointDir(), value);
    return self();
  }

  default E setInitialModel(String value) {
    set(initialModel(), value);
    return self();
  }

  default E setConfig(String value) {
    set(config(), value);
    return self();
  }
}
