package org.frostml.io;

import java.util.Arrays;
import java.util.Map;
import org.frostml.DamagedException;
import org.frostml.nn.Moments;
import org.frostml.nn.Network;

/**
 * The moments of a network's batch norms in its file: {@code <layer>.mean} and {@code .variance}.
 */
final class MomentTensors {
  private MomentTensors() {}

  private static String mean(Moments each) {
    return each.name() + ".mean";
  }

  private static String variance(Moments each) {
    return each.name() + ".variance";
  }

  static void put(Network network, float[] moments, Map<String, Tensor> tensors) {
    for (Moments each : network.moments()) {
      int middle = each.at() + each.channels();
      float[] means = Arrays.copyOfRange(moments, each.at(), middle);
      float[] variances = Arrays.copyOfRange(moments, middle, each.end());
      tensors.put(mean(each), Tensor.of(means, each.channels()));
      tensors.put(variance(each), Tensor.of(variances, each.channels()));
    }
  }

  /** Takes what {@link #put} put off them. */
  static float[] take(Network network, Map<String, Tensor> tensors, String name) {
    float[] moments = new float[network.momentFloats()];
    for (Moments each : network.moments()) {
      float[] means = Tensors.floats(tensors, mean(each), name, each.channels());
      float[] variances = Tensors.floats(tensors, variance(each), name, each.channels());
      for (int k = 0; k < variances.length; k++) {
        if (variances[k] < 0) {
          throw new DamagedException(
              name + ": value " + k + " of " + variance(each) + " is " + variances[k]);
        }
      }
      System.arraycopy(means, 0, moments, each.at(), means.length);
      System.arraycopy(variances, 0, moments, each.at() + means.length, variances.length);
      tensors.remove(mean(each));
      tensors.remove(variance(each));
    }
    return moments;
  }
}
