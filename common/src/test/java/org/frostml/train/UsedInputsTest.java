package org.frostml.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.frostml.FrostException;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Init;
import org.frostml.nn.Inputs;
import org.frostml.nn.Labels;
import org.frostml.nn.Network;
import org.frostml.nn.Predictor;
import org.frostml.nn.Scaling;
import org.frostml.nn.Shape;
import org.frostml.nn.SoftmaxCrossEntropy;
import org.frostml.optim.FeatureGroups;
import org.frostml.random.Rng;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a model says it does not use changes none of its predictions. */
class UsedInputsTest {
  private static final Shape IN = new Shape(1, 6, 6);

  private static Model model(String layers) {
    Network network = Network.parse(IN, layers, new SoftmaxCrossEntropy());
    float[] theta = new Init(0.1, 1, 1).theta(network, 7);
    Support support = Support.of(network.layout(), 0, theta);
    return new Model(
        network,
        new Weights(support, support.restrict(theta)),
        new Inputs.All(network.inputs()),
        new Scaling.Whole(0, 1),
        List.of(),
        Labels.numbered(network.outputs()),
        Map.of());
  }

  private static void assertUnusedChangesNothing(Model model) {
    Predictor predictor =
        new Predictor(model.network(), model.weights(), model.scaling(), Kernels.named("scalar"));
    Rng rng = new Rng(3);
    float[] row = new float[IN.size()];
    for (int i = 0; i < row.length; i++) {
      row[i] = (float) rng.nextGaussian();
    }
    float[] expected = new float[predictor.outputs()];
    predictor.predict(row, 1, expected);
    BitSet used = model.usedInputs();
    for (int i = used.nextClearBit(0); i < row.length; i = used.nextClearBit(i + 1)) {
      row[i] = 100;
    }
    float[] predicted = new float[predictor.outputs()];
    predictor.predict(row, 1, predicted);
    assertArrayEquals(expected, predicted);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dense(6,relu) dense(3)",
        "[[dense(6)] relu] dense(3)",
        "flatten dense(6,relu) dense(3)",
        "dropout(0.5) relu gelu flatten dense(6,relu) dense(3)"
      })
  void theFirstLayerLeavesSomeOut(String layers) {
    Model model = model(layers);
    int used = model.usedInputs().cardinality();
    assertTrue(used > 0 && used < IN.size(), used + " are used");
    assertUnusedChangesNothing(model);
    new FeatureGroups().require(model.network().layout());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "flatten residual[dense(6) relu dense(36)] relu dense(3)",
        "flatten residual[dense(6) relu | dense(6)] dense(3)",
        "residual[flatten dense(6) | flatten dense(6)] dense(3)",
        "maxpool(2) flatten dense(6,relu) dense(3)",
        "avgpool(2) flatten dense(6) dense(3)",
        "pool dense(6) dense(3)",
        "conv(2,3) relu flatten dense(3)"
      })
  void whereOthersSeeThemAllAreUsed(String layers) {
    Model model = model(layers);
    assertEquals(IN.size(), model.usedInputs().cardinality());
    assertUnusedChangesNothing(model);
    FrostException refused =
        assertThrows(
            FrostException.class, () -> new FeatureGroups().require(model.network().layout()));
    assertTrue(
        refused
            .getMessage()
            .contains(" is not a dense one that alone sees them: begin with dense(N)"));
  }
}
