package org.frostml.nn;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.frostml.random.Rng;

/**
 * Layers as one would write them on paper, in double and example by example: what a network gives
 * for a batch whose batch norms normalise by what they see, and whose dropouts drop if it is to be
 * learnt from.
 */
final class PlainLayers {
  private final Network network;
  private final double[] theta;
  private final Map<String, Integer> places = new HashMap<>();
  private Long draws;
  private int dropouts;

  PlainLayers(Network network, double[] theta) {
    this.network = network;
    this.theta = theta;
    network.layout().blocks().forEach(block -> places.put(block.name(), block.offset()));
  }

  static PlainLayers of(Network network, float[] theta) {
    return new PlainLayers(
        network, IntStream.range(0, theta.length).mapToDouble(j -> theta[j]).toArray());
  }

  /** Maps or features of a batch, by channel, row and column. */
  private record Batch(Shape shape, double[][] x) {
    static Batch zeros(Shape shape, int examples) {
      return new Batch(shape, new double[examples][shape.size()]);
    }

    private int place(int c, int h, int w) {
      return (c * shape.height() + h) * shape.width() + w;
    }

    /** 0 outside of the map. */
    double at(int e, int c, int h, int w) {
      boolean inside = h >= 0 && w >= 0 && h < shape.height() && w < shape.width();
      return inside ? x[e][place(c, h, w)] : 0;
    }

    interface Value {
      double of(int e, int c, int h, int w);
    }

    /** Of values and what a ReLU makes of them. */
    static Batch of(Shape shape, int examples, boolean relu, Value value) {
      Batch batch = zeros(shape, examples);
      for (int e = 0; e < examples; e++) {
        for (int c = 0; c < shape.channels(); c++) {
          for (int h = 0; h < shape.height(); h++) {
            for (int w = 0; w < shape.width(); w++) {
              double v = value.of(e, c, h, w);
              batch.x[e][batch.place(c, h, w)] = relu ? Math.max(v, 0) : v;
            }
          }
        }
      }
      return batch;
    }
  }

  /**
   * The outputs in training, for the first examples of a shard.
   *
   * @param draws the key of the shard's draws in an epoch
   */
  double[][] learnt(float[][] examples, long draws) {
    this.draws = draws;
    dropouts = 0;
    double[][] outputs = outputs(examples);
    this.draws = null;
    return outputs;
  }

  /** The network's outputs for the examples, row by row. */
  double[][] outputs(float[][] examples) {
    double[][] x =
        Arrays.stream(examples)
            .map(row -> IntStream.range(0, row.length).mapToDouble(f -> row[f]).toArray())
            .toArray(double[][]::new);
    return of("net", network.body(), new Batch(network.in(), x)).x;
  }

  private double parameter(String name, int j) {
    return theta[places.get(name) + j];
  }

  private Batch of(String name, Layer layer, Batch in) {
    int examples = in.x.length;
    Shape shape = in.shape;
    if (layer instanceof Chain chain) {
      Batch batch = in;
      for (int i = 0; i < chain.layers().size(); i++) {
        batch = of(name + "." + i, chain.layers().get(i), batch);
      }
      return batch;
    } else if (layer instanceof Dense dense) {
      return Batch.of(
          Shape.flat(dense.outputs()),
          examples,
          dense.activation() == Activation.RELU,
          (e, r, h, w) -> {
            double sum = parameter(name + ".bias", r);
            for (int f = 0; f < shape.size(); f++) {
              sum += parameter(name + ".weight", r * shape.size() + f) * in.x[e][f];
            }
            return sum;
          });
    } else if (layer instanceof Conv2d conv) {
      return conv(name, conv, in);
    } else if (layer instanceof Whiten whiten) {
      int outputs = 2 * shape.channels() * whiten.kernel() * whiten.kernel();
      return conv(name, new Conv2d(outputs, whiten.kernel(), 1, 0, true, Activation.IDENTITY), in);
    } else if (layer instanceof BatchNorm norm) {
      return norm(name, norm, in);
    } else if (layer instanceof Relu) {
      return Batch.of(shape, examples, true, in::at);
    } else if (layer instanceof Gelu) {
      return Batch.of(
          shape,
          examples,
          false,
          (e, c, h, w) -> {
            double v = in.at(e, c, h, w);
            double u = Math.sqrt(2 / Math.PI) * (v + 0.044715 * v * v * v);
            return v * (1 + Math.tanh(u)) / 2;
          });
    } else if (layer instanceof Dropout dropout) {
      int index = dropouts++;
      return Batch.of(
          shape,
          examples,
          false,
          (e, c, h, w) -> {
            double number =
                draws == null ? 1 : Rng.doubleAt(Rng.key(draws, e, index), in.place(c, h, w));
            double kept = draws == null ? 1 : 1 / (1 - (double) dropout.share());
            return number < dropout.share() ? 0 : kept * in.at(e, c, h, w);
          });
    } else if (layer instanceof Flatten) {
      return new Batch(Shape.flat(shape.size()), in.x);
    } else if (layer instanceof GlobalPool) {
      return window(new Pool2d(Pool2d.Kind.AVERAGE, 1, 1), in, shape.height(), shape.width());
    } else if (layer instanceof Pool2d pool) {
      return window(pool, in, pool.size(), pool.size());
    }
    return residual(name, (Residual) layer, in);
  }

