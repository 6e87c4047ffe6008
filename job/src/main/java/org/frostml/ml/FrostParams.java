package org.frostml.ml;

import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.shared.HasCheckpointInterval;
import org.apache.spark.ml.param.shared.HasMaxIter;
import org.apache.spark.ml.param.shared.HasSeed;
import org.apache.spark.ml.param.shared.HasStepSize;
import org.apache.spark.ml.param.shared.HasTol;
import org.apache.spark.ml.param.shared.HasValidationIndicatorCol;
import org.apache.spark.ml.param.shared.HasWeightCol;

/**
 * The params that Frost's estimators share, and their models carry; {@code explainParams} says what
 * each is. Those with the names of Spark's own are Spark's; the others are keys of reference.conf.
 */
public interface FrostParams
    extends Params,
        HasMaxIter,
        HasStepSize,
        HasSeed,
        HasTol,
        HasWeightCol,
        HasValidationIndicatorCol,
        HasCheckpointInterval {
  /** The params by name, as they were made with this object. */
  ParamTable declared();

  @Override
  default IntParam maxIter() {
    return declared().get("maxIter");
  }

  @Override
  default DoubleParam stepSize() {
    return declared().get("stepSize");
  }

  @Override
  default LongParam seed() {
    return declared().get("seed");
  }

  @Override
  default DoubleParam tol() {
    return declared().get("tol");
  }

  @Override
  default Param<String> weightCol() {
    return declared().get("weightCol");
  }

  @Override
  default Param<String> validationIndicatorCol() {
    return declared().get("validationIndicatorCol");
  }

  @Override
  default IntParam checkpointInterval() {
    return declared().get("checkpointInterval");
  }

  default IntArrayParam hiddenLayers() {
    return declared().get("hiddenLayers");
  }

  default IntArrayParam imageShape() {
    return declared().get("imageShape");
  }

  default Param<String> layers() {
    return declared().get("layers");
  }

  default Param<String> loss() {
    return declared().get("loss");
  }

  default DoubleParam density() {
    return declared().get("density");
  }

  default IntParam miniBatchSize() {
    return declared().get("miniBatchSize");
  }

  default IntParam freezeEvery() {
    return declared().get("freezeEvery");
  }

  default IntParam localSteps() {
    return declared().get("localSteps");
  }

  default IntParam shards() {
    return declared().get("shards");
  }

  default Param<String> optimizer() {
    return declared().get("optimizer");
  }

  default Param<String> regularizer() {
    return declared().get("regularizer");
  }

  default IntParam patience() {
    return declared().get("patience");
  }

  default Param<String> checkpointDir() {
    return declared().get("checkpointDir");
  }

  default Param<String> initialModel() {
    return declared().get("initialModel");
  }

  default Param<String> config() {
    return declared().get("config");
  }

  default int[] getHiddenLayers() {
    return getOrDefault(hiddenLayers());
  }

  default int[] getImageShape() {
    return getOrDefault(imageShape());
  }

  default String getLayers() {
    return getOrDefault(layers());
  }

  default String getLoss() {
    return getOrDefault(loss());
  }

  default double getDensity() {
    return (Double) getOrDefault(density());
  }

  default int getMiniBatchSize() {
    return (Integer) getOrDefault(miniBatchSize());
  }

  default int getFreezeEvery() {
    return (Integer) getOrDefault(freezeEvery());
  }

  default int getLocalSteps() {
    return (Integer) getOrDefault(localSteps());
  }

  default int getShards() {
    return (Integer) getOrDefault(shards());
  }

  default String getOptimizer() {
    return getOrDefault(optimizer());
  }

  default String getRegularizer() {
    return getOrDefault(regularizer());
  }

  default int getPatience() {
    return (Integer) getOrDefault(patience());
  }

  default String getCheckpointDir() {
    return getOrDefault(checkpointDir());
  }

  default String getInitialModel() {
    return getOrDefault(initialModel());
  }

  default String getConfig() {
    return getOrDefault(config());
  }

  // What Scala's traits would set; ours are in the table, with words of our own.

  @Override
  default void org$apache$spark$ml$param$shared$HasMaxIter$_setter_$maxIter_$eq(IntParam p) {}

  @Override
  default void org$apache$spark$ml$param$shared$HasStepSize$_setter_$stepSize_$eq(DoubleParam p) {}

  @Override
  default void org$apache$spark$ml$param$shared$HasSeed$_setter_$seed_$eq(LongParam p) {}

  @Override
  default void org$apache$spark$ml$param$shared$HasTol$_setter_$tol_$eq(DoubleParam p) {}

  @Override
  default void org$apache$spark$ml$param$shared$HasWeightCol$_setter_$weightCol_$eq(
      Param<String> p) {}

  @Override
  default void
      org$apache$spark$ml$param$shared$HasValidationIndicatorCol$_setter_$validationIndicatorCol_$eq(
          Param<String> p) {}

  @Override
  default void
      org$apache$spark$ml$param$shared$HasCheckpointInterval$_setter_$checkpointInterval_$eq(
          IntParam p) {}
}
