package org.frostml.sparse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.frostml.nn.Network;
import org.frostml.random.Rng;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MessageSlicesTest {
  private static final Network NETWORK = Network.mlp(30, List.of(20, 10), 5);
  private static final Support SUPPORT = support();

  private static Support support() {
    Rng draws = new Rng(1);
    float[] theta = new float[NETWORK.layout().size()];
    for (int j = 0; j < theta.length; j++) {
      theta[j] = draws.nextDouble() < 0.2 ? 1 : 0;
    }
    return Support.of(NETWORK.layout(), 0, theta);
  }

  static Stream<Precision> precisions() {
    return Stream.of(new Float32(), new Bfloat16(), new Int8());
  }

  private static Gradient gradient(GradientScope scope, long seed) {
    Gradient gradient = Gradient.zero(scope, SUPPORT);
    Rng draws = new Rng(seed);
    for (int k = 0; k < gradient.values().length; k++) {
      gradient.values()[k] = (float) draws.nextGaussian();
    }
    gradient.add(new Work(new Score(seed, seed, seed, seed), seed));
    return gradient;
  }

  /** In any number of slices: more than numbers too. */
  @ParameterizedTest
  @MethodSource("precisions")
  void slicesAddUpToTheSumOfWholeMessages(Precision precision) {
    for (GradientScope scope :
        List.of(GradientScope.COARSE, GradientScope.FINE, new GradientScope(1, 3, 1))) {
      Gradient whole = Gradient.zero(scope, SUPPORT);
      List<byte[]> messages = new ArrayList<>();
      for (int shard = 0; shard < 3; shard++) {
        Gradient part = gradient(scope, 1 + shard);
        ByteBuffer out = Message.of(part.bytes(precision));
        part.write(out, precision, new Rng(shard));
        messages.add(out.array());
        whole.add(Message.read(out.array()), precision);
      }
      for (int count : new int[] {1, 2, 7, 5000}) {
        MessageSlices slices = Gradient.slices(scope, SUPPORT, precision, count);
        assertEquals(whole.values().length, slices.from(count));
        Gradient sum = Gradient.zero(scope, SUPPORT);
        for (int k = 0; k < count; k++) {
          add(sum, slices, k, messages);
        }
        assertArrayEquals(whole.values(), sum.values());
        assertEquals(whole.work(), sum.work());
        assertEquals(whole.shipped(), sum.shipped());
      }
    }
  }

  private static void add(Gradient sum, MessageSlices slices, int k, List<byte[]> messages) {
    float[] part = new float[slices.size(k)];
    for (byte[] message : messages) {
      ByteBuffer in = Message.read(slices.cut(message, k));
      if (k == 0) {
        sum.addHead(in, message.length);
      }
      slices.add(k, in, part);
    }
    ByteBuffer out = Message.of(Float.BYTES * part.length);
    Message.write(out, part);
    sum.set(slices.from(k), slices.size(k), out.flip());
  }

  @ParameterizedTest
  @MethodSource("precisions")
  void slicesAreAboutEqual(Precision precision) {
    MessageSlices slices = Gradient.slices(GradientScope.FINE, SUPPORT, precision, 4);
    int numbers = NETWORK.layout().size();
    for (int k = 0; k < 4; k++) {
      int size = slices.size(k);
      assertTrue(Math.abs(size - numbers / 4) <= 30, () -> size + " of " + numbers);
    }
  }

  @ParameterizedTest
  @MethodSource("precisions")
  void aSliceOfOtherNumbersIsRefused(Precision precision) {
    MessageSlices slices = Gradient.slices(GradientScope.FINE, SUPPORT, precision, 2);
    ByteBuffer in = Message.of(100_000);
    float[] sum = new float[slices.size(1)];
    assertThrows(IllegalArgumentException.class, () -> slices.add(1, in, sum));
  }
}