  private Batch conv(String name, Conv2d conv, Batch in) {
    int k = conv.kernel();
    Shape shape = in.shape;
    Shape out =
        new Shape(
            conv.outputs(),
            (shape.height() + 2 * conv.padding() - k) / conv.stride() + 1,
            (shape.width() + 2 * conv.padding() - k) / conv.stride() + 1);
    return Batch.of(
        out,
        in.x.length,
        conv.activation() == Activation.RELU,
        (e, r, h, w) -> {
          double sum = conv.bias() ? parameter(name + ".bias", r) : 0;
          for (int c = 0; c < shape.channels(); c++) {
            for (int i = 0; i < k; i++) {
              for (int j = 0; j < k; j++) {
                int column = (c * k + i) * k + j;
                sum +=
                    parameter(name + ".weight", r * shape.channels() * k * k + column)
                        * in.at(
                            e,
                            c,
                            h * conv.stride() + i - conv.padding(),
                            w * conv.stride() + j - conv.padding());
              }
            }
          }
          return sum;
        });
  }

  private Batch norm(String name, BatchNorm norm, Batch in) {
    int examples = in.x.length;
    int pixels = in.shape.height() * in.shape.width();
    double[] mean = new double[in.shape.channels()];
    double[] variance = new double[in.shape.channels()];
    for (int c = 0; c < mean.length; c++) {
      for (double[] x : in.x) {
        for (int p = 0; p < pixels; p++) {
          mean[c] += x[c * pixels + p] / (examples * pixels);
        }
      }
      for (double[] x : in.x) {
        for (int p = 0; p < pixels; p++) {
          variance[c] += Math.pow(x[c * pixels + p] - mean[c], 2) / (examples * pixels);
        }
      }
    }
    return Batch.of(
        in.shape,
        examples,
        norm.activation() == Activation.RELU,
        (e, c, h, w) ->
            parameter(name + ".scale", c)
                    * (in.at(e, c, h, w) - mean[c])
                    / Math.sqrt(variance[c] + 1e-5)
                + parameter(name + ".shift", c));
  }

  private static Batch window(Pool2d pool, Batch in, int height, int width) {
    Shape out =
        new Shape(
            in.shape.channels(),
            (in.shape.height() - height) / pool.stride() + 1,
            (in.shape.width() - width) / pool.stride() + 1);
    return Batch.of(
        out,
        in.x.length,
        false,
        (e, c, h, w) -> {
          double max = Double.NEGATIVE_INFINITY;
          double sum = 0;
          for (int i = 0; i < height; i++) {
            for (int j = 0; j < width; j++) {
              double x = in.at(e, c, h * pool.stride() + i, w * pool.stride() + j);
              max = Math.max(max, x);
              sum += x;
            }
          }
          return pool.kind() == Pool2d.Kind.MAX ? max : sum / (height * width);
        });
  }

  private Batch residual(String name, Residual residual, Batch in) {
    Batch body = of(name, residual.body(), in);
    Batch.Value added = in::at;
    if (residual.shortcut() instanceof Shortcut.Projection projection) {
      added = of(name + ".shortcut", projection.layers(), in)::at;
    } else if (residual.shortcut() instanceof Shortcut.Padded padded) {
      int stride = (in.shape.height() + body.shape.height() - 1) / body.shape.height();
      int first = padded.before(in.shape.channels(), body.shape.channels());
      added =
          (e, c, h, w) -> {
            boolean there = c >= first && c < first + in.shape.channels();
            return there ? in.at(e, c - first, h * stride, w * stride) : 0;
          };
    }
    Batch.Value other = added;
    return Batch.of(
        body.shape,
        in.x.length,
        residual.activation() == Activation.RELU,
        (e, c, h, w) -> body.at(e, c, h, w) + other.of(e, c, h, w));
  }
}
