package org.frostml.ml;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.Serializable;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;
import org.frostml.config.Reference;
import scala.Function1;
import scala.runtime.AbstractFunction1;

/** The params of an estimator by name: of keys of reference.conf, with its words and defaults. */
public final class ParamTable implements Serializable {
  private final Params owner;
  private final String uid;
  private final Map<String, Param<?>> params = new LinkedHashMap<>();

  /** The key that a param is of; Spark's param of a column is of none. */
  private final Map<String, String> keys = new LinkedHashMap<>();

  private final Map<String, Object> defaults = new LinkedHashMap<>();

  private boolean ofClasses;

  private ParamTable(Params owner, String uid) {
    this.owner = owner;
    this.uid = uid;
  }

  /** Of what tells classes apart. */
  static ParamTable ofClasses(Params owner, Uid uid) {
    ParamTable table = of(owner, uid, List.of("cross-entropy", "binary-cross-entropy"));
    table.named("classWeights", "data.classWeights");
    table.ofClasses = true;
    return table.complete(uid);
  }

  /** Of what predicts values. */
  static ParamTable ofValues(Params owner, Uid uid) {
    return of(owner, uid, List.of("mse", "huber")).complete(uid);
  }

  /**
   * Makes the params that all have.
   *
   * @param losses the names that the param loss takes, the default first
   */
  private static ParamTable of(Params owner, Uid uid, List<String> losses) {
    ParamTable table = new ParamTable(owner, uid.text());
    table.count("maxIter", "epochs", 1);
    table.real("stepSize", "learningRate.base", ParamValidators.gt(0));
    table.seed("seed", "seed");
    table.real("tol", "stopping.delta", ParamValidators.gtEq(0));
    table.text("weightCol", null, "column of what a row counts for, a number >= 0; none: 1 each");
    table.text(
        "validationIndicatorCol",
        null,
        "column that is true, or not 0, for rows held out of training: patience goes by them");
    table.count("checkpointInterval", "checkpoint.epochs", 0);
    table.widths("hiddenLayers", "network.hidden");
    table.named("layers", "network.layers");
    table.widths("imageShape", "data.shape");
    table.text("loss", "network.loss", "what is minimised: " + String.join(" or ", losses));
    table.defaults.put("loss", losses.get(0));
    table.real("density", "density.target", ParamValidators.inRange(0, 1, false, true));
    table.count("miniBatchSize", "batchSize", 1);
    table.count("freezeEvery", "freeze.m", 0);
    table.count("localSteps", "freeze.localSteps", 1);
    table.count("shards", "shards", 1);
    table.named("optimizer", "optimizer.name");
    table.named("regularizer", "regularizer.name");
    table.count("patience", "stopping.patience", 0);
    table.optional(
        "checkpointDir",
        "folder, of any Hadoop file system, in which every fit has one of its own by its settings"
            + " and rows: a fit that was broken off resumes from there, to the same bits; empty:"
            + " nothing is written");
    table.optional(
        "initialModel",
        "path of a model, saved or a model.safetensors, whose weights training starts from; empty:"
            + " it starts anew");
    table.optional(
        "config",
        "anything else of reference.conf, as text (HOCON), or the path of a file whose name ends in"
            + " .conf; params that are set come before it");
    return table;
  }

  String uid() {
    return uid;
  }

  /** Whether labels are classes, or else values. */
  boolean isOfClasses() {
    return ofClasses;
  }

  @SuppressWarnings("unchecked")
  <P extends Param<?>> P get(String name) {
    return (P) params.get(name);
  }

  /** Gives the owner its defaults: with its params it has its uid. */
  @SuppressWarnings("unchecked")
  private ParamTable complete(Uid uid) {
    defaults.forEach((name, value) -> owner.setDefault((Param<Object>) params.get(name), value));
    uid.taken();
    return this;
  }

  /** What of them was set, as a configuration. */
  Config given() {
    Config given = ConfigFactory.empty();
    for (Map.Entry<String, String> entry : keys.entrySet()) {
      Param<?> param = params.get(entry.getKey());
      if (owner.isSet(param)) {
        given = given.withFallback(setting(entry.getValue(), param));
      }
    }
    return given;
  }

  private Config setting(String key, Param<?> param) {
    Object value = owner.getOrDefault(param);
    Object plain = value instanceof int[] widths ? Arrays.stream(widths).boxed().toList() : value;
    return ConfigFactory.parseMap(Map.of(key, plain), "param " + param.name());
  }

  private void add(Param<?> param, String key) {
    params.put(param.name(), param);
    if (key != null) {
      keys.put(param.name(), key);
    }
  }

  private static String doc(String key) {
    return Reference.RUN.comment(key) + " (" + key + ")";
  }

  private void count(String name, String key, int least) {
    add(new IntParam(owner, name, doc(key), ParamValidators.gtEq(least)), key);
    defaults.put(name, Reference.RUN.defaults().getInt(key));
  }

  private void seed(String name, String key) {
    add(new LongParam(owner, name, doc(key)), key);
    defaults.put(name, Reference.RUN.defaults().getLong(key));
  }

  private void real(String name, String key, Function1<Object, Object> range) {
    add(new DoubleParam(owner, name, doc(key), range), key);
    defaults.put(name, Reference.RUN.defaults().getDouble(key));
  }

  private void widths(String name, String key) {
    List<Integer> widths = Reference.RUN.defaults().getIntList(key);
    // Spark shows an array by its address.
    String doc = doc(key) + ", by default " + widths;
    add(new IntArrayParam(owner, name, doc, new Widths()), key);
    defaults.put(name, widths.stream().mapToInt(Integer::intValue).toArray());
  }

  private void named(String name, String key) {
    text(name, key, doc(key));
    defaults.put(name, Reference.RUN.defaults().getString(key));
  }

  private void text(String name, String key, String doc) {
    add(new Param<>(uid, name, doc, String.class), key);
  }

  private void optional(String name, String doc) {
    text(name, null, doc);
    defaults.put(name, "");
  }

  private static final class Widths extends AbstractFunction1<int[], Object>
      implements Serializable {
    @Override
    public Object apply(int[] widths) {
      return Arrays.stream(widths).allMatch(width -> width >= 1);
    }
  }
}
