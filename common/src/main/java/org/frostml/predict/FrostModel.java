package org.frostml.predict;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.frostml.FrostException;
import org.frostml.Reasons;
import org.frostml.io.ModelFile;
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
    predictor = model.predictor();
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
      throw new FrostException(file + ": cannot be read: " + Reasons.of(e), e);
    }
  }

  /** Features of a row. */
  public int features() {
    return predictor.features();
  }

  /** Numbers that are predicted for a row: see {@link Prediction#outputs}. */
  public int outputs() {
    return predictor.outputs();
  }

  /** The network, its weights and where they come from. */
  public Model model() {
    return model;
  }

  /** Predicts for a row of features as they were in training, before any scaling. */
  public Prediction predict(float[] row) {
    float[] outputs = new float[outputs()];
    return new Prediction(predict(row, outputs), outputs);
  }

  /**
   * Predicts for a row; of dense layers alone it allocates nothing after a thread's first call.
   *
   * @param outputs takes {@link #outputs} numbers
   * @return the class or the value
   * @throws FrostException if the row has other than {@link #features} features
   */
  public float predict(float[] row, float[] outputs) {
    try {
      predictor.predict(row, outputs);
    } catch (IllegalArgumentException e) {
      throw new FrostException(e.getMessage(), e);
    }
    return decide(outputs, 0);
  }

  /**
   * Predicts for a row of which most features are 0.
   *
   * @param indices of features that may be other than 0, ascending
   * @param values of these features
   * @throws FrostException if there are no such features, or the model does not leave 0 as it is
   */
  public Prediction predict(int[] indices, float[] values) {
    float[] outputs = new float[outputs()];
    return new Prediction(predict(indices, values, outputs), outputs);
  }

  /**
   * The same; of dense layers alone it allocates nothing after a thread's first call.
   *
   * @param outputs takes {@link #outputs} numbers
   * @return the class or the value
   */
  public float predict(int[] indices, float[] values, float[] outputs) {
    try {
      predictor.predict(indices, values, outputs);
    } catch (IllegalArgumentException e) {
      throw new FrostException(e.getMessage(), e);
    }
    return decide(outputs, 0);
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
    int each = outputs();
    float[] outputs = new float[count * each];
    float[] values = new float[count];
    predictAll(rows, values, outputs);
    Prediction[] predictions = new Prediction[count];
    for (int i = 0; i < count; i++) {
      predictions[i] =
          new Prediction(values[i], Arrays.copyOfRange(outputs, i * each, (i + 1) * each));
    }
    return predictions;
  }

  /**
   * Predicts for many rows into the caller's arrays; allocates nothing a row after a thread's first
   * call.
   *
   * @param rows the features of {@code values.length} rows, row by row
   * @param values takes the classes or values
   * @param outputs takes {@link #outputs} numbers per row
   */
  public void predictAll(float[] rows, float[] values, float[] outputs) {
    try {
      predictor.predict(rows, values.length, outputs);
    } catch (IllegalArgumentException e) {
      throw new FrostException(e.getMessage(), e);
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = decide(outputs, i * outputs());
    }
  }

  private float decide(float[] outputs, int from) {
    return model.network().loss().decide(outputs(), outputs, from);
  }
}
