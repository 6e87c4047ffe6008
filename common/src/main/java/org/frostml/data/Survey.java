package org.frostml.data;

import java.io.IOException;
import java.util.Optional;
import org.frostml.FrostException;
import org.frostml.nn.Scaling;
import org.frostml.nn.Shape;

/**
 * One pass over every example before any training: that all features are finite, and what they are
 * to be scaled by. Independent of shards and of how the files are compressed.
 *
 * @param warning where one scale for all hides features
 */
public record Survey(Scaling scaling, Optional<String> warning) {
  /**
   * Reads everything once.
   *
   * @throws FrostException if a feature is not finite, or all are the same
   */
  public static Survey of(Examples examples, Scaling.By by) throws IOException {
    Tally tally = new Tally(examples);
    examples.read(i -> true, tally);
    return tally.survey(by);
  }

  /** Only that all features are finite. */
  public static void requireFinite(Examples examples) throws IOException {
    examples.read(i -> true, (index, x, label) -> requireFinite(examples, index, x));
  }

  static void requireFinite(Examples examples, int index, float[] x) {
    for (int f = 0; f < x.length; f++) {
      if (!Float.isFinite(x[f])) {
        throw new FrostException(
            examples.where(index) + ", feature " + f + " is " + x[f] + "; features must be finite");
      }
    }
  }

  private static final class Tally implements Examples.Sink {
    private final Examples examples;
    private final FeatureMoments moments;

    Tally(Examples examples) {
      this.examples = examples;
      moments = new FeatureMoments(examples.features());
    }

    @Override
    public void accept(int index, float[] x, int label) {
      requireFinite(examples, index, x);
      moments.add(x);
    }

    Survey survey(Scaling.By by) {
      Scaling.By chosen = by == Scaling.By.AUTO ? natural() : by;
      requireAnything(chosen);
      Scaling scaling =
          switch (chosen) {
            case WHOLE -> moments.whole();
            case CHANNEL -> moments.perChannel(channels());
            case NONE -> new Scaling.None();
            default -> moments.perFeature();
          };
      Optional<String> warning =
          scaling instanceof Scaling.Whole whole
              ? moments.hiddenBy(whole).map(hidden -> examples.name() + ": " + hidden)
              : Optional.empty();
      return new Survey(scaling, warning);
    }

    private Scaling.By natural() {
      return examples.pixels() ? Scaling.By.ofImages(examples.shape()) : Scaling.By.FEATURE;
    }

    private int channels() {
      Shape shape = examples.shape();
      if (!shape.isImage()) {
        throw new FrostException(
            examples.name()
                + ": data.scaling = channel is of images, but an example is "
                + shape
                + " features");
      }
      return shape.channels();
    }

    /** Fails where all inputs of a network would be alike. */
    private void requireAnything(Scaling.By by) {
      if (by == Scaling.By.WHOLE && moments.areAllTheSame()) {
        throw new FrostException(
            examples.name()
                + ": all features are "
                + moments.first(0)
                + ": there is nothing to learn");
      }
      if (by != Scaling.By.WHOLE && moments.constants() == examples.features()) {
        throw new FrostException(
            examples.name()
                + ": every feature is the same in all examples, the first is "
                + moments.first(0)
                + ": there is nothing to learn");
      }
    }
  }
}
