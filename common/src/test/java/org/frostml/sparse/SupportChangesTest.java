package org.frostml.sparse;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.frostml.nn.Network;
import org.frostml.random.Rng;
import org.frostml.train.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SupportChangesTest {
  private static final Layout LAYOUT = Network.mlp(300, List.of(100, 40), 10).layout();

  /** A tenth of the weights, some of which are others than by the first draws. */
  private static Support support(long version, double changed) {
    float[] theta = new float[LAYOUT.size()];
    Rng first = new Rng(1);
    Rng others = new Rng(2, version);
    for (int j = 0; j < theta.length; j++) {
      boolean active = first.nextDouble() < 0.1;
      boolean toggled = others.nextDouble() < changed;
      theta[j] = active != toggled ? 1 : 0;
    }
    return Support.of(LAYOUT, version, theta);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 1e-3, 0.05, 1})
  void birthsAndDeathsLeadToTheSupport(double changed) {
    Support before = support(3, 0);
    Support after = support(5, changed);
    byte[] packed = after.packChanges(before);
    assertEquals(packed.length, after.changeBytes(before));
    Support unpacked = before.unpackChanges(packed);
    assertArrayEquals(after.coordinates(), unpacked.coordinates());
    assertEquals(5, unpacked.version());
    assertEquals(after.layout(), unpacked.layout());
  }

  @Test
  void fewChangesAreFewBytes() {
    Support before = support(3, 0);
    Support after = support(5, 0.002);
    assertTrue(after.changeBytes(before) < after.packedBytes() / 10);
  }

  /** What is less is counted, a resumed run counts what it would have, and nothing twice. */
  @Test
  void theExchangeCountsWhatIsLess() {
    Support first = support(1, 0);
    Support second = support(2, 0.002);
    Support third = support(3, 1);
    Exchange exchange = new Exchange();
    exchange.add(first, 2);
    exchange.add(first, 2);
    assertEquals(2L * first.packedBytes(), exchange.bytes());
    int changes = second.changeBytes(first);
    Exchange resumed = new Exchange();
    resumed.resume(exchange.bytes(), 0, exchange.shipped());
    for (Exchange each : List.of(exchange, resumed)) {
      each.add(second, 2);
      assertEquals(2L * (first.packedBytes() + changes), each.bytes());
      each.add(third, 2);
      int whole = Math.min(third.packedBytes(), third.changeBytes(second));
      assertEquals(2L * (first.packedBytes() + changes + whole), each.bytes());
      // It was shipped: what comes then is counted by its changes.
      Exchange again = new Exchange();
      again.resume(0, 0, each.shipped());
      again.add(third, 1);
      again.add(second, 1);
      assertEquals(Math.min(second.packedBytes(), second.changeBytes(third)), again.bytes());
    }
  }
}
