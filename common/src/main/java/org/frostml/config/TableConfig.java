package org.frostml.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.frostml.nn.Shape;

/**
 * How a table is read, and what its columns are.
 *
 * @param reader one of Spark's, by name; {@code table} for one in its catalog
 * @param options for the reader
 * @param schema for the reader, as SQL has it; empty: as it finds it
 * @param features names of columns, or patterns of them
 * @param except of the features, names or patterns of those that are none
 * @param image the shape of images whose pixels the features are
 * @param label one column, or several values or labels
 * @param weight the column of examples' weights; empty: all weigh 1
 * @param classWeights what classes weigh beside that
 * @param test where the test examples are
 * @param heldOut column that is true for rows held out of training; empty: none
 * @param invalid what becomes of rows that lack a number
 * @param oneHot categories of a column that have a feature each; those of one with more are hashed
 * @param hashed features that all hashed columns share
 */
public record TableConfig(
    String reader,
    Map<String, String> options,
    String schema,
    List<String> features,
    List<String> except,
    Optional<Shape> image,
    List<String> label,
    String weight,
    ClassWeights classWeights,
    Test test,
    String heldOut,
    Invalid invalid,
    int oneHot,
    int hashed) {
  private static final String CATALOG = "table";

  /** Whether a table goes by its name, and not by a path. */
  public boolean isInCatalog() {
    return reader.equals(CATALOG);
  }

  /** What becomes of what is missing or no number. */
  public enum Invalid {
    /** It ends the command. */
    ERROR,
    /** Its row is left out. */
    SKIP,
    /** A number becomes the mean of its column, a category one of its own. */
    IMPUTE
  }

  /** What classes weigh. */
  public enum ClassWeights {
    /** What their examples do. */
    NONE,
    /** All the same together. */
    BALANCED
  }

  /**
   * Which examples are held out as test: another table, those that a column says, or a share.
   *
   * @param path empty: none
   * @param column that is true for them; empty: none
   * @param share of the rows, by their hash
   */
  public record Test(String path, String column, double share) {
    public Test {
      if (!(share >= 0 && share < 1)) {
        throw new IllegalArgumentException("testShare must be in [0, 1): " + share);
      }
    }
  }
}
