package org.frostml.bench;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Init;
import org.frostml.nn.Network;
import org.frostml.nn.Predictor;
import org.frostml.nn.Scaling;
import org.frostml.random.Rng;
import org.frostml.sparse.Support;
import org.frostml.sparse.Weights;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The network of {@link PredictBenchmark}, dense, through ONNX Runtime: a row at a time on one
 * thread, out of native memory, without scaling and softmax.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class PredictOnnxBenchmark {
  private final Network network = Network.mlp(784, List.of(300, 100), 10);
  private final float[] theta = new Init(1, 1, 1).theta(network, 1);
  private final float[] features = new float[network.inputs()];
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private OrtSession session;
  private OnnxTensor row;

  @Setup
  public void setUp() throws OrtException {
    OrtSession.SessionOptions options = new OrtSession.SessionOptions();
    options.setIntraOpNumThreads(1);
    options.setInterOpNumThreads(1);
    session = environment.createSession(OnnxModel.of(network, theta), options);
    Rng rng = new Rng(2);
    FloatBuffer x =
        ByteBuffer.allocateDirect(Float.BYTES * features.length)
            .order(ByteOrder.nativeOrder())
            .asFloatBuffer();
    for (int i = 0; i < features.length; i++) {
      features[i] = (float) rng.nextGaussian();
      x.put(i, features[i]);
    }
    row = OnnxTensor.createTensor(environment, x, new long[] {1, features.length});
    requireTheSameNetwork();
  }

  /** Fails unless ONNX Runtime's probabilities are Frost's. */
  private void requireTheSameNetwork() throws OrtException {
    float[] expected = new float[network.outputs()];
    new Predictor(
            network,
            new Weights(Support.full(network.layout(), 0), theta),
            new Scaling.None(),
            Kernels.chosen())
        .predict(features, expected);
    float[] p = denseOnnxRuntime()[0];
    network.loss().predict(p.length, 1, p, 0, 1);
    for (int k = 0; k < p.length; k++) {
      if (!(Math.abs(p[k] - expected[k]) < 1e-5)) {
        throw new IllegalStateException("class " + k + ": " + p[k] + ", not " + expected[k]);
      }
    }
  }

  @TearDown
  public void tearDown() throws OrtException {
    row.close();
    session.close();
  }

  @Benchmark
  public float[][] denseOnnxRuntime() throws OrtException {
    try (OrtSession.Result result = session.run(Map.of("x", row))) {
      return (float[][]) result.get(0).getValue();
    }
  }
}
