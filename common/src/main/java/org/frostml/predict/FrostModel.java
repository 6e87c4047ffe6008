package org.frostml.predict;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.frostml.FrostException;
import org.frostml.io.ModelFile;
import org.frostml.kernel.Kernels;
import org.frostml.nn.Predictor;
import org.frostml.train.Model;

/**
 * A trained model that answers. Any number of threads may share one.
 *
 * <pre>{@code
 * FrostModel model = FrostModel.load("runs/mnist/model.safetensors");
 * Prediction p = model.predict(pixels);
 * }</pre>
 */
public final class FrostModel {
  private final Model model;
  private final Predictor predictor;

  private FrostModel(Model model) {
    this.model = model;
    predictor =
        new Predictor(model.network(), model.weights(), model.standardizer(), Kernels.chosen());
  }

  /** Loads the {@code model.safetensors} of a run. */
  public static FrostModel load(String file) {
    return load(Path.of(file));
  }

  /**
   * Loads the {@code model.safetensors} of a run.
   *
   * @throws FrostException if it cannot be read or is no model
   */
  public static FrostModel load(Path file) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      return new FrostModel(ModelFile.read(in, Files.size(file), file.toString()));
    } catch (NoSuchFileException e) {
      throw new FrostException(file + ": no such file", e);
    } catch (IOException e) {
      throw new FrostException(file + ": cannot be read: " + e, e);
    }
  }

  /** Features of a row. */
  public int features() {
    return predictor.features();
  }

  /** Classes, numbered from 0. */
  public int classes() {
    return predictor.outputs();
  }

  /** The network, its weights and where they come from. */
  public Model model() {
    return model;
  }

  /** Predicts for a row of features as they were in training, before any scaling. */
  public Prediction predict(float[] row) {
    float[] probabilities = new float[classes()];
    return new Prediction(predict(row, probabilities), probabilities);
  }

  /**
   * Predicts for a row; allocates nothing after a thread's first call.
   *
   * @param probabilities takes one for each class
   * @return the most probable class
   */
  public int predict(float[] row, float[] probabilities) {
    try {
      predictor.predict(row, probabilities);
    } catch (IllegalArgumentException e) {
      throw new FrostException(e.getMessage(), e);
    }
    return largest(probabilities, 0, probabilities.length);
  }

  /**
   * Predicts for many rows at once, which takes a fraction of the time of one by one.
   *
   * @param rows their features, row by row
   */
  public Prediction[] predictAll(float[] rows) {
    if (rows.length % features() != 0) {
      throw new FrostException(
          "rows of " + features() + " features cannot be " + rows.length + " numbers");
    }
    int count = rows.length / features();
    int classes = classes();
    float[] probabilities = new float[count * classes];
    int[] labels = new int[count];
    predictAll(rows, labels, probabilities);
    Prediction[] predictions = new Prediction[count];
    for (int i = 0; i < count; i++) {
      predictions[i] =
          new Prediction(
              labels[i], Arrays.copyOfRange(probabilities, i * classes, (i + 1) * classes));
    }
    return predictions;
  }

  /**
   * Predicts for many rows into the caller's arrays; allocates nothing a row after a thread's first
   * call.
   *
   * @param rows the features of {@code labels.length} rows, row by row
   * @param labels takes the most probable classes
   * @param probabilities takes one for each class, row by row
   */
  public void predictAll(float[] rows, int[] labels, float[] probabilities) {
    try {
      predictor.predict(rows, labels.length, probabilities);
    } catch (IllegalArgumentException e) {
      throw new FrostException(e.getMessage(), e);
    }
    int classes = classes();
    for (int i = 0; i < labels.length; i++) {
      labels[i] = largest(probabilities, i * classes, (i + 1) * classes) - i * classes;
    }
  }

  /** The place of the largest; of equals the first. */
  private static int largest(float[] p, int from, int to) {
    int best = from;
    for (int i = from + 1; i < to; i++) {
      best = p[i] > p[best] ? i : best;
    }
    return best;
  }
}
