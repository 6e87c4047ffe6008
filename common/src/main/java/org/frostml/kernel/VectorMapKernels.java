package org.frostml.kernel;

import static jdk.incubator.vector.VectorOperators.ASHR;
import static org.frostml.kernel.Kernels.LANES;
import static org.frostml.kernel.VectorFold.slot;
import static org.frostml.kernel.VectorKernels.L;
import static org.frostml.kernel.VectorKernels.S;
import static org.frostml.kernel.VectorKernels.WORDS;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/**
 * The passes in the Vector API: image row by image row of all channels, as they lie in memory.
 *
 * <p>A ReLU's gradient goes through bits: those of max(v, 0), negated, have a sign where v is above
 * 0. Without a mask, for JDK 17 keeps masks of 512 bits in vectors and converts them at every use;
 * and written out in every loop, for where a method is not inlined, which the compiler decides by
 * what it has seen so far, every vector that it is handed becomes an object.
 */
final class VectorMapKernels implements MapKernels {
  @Override
  public void moments(
      int from,
      int to,
      int examples,
      float[] t,
      MapLayout zMap,
      int z,
      float[] centre,
      double[] sum,
      double[] square) {
    VectorMapSums.over(
        from,
        to,
        examples,
        sum,
        square,
        (first, last, begin, end, s) -> {
          for (int tile = begin; tile < end; tile++) {
            for (int h = 0; h < zMap.height(); h++) {
              for (int c = first; c < last; c++) {
                int row = z + zMap.pixel(tile, c, h, 0);
                VectorMapSums.moments(t, row, zMap.width(), centre[c], s, slot(2 * (c - first)));
              }
            }
          }
        });
  }

  @Override
  public void normalise(
      int from,
      int to,
      int examples,
      float[] t,
      MapLayout zMap,
      int z,
      float[] scale,
      float[] shift,
      MapLayout rMap,
      int r,
      float floor,
      MapLayout yMap,
      int y) {
    assert zMap.isLike(yMap) && (rMap == null || zMap.isLike(rMap));
    int size = zMap.width() * LANES;
    for (int tile = 0; tile < MapLayout.tiles(examples); tile++) {
      for (int h = 0; h < zMap.height(); h++) {
        for (int c = from; c < to; c++) {
          int in = z + zMap.pixel(tile, c, h, 0);
          int out = y + yMap.pixel(tile, c, h, 0);
          if (rMap == null) {
            normaliseRow(t, in, size, scale[c], shift[c], floor, out);
          } else {
            int added = r + rMap.pixel(tile, c, h, 0);
            normaliseRow(t, in, size, scale[c], shift[c], added, floor, out);
          }
        }
      }
    }
  }

  private static void normaliseRow(
      float[] t, int z, int size, float scale, float shift, float floor, int y) {
    FloatVector a = FloatVector.broadcast(S, scale);
    FloatVector b = FloatVector.broadcast(S, shift);
    FloatVector least = FloatVector.broadcast(S, floor);
    for (int i = 0; i < size; i += L) {
      FloatVector.fromArray(S, t, z + i).fma(a, b).max(least).intoArray(t, y + i);
    }
  }

  private static void normaliseRow(
      float[] t, int z, int size, float scale, float shift, int r, float floor, int y) {
    FloatVector a = FloatVector.broadcast(S, scale);
    FloatVector b = FloatVector.broadcast(S, shift);
    FloatVector least = FloatVector.broadcast(S, floor);
    for (int i = 0; i < size; i += L) {
      FloatVector v = FloatVector.fromArray(S, t, z + i).fma(a, b);
      v.add(FloatVector.fromArray(S, t, r + i)).max(least).intoArray(t, y + i);
    }
  }

  @Override
  public void backwardSums(
      int from,
      int to,
      int examples,
      float[] t,
      MapLayout dyMap,
      int dy,
      MapLayout zMap,
      int z,
      float[] scale,
      float[] shift,
      float floor,
      float[] centre,
      double[] sum,
      double[] product) {
    assert zMap.isLike(dyMap);
    boolean relu = isRelu(floor);
    int width = zMap.width();
    VectorMapSums.over(
        from,
        to,
        examples,
        sum,
        product,
        (first, last, begin, end, s) -> {
          for (int tile = begin; tile < end; tile++) {
            for (int h = 0; h < zMap.height(); h++) {
              for (int c = first; c < last; c++) {
                int d = dy + dyMap.pixel(tile, c, h, 0);
                int v = z + zMap.pixel(tile, c, h, 0);
                int o = slot(2 * (c - first));
                VectorMapSums.backward(t, d, v, width, scale[c], shift[c], relu, centre[c], s, o);
              }
            }
          }
        });
  }

