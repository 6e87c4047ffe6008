package org.frostml.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Init;
import org.frostml.nn.Network;
import org.frostml.nn.Penalties;
import org.frostml.optim.DensityControl;
import org.frostml.optim.L1Norm;
import org.frostml.optim.LinBreg;
import org.frostml.optim.MomentumStep;
import org.frostml.optim.OptimState;
import org.frostml.optim.Optimizer;
import org.frostml.optim.StepContext;
import org.frostml.sparse.Gradient;
import org.frostml.sparse.GradientScope;
import org.frostml.sparse.Layout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The numbers of a short training, to the last bit: first weights, sparse and dense layers, fine,
 * coarse and local steps. Where they are meant to change, the new digests are written down here.
 */
class TrainingBitsTest {
  private static final Network NETWORK = Network.mlp(12, List.of(17, 9), 4);

  @ParameterizedTest
  @CsvSource({
    "scalar, a5aeb693654af73a7defd0718a80c5fc57fb929274000629641d208fb5a3fcaf",
    "vector, 67d394b8aac4ab7a07f04b4b81757f49d682fe1b5577e5a194dd46a16c4f37b3",
    "scalar-bfloat16, 6fd422451c0928551a3de40eac7401f5f619847ef0a0fd87835bd2f799b266b3",
    "vector-bfloat16, 806c6ca430d47eb251efb55eebed9f526bbd6f62af19801a3e1b8dda7b7ccc20"
  })
  void areThoseOfBefore(String kernels, String digest) {
    Layout layout =
        new Penalties(List.of("*"), List.of("net.last.weight"), List.of(), 0.5).on(NETWORK);
    Optimizer rule =
        new LinBreg(
            1, new MomentumStep(0.5f, 5e-4f), new L1Norm(), new DensityControl.Quantile(0.3));
    OptimState state = rule.init(layout, new Init(0.2, 1, 1).theta(NETWORK, layout, 11));
    MiniBatches batches = new MiniBatches(3, 20, 2, 100);
    try (LocalObjective objective =
        new LocalObjective(NETWORK, Kernels.named(kernels), 2, batches, Clouds.shards(2, 50))) {
      for (int step = 0; step < 40; step += 8) {
        for (int i = 0; i < 4; i++) {
          GradientScope scope = i == 0 ? GradientScope.FINE : GradientScope.COARSE;
          Gradient gradient = objective.gradient(state.weights(), scope, step + i);
          gradient.scale(1f / gradient.work().score().examples());
          rule.step(state, gradient, StepContext.of(0.1f));
        }
        objective.round(
            state.active(), rule, new Round(step + 4, new float[] {0.1f, 0.1f, 0.05f, 0.05f}));
      }
    }
    assertEquals(digest, sha256(state.support().prolong(state.weights().values())));
  }

  private static String sha256(float[] theta) {
    ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * theta.length);
    bytes.asFloatBuffer().put(theta);
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
