package org.frostml.job.run;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.frostml.FrostException;
import org.frostml.io.ModelFile;
import org.frostml.nn.Predictor;
import org.frostml.nn.Rows;
import org.frostml.train.Model;

/**
 * A model that scores vectors, one for all threads of a JVM: it is found by the array that its file
 * came in, and lives as long as that.
 */
public final class RowScorer {
  private static final Map<byte[], RowScorer> SCORERS = new WeakHashMap<>();

  private final Model model;
  private final Predictor predictor;
  private final ThreadLocal<float[]> row;

  private RowScorer(Model model) {
    this.model = model;
    predictor = model.predictor();
    row = ThreadLocal.withInitial(() -> new float[predictor.features()]);
  }

  /** That of a model's file. */
  public static RowScorer of(byte[] file) {
    synchronized (SCORERS) {
      return SCORERS.computeIfAbsent(
          file, bytes -> new RowScorer(ModelFile.read(bytes, "the model")));
    }
  }

  public Model model() {
    return model;
  }

  /** Rows that are best predicted for together. */
  public int batch() {
    return predictor.batch();
  }

  /** What the network predicts for rows, one after the other. */
  public float[] predict(List<Vector> rows) {
    if (rows.size() == 1) {
      return predict(rows.get(0));
    }
    float[] predictions = new float[rows.size() * predictor.outputs()];
    predictor.predict(together(rows), 0, rows.size(), predictions);
    return predictions;
  }

  /** The network's outputs for rows, before its loss reads them as predictions. */
  public float[] outputs(List<Vector> rows) {
    float[] outputs = new float[rows.size() * predictor.outputs()];
    predictor.forward(together(rows), 0, rows.size(), outputs);
    return outputs;
  }

  private Rows together(List<Vector> rows) {
    rows.forEach(this::requireAll);
    boolean sparse =
        model.scaling().keepsZero() && rows.stream().allMatch(SparseVector.class::isInstance);
    return sparse ? sparse(rows) : whole(rows);
  }

  private Rows sparse(List<Vector> rows) {
    int[] start = new int[rows.size() + 1];
    for (int r = 0; r < rows.size(); r++) {
      start[r + 1] = start[r] + ((SparseVector) rows.get(r)).indices().length;
    }
    int[] columns = new int[start[rows.size()]];
    float[] values = new float[columns.length];
    for (int r = 0; r < rows.size(); r++) {
      SparseVector row = (SparseVector) rows.get(r);
      System.arraycopy(row.indices(), 0, columns, start[r], row.indices().length);
      System.arraycopy(singles(row.values()), 0, values, start[r], row.indices().length);
    }
    return new Rows.Sparse(predictor.features(), start, columns, values);
  }

  private Rows whole(List<Vector> rows) {
    int width = predictor.features();
    float[] x = new float[rows.size() * width];
    for (int i = 0; i < rows.size(); i++) {
      System.arraycopy(load(rows.get(i)), 0, x, i * width, width);
    }
    return new Rows.Floats(width, x);
  }

  /** What the network predicts: probabilities or values. */
  public float[] predict(Vector features) {
    float[] predictions = outputs(features);
    model.network().loss().predict(predictions.length, 1, predictions, 0, 1);
    return predictions;
  }

  /** The network's outputs, before its loss reads them as predictions. */
  public float[] outputs(Vector features) {
    requireAll(features);
    float[] outputs = new float[predictor.outputs()];
    // A model that centres its features makes numbers of all zeros.
    if (features instanceof SparseVector sparse && model.scaling().keepsZero()) {
      predictor.forward(sparse.indices(), singles(sparse.values()), outputs);
    } else {
      predictor.forward(load(features), outputs);
    }
    return outputs;
  }

  private void requireAll(Vector features) {
    if (features.size() != predictor.features()) {
      throw new FrostException(
          "a row has "
              + features.size()
              + " features, but the model was trained on "
              + predictor.features());
    }
  }

  private static float[] singles(double[] values) {
    float[] singles = new float[values.length];
    for (int i = 0; i < singles.length; i++) {
      singles[i] = (float) values[i];
    }
    return singles;
  }

  private float[] load(Vector features) {
    float[] x = row.get();
    if (features instanceof SparseVector sparse) {
      Arrays.fill(x, 0);
      for (int i = 0; i < sparse.indices().length; i++) {
        x[sparse.indices()[i]] = (float) sparse.values()[i];
      }
    } else {
      double[] values = features.toArray();
      for (int f = 0; f < values.length; f++) {
        x[f] = (float) values[f];
      }
    }
    return x;
  }
}