  @Override
  public void backwardApply(
      int from,
      int to,
      int examples,
      float[] t,
      MapLayout dyMap,
      int dy,
      MapLayout zMap,
      int z,
      float[] scale,
      float[] shift,
      float floor,
      float[] a,
      float[] b,
      float[] e,
      MapLayout dzMap,
      int dz) {
    assert zMap.isLike(dyMap) && zMap.isLike(dzMap);
    boolean relu = isRelu(floor);
    int size = zMap.width() * LANES;
    for (int tile = 0; tile < MapLayout.tiles(examples); tile++) {
      int lanes = Math.min(LANES, examples - tile * LANES);
      for (int h = 0; h < zMap.height(); h++) {
        for (int c = from; c < to; c++) {
          int d = dy + dyMap.pixel(tile, c, h, 0);
          int v = z + zMap.pixel(tile, c, h, 0);
          int out = dz + dzMap.pixel(tile, c, h, 0);
          backwardRow(t, d, v, size, scale[c], shift[c], relu, a[c], b[c], e[c], out);
          for (int i = out; lanes < LANES && i < out + size; i += LANES) {
            Arrays.fill(t, i + lanes, i + LANES, 0);
          }
        }
      }
    }
  }

  private static void backwardRow(
      float[] t,
      int dy,
      int z,
      int size,
      float scale,
      float shift,
      boolean relu,
      float a,
      float b,
      float e,
      int dz) {
    FloatVector scales = FloatVector.broadcast(S, scale);
    FloatVector shifts = FloatVector.broadcast(S, shift);
    IntVector always = IntVector.broadcast(WORDS, relu ? 0 : -1);
    FloatVector as = FloatVector.broadcast(S, a);
    FloatVector bs = FloatVector.broadcast(S, b);
    FloatVector es = FloatVector.broadcast(S, e);
    for (int i = 0; i < size; i += L) {
      FloatVector v = FloatVector.fromArray(S, t, z + i);
      IntVector open = v.fma(scales, shifts).max(0f).reinterpretAsInts().neg().lanewise(ASHR, 31);
      IntVector bits = FloatVector.fromArray(S, t, dy + i).reinterpretAsInts();
      FloatVector d = bits.and(open.or(always)).reinterpretAsFloats();
      d.fma(as, v.fma(bs, es)).intoArray(t, dz + i);
    }
  }

  private static boolean isRelu(float floor) {
    assert floor == 0 || floor == Float.NEGATIVE_INFINITY : floor;
    return floor == 0;
  }

  @Override
  public void gate(
      int from, int to, int examples, float[] t, MapLayout yMap, int y, MapLayout dyMap, int dy) {
    assert yMap.isLike(dyMap);
    int size = yMap.width() * LANES;
    for (int tile = 0; tile < MapLayout.tiles(examples); tile++) {
      for (int h = 0; h < yMap.height(); h++) {
        for (int c = from; c < to; c++) {
          gateRow(t, y + yMap.pixel(tile, c, h, 0), dy + dyMap.pixel(tile, c, h, 0), size);
        }
      }
    }
  }

  private static void gateRow(float[] t, int y, int dy, int size) {
    for (int i = 0; i < size; i += L) {
      FloatVector v = FloatVector.fromArray(S, t, y + i);
      IntVector open = v.max(0f).reinterpretAsInts().neg().lanewise(ASHR, 31);
      IntVector bits = FloatVector.fromArray(S, t, dy + i).reinterpretAsInts();
      bits.and(open).reinterpretAsFloats().intoArray(t, dy + i);
    }
  }

  @Override
  public void add(
      int from, int to, int examples, float[] t, MapLayout aMap, int a, MapLayout bMap, int b) {
    assert aMap.isLike(bMap);
    int size = aMap.width() * LANES;
    for (int tile = 0; tile < MapLayout.tiles(examples); tile++) {
      for (int h = 0; h < aMap.height(); h++) {
        for (int c = from; c < to; c++) {
          addRow(t, a + aMap.pixel(tile, c, h, 0), b + bMap.pixel(tile, c, h, 0), size);
        }
      }
    }
  }

  private static void addRow(float[] t, int a, int b, int size) {
    for (int i = 0; i < size; i += L) {
      FloatVector other = FloatVector.fromArray(S, t, b + i);
      FloatVector.fromArray(S, t, a + i).add(other).intoArray(t, a + i);
    }
  }

  @Override
  public void biasGradient(
      int from, int to, int examples, float[] t, MapLayout dyMap, int dy, float[] g, int at) {
    double[] sum = new double[to];
    moments(from, to, examples, t, dyMap, dy, new float[to], sum, new double[to]);
    for (int c = from; c < to; c++) {
      g[at + c] += (float) sum[c];
    }
  }
}
