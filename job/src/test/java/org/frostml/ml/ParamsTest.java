package org.frostml.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.param.Param;
import org.frostml.config.RunSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ParamsTest {
  @Test
  void everyParamIsSaidInWordsWithItsDefault() {
    for (Param<?> param : new FrostClassifier().params()) {
      assertFalse(param.doc().startsWith(" ("), param.name() + " has no words in reference.conf");
      assertTrue(param.doc().length() > 10, param.name() + ": " + param.doc());
    }
    String all = new FrostClassifier().explainParams();
    assertTrue(
        all.contains("maxIter: passes over the training examples (epochs) (default: 30)"), all);
    assertTrue(
        all.contains(
            "layer and a ReLU; [] is a linear model (network.hidden), by default [128, 64]"),
        all);
    // A comment that goes over two lines.
    assertTrue(
        all.contains(
            "sgd, adam | masks: rigl, set, static, gmp (gradual magnitude pruning) (optimizer.name)"),
        all);
    assertEquals("mse", new FrostRegressor().getLoss());
    assertFalse(new FrostRegressor().hasParam("classWeights"));
  }

  @Test
  void whatIsNotSetIsReferenceConf() {
    RunSettings plain = Settings.of(new FrostClassifier());
    assertEquals(30, plain.config().epochs());
    assertEquals(List.of(128, 64), plain.config().hidden());
    RunSettings given =
        Settings.of(new FrostClassifier().setMaxIter(3).setConfig("epochs = 4, batchSize = 10"));
    assertEquals(3, given.config().epochs(), "what is set comes first");
    assertEquals(10, given.config().batchSize());
    RunSettings file = Settings.of(new FrostClassifier().setConfig("../conf/mnist-mlp.conf"));
    assertEquals(24, file.config().epochs());
    assertEquals(List.of("features"), file.config().data().table().features());
  }

  static Stream<Runnable> outOfRange() {
    FrostClassifier c = new FrostClassifier();
    return Stream.of(
        () -> c.setMaxIter(0),
        () -> c.setStepSize(0),
        () -> c.setTol(-1),
        () -> c.setDensity(0),
        () -> c.setDensity(1.5),
        () -> c.setHiddenLayers(10, 0),
        () -> c.setMiniBatchSize(0),
        () -> c.setFreezeEvery(-1),
        () -> c.setLocalSteps(0),
        () -> c.setShards(0),
        () -> c.setPatience(-1),
        () -> c.setCheckpointInterval(-2),
        () -> c.setThresholds(new double[] {-1, 1}));
  }

  @ParameterizedTest
  @MethodSource("outOfRange")
  void whatIsOutOfRangeIsRefusedAtOnce(Runnable set) {
    String message = assertThrows(IllegalArgumentException.class, set::run).getMessage();
    assertTrue(message.matches("(?s)frostc_\\w+ parameter \\w+ given invalid value .*"), message);
  }
}
