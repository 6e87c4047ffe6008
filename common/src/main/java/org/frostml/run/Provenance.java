package org.frostml.run;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.frostml.FrostException;
import org.frostml.data.DataSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the numbers of a run come from. A run that resumes must find the same examples and kernels
 * again; those keep their bits from one version of Frost to the next, and files have formats of
 * their own, so that another version is only warned of.
 *
 * @param training all training examples, those held out for validation among them
 */
public record Provenance(DataSet training, DataSet test, Platform platform) {
  /** Where a sweep keeps it. */
  public static final String FILE = "provenance.json";

  private static final Logger LOG = LoggerFactory.getLogger(Provenance.class);
  private static final String TRAINING = "data.";
  private static final String TEST = "data.test.";
  private static final String SHA256 = "sha256";
  private static final String FROST = "frost.version";
  private static final String KERNELS = "kernels";

  /** As the metadata of checkpoints and models hold it. */
  public Map<String, String> texts() {
    Map<String, String> texts = new LinkedHashMap<>();
    put(TRAINING, training, texts);
    put(TEST, test, texts);
    texts.put(FROST, platform.frost());
    if (platform.spark() != null) {
      texts.put("spark.version", platform.spark());
    }
    texts.put("java.version", platform.java());
    texts.put(KERNELS, platform.kernels());
    texts.put("os", platform.os());
    texts.put("architecture", platform.architecture());
    return texts;
  }

  private static void put(String part, DataSet data, Map<String, String> texts) {
    texts.put(part + "name", data.name());
    texts.put(part + "examples", Integer.toString(data.examples()));
    texts.put(part + SHA256, data.sha256());
  }

  /**
   * Fails where this is of other data, or other kernels, than what was begun; warns where it is of
   * another Frost.
   *
   * @param begun {@link #texts} of it
   */
  public void requireOf(Map<String, String> begun, String where) {
    requireData(begun.get(TRAINING + SHA256), training, "training", where);
    requireData(begun.get(TEST + SHA256), test, "test", where);
    if (!platform.kernels().equals(begun.get(KERNELS))) {
      throw new FrostException(
          where
              + ": was begun with kernels "
              + begun.get(KERNELS)
              + ", here they are "
              + platform.kernels()
              + ", whose sums differ in their last bits: choose the former with -Dfrost.kernels, or"
              + " resume where it was begun");
    }
    if (!platform.frost().equals(begun.get(FROST))) {
      LOG.warn("{}: was begun by Frost {}, this is {}", where, begun.get(FROST), platform.frost());
    }
  }

  private static void requireData(String begun, DataSet now, String part, String where) {
    if (!Objects.equals(begun, now.sha256())) {
      throw new FrostException(
          where
              + ": was begun with other "
              + part
              + " examples: their SHA-256 was "
              + begun
              + ", that of "
              + now.name()
              + " is "
              + now.sha256()
              + ": resume with those, or begin anew in another folder");
    }
  }
}
