package org.frostml.nn;

import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.frostml.sparse.Block;
import org.frostml.sparse.Support;

/**
 * A first convolution that does not learn, but for its biases: of patches of training images it
 * gives the parts along each of their principal axes, scaled to a deviation of about 1, and their
 * negatives (Coates and Ng, "Learning Feature Representations with K-means", 2012; as a layer of
 * its own, Jordan, "94% on CIFAR-10 in 3.29 Seconds on a Single GPU", 2024).
 *
 * @param kernel rows and columns of a patch
 */
record Whiten(int kernel) implements Layer {
  static final String NAME = "whiten";

  /** Added to variances, so that noise along axes with next to none is not blown up. */
  private static final double EPSILON = 5e-4;

  @Override
  public Bound bind(String name, Value x, Plan plan) {
    if (!plan.isFirst() || x.place() != Places.INPUT) {
      throw new IllegalArgumentException(
          spec() + " whitens patches of images: it must be the first layer");
    }
    plan.requireMap(x, spec(), kernel);
    if ((double) x.shape().channels() * kernel * kernel > Integer.MAX_VALUE / 2) {
      throw new IllegalArgumentException(
          spec() + " of " + x.shape().channels() + " channels has too many weights");
    }
    int pixels = x.shape().channels() * kernel * kernel;
    Conv2d conv = new Conv2d(2 * pixels, kernel, 1, 0, true, Activation.IDENTITY);
    return new InPlace(this, conv.fixed(name, x, plan));
  }

  @Override
  public String spec() {
    return NAME + "(" + kernel + ")";
  }

  /** Writes the weights that whiten patches like those of the sums to their block's place. */
  static void weights(PatchSums sums, Block block, float[] theta) {
    int pixels = block.cols();
    double[][] products = new double[pixels][pixels];
    for (int i = 0; i < pixels; i++) {
      for (int j = 0; j < pixels; j++) {
        products[i][j] = sums.mean(i, j);
      }
    }
    EigenDecomposition axes = new EigenDecomposition(new Array2DRowRealMatrix(products, false));
    for (int k = 0; k < pixels; k++) {
      // Rounding may take a variance of 0 below it.
      double scale = 1 / Math.sqrt(Math.max(axes.getRealEigenvalue(k), 0) + EPSILON);
      double[] axis = axes.getEigenvector(k).toArray();
      for (int i = 0; i < pixels; i++) {
        float weight = (float) (scale * axis[i]);
        theta[block.offset() + k * pixels + i] = weight;
        theta[block.offset() + (pixels + k) * pixels + i] = -weight;
      }
    }
  }

  /** What it does is its convolution's to do. */
  record InPlace(Whiten layer, Conv2d.InPlace conv) implements Bound {
    @Override
    public Value out() {
      return conv.out();
    }

    @Override
    public void multiplyAdds(Cost cost) {
      cost.accept(conv.weight(), conv.passMultiplyAdds());
    }

    @Override
    public void forward(Pass pass) {
      if (pass.moments() != null) {
        Tape tape = pass.tape();
        int x = conv.x().place();
        PatchSums patches = pass.moments().patches();
        patches.add(tape.array(), tape.map(x), tape.at(x), layer.kernel, tape.examples());
      }
      conv.forward(pass);
    }

    @Override
    public void backward(Pass pass) {
      conv.biasGradient(pass);
    }

    @Override
    public Dead dead(Support support, Dead downstream) {
      return conv.dead(support, downstream);
    }

    @Override
    public void constants(Liveness live) {
      conv.constants(live);
    }

    @Override
    public void uses(Liveness live) {
      conv.uses(live);
    }

    /** A convolution as any other: what is shrunk is not trained any more. */
    @Override
    public Layer shrink(Liveness live, Remains to) {
      return conv.shrink(live, to);
    }
  }
}
