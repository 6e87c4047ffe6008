package org.frostml.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.frostml.FrostException;
import org.frostml.Reasons;
import org.frostml.nn.Augmentation;
import org.frostml.nn.Flip;
import org.frostml.nn.Init;
import org.frostml.nn.Labels;
import org.frostml.nn.Loss;
import org.frostml.nn.Measure;
import org.frostml.nn.Networks;
import org.frostml.nn.Penalties;
import org.frostml.optim.LrSchedule;
import org.frostml.optim.Optimizer;
import org.frostml.train.ExchangePrecision;
import org.frostml.train.FineGradient;
import org.frostml.train.FreezeSchedule;
import org.frostml.train.Stopping;
import org.frostml.train.Sums;

/**
 * Reads configurations: HOCON overlays on reference.conf, bound strictly. Whatever does not fit
 * fails, by name.
 */
public final class Configs {
  private Configs() {}

  /** A configuration file; {@code include} works relative to it. */
  public static Config file(File file) {
    if (file.isDirectory()) {
      throw new FrostException(file + ": is a folder; a configuration file is needed");
    }
    requireReadable(file);
    // Of a bare name the library would not know the folder, and so find no include.
    return Secrets.parsed(
        () -> ConfigFactory.parseFile(file.getAbsoluteFile(), options(file.toString())),
        () -> Files.readString(file.toPath(), StandardCharsets.ISO_8859_1),
        file.toString());
  }

  /** Otherwise the library reads a file that it may not read as one that is not there. */
  private static void requireReadable(File file) {
    try {
      Files.newByteChannel(file.toPath()).close();
    } catch (IOException e) {
      throw new FrostException(
          file
              + (Reasons.isAbsence(file.toPath(), e)
                  ? ": no such configuration file"
                  : ": cannot be read: " + Reasons.of(e)),
          e);
    }
  }

  /** One {@code key=value} from the command line; a text needs no quotes. */
  public static Config setting(String keyAndValue) {
    int equals = keyAndValue.indexOf('=');
    String origin = "--set " + Secrets.hidden(keyAndValue);
    if (equals < 1) {
      throw new FrostException(origin + ": expected key=value");
    }
    String key = keyAndValue.substring(0, equals).strip();
    String value = keyAndValue.substring(equals + 1).strip();
    return Secrets.parsed(
        () ->
            Reference.ALL.isText(key) && !value.startsWith("\"")
                ? ConfigFactory.parseMap(Map.of(key, value), origin)
                : ConfigFactory.parseString(keyAndValue, options(origin)),
        () -> keyAndValue,
        origin);
  }

  /** A configuration text from elsewhere than a file of this machine. */
  public static Config text(String text, String origin) {
    return Secrets.parsed(
        () -> ConfigFactory.parseString(text, options(origin)), () -> text, origin);
  }

  /**
   * The text that {@link Hocon#render} gave and a model or a run folder kept. It is complete, so it
   * may not include files or refer to the environment: who has a model need not trust who made it.
   */
  public static Config kept(String text, String origin) {
    ConfigParseOptions options =
        options(origin)
            .setIncluder(
                new StrictIncluder(
                    given -> {
                      throw new FrostException(
                          origin + ": include is not allowed in a configuration that was kept");
                    }));
    return Secrets.parsed(
        () -> ConfigFactory.parseString(text, options).resolve(ConfigResolveOptions.noSystem()),
        () -> text,
        origin);
  }

  private static ConfigParseOptions options(String origin) {
    return ConfigParseOptions.defaults()
        .setAllowMissing(false)
        .setOriginDescription(origin)
        .setIncluder(new StrictIncluder(given -> given.setAllowMissing(false)));
  }

  /** Binds overlays on the defaults, later ones first in precedence. */
  public static RunSettings read(Collection<Config> overlays) {
    Config resolved = resolved(merged(overlays), Reference.RUN);
    Reference.RUN.require(resolved.root());
    return new RunSettings(bind(new Keys(resolved)), resolved);
  }

  /** What {@link #read} binds. */
  public static TrainConfig bind(Collection<Config> overlays) {
    return read(overlays).config();
  }

  /** The overlays as one, later ones first in precedence. */
  public static Config merged(Collection<Config> overlays) {
    return overlays.stream()
        .reduce(ConfigFactory.empty(), (before, overlay) -> overlay.withFallback(before));
  }

  /** What is given on the defaults, its references to other keys and the environment replaced. */
  public static Config resolved(Config given, Reference reference) {
    return Hocon.checked(
        () -> given.withFallback(reference.defaults()).resolve(Environment.OPTIONS));
  }

  /** What a configuration says of a key by itself, before it is read with all others. */
  public static Optional<String> said(Config given, String key) {
    return Hocon.checked(
        () -> {
          Config own = given.resolve(Environment.OPTIONS.setAllowUnresolved(true));
          return own.hasPath(key) ? Optional.of(own.getString(key)) : Optional.empty();
        });
  }

  private static TrainConfig bind(Keys in) {
    long seed = in.whole("seed", Long.MIN_VALUE, Long.MAX_VALUE);
    int epochs = in.count("epochs", 1);
    int batchSize = in.count("batchSize", 1);
    int shards = in.count("shards", 1);
    TrainConfig.Data data = new DataKeys(in).data();
    Augmentation augmentation = augmentation(in, data);
    double validationShare = validationShare(in);
    requireOneValidation(in, data.format(), validationShare);
    List<Integer> hidden = in.counts("network.hidden");
    Optional<String> layers = layers(in);
    int sample = in.count("network.sample", 1);
    boolean rounded = in.choice("network.precision", Map.of("float32", false, "bfloat16", true));
    Methods methods = new Methods(in);
    Loss loss = methods.loss();
    if (!data.format().needsSpark()) {
      methods.requireOf(loss, Labels.numbered(data.classes()));
    }
    // Before the rules that go by freeze.until, so that it is the key that is named.
    FreezeSchedule freeze = methods.freeze();
    Optimizer optimizer = methods.optimizer(seed);
    Init init = methods.init(optimizer);
    LrSchedule schedule = schedule(in);
    FineGradient fineGradient = methods.fineGradient(optimizer);
    ExchangePrecision exchange = methods.exchange();
    Sums sums = methods.sums();
    Penalties penalties = methods.penalties();
    int metricsSteps = in.count("metrics.steps", 0);
    boolean validates = validationShare > 0 || !data.table().heldOut().isEmpty();
    Measure measure = methods.measure(loss, outputs(loss, data));
    Stopping stopping = stopping(in, validates, optimizer, measure);
    int everyEpochs = in.count("checkpoint.epochs", 0);
    double minutes = in.real("checkpoint.minutes");
    int cycles = in.count("checkpoint.cycles", 0);
    int keep = in.count("checkpoint.keep", 1);
    TrainConfig.Checkpoints checkpoints =
        in.made(
            "checkpoint", () -> new TrainConfig.Checkpoints(everyEpochs, minutes, cycles, keep));
    return in.made(
        "freeze",
        () ->
            new TrainConfig(
                seed,
                epochs,
                batchSize,
                shards,
                data,
                augmentation,
                validationShare,
                hidden,
                layers,
                sample,
                rounded,
                loss,
                init,
                penalties,
                optimizer,
                schedule,
                freeze,
                fineGradient,
                exchange,
                sums,
                metricsSteps,
                stopping,
                checkpoints));
  }

  private static Augmentation augmentation(Keys in, TrainConfig.Data data) {
    int crop = in.count("data.augment.crop", 0);
    Flip flip =
        in.choice(
            "data.augment.flip",
            Map.of("none", Flip.NONE, "random", Flip.RANDOM, "alternating", Flip.ALTERNATING));
    int cutout = in.count("data.augment.cutout", 0);
    Augmentation augmentation = new Augmentation(crop, flip, cutout);
    boolean features = data.format() == TrainConfig.Format.TABLE && data.table().image().isEmpty();
    if (features && !augmentation.isNone()) {
      String key = crop > 0 ? "crop" : flip == Flip.NONE ? "cutout" : "flip";
      throw new FrostException(
          "data.augment."
              + key
              + " is of images, which data.shape makes of a table's rows"
              + in.where("data.augment." + key));
    }
    return augmentation;
  }

  /** Where Spark reads one does not know yet how many classes there are: two, for all one knows. */
  private static int outputs(Loss loss, TrainConfig.Data data) {
    List<String> label = data.table().label();
    return !data.format().needsSpark()
        ? loss.outputs(Labels.numbered(data.classes()))
        : loss.outputs(label.size() > 1 ? Labels.values(label) : Labels.numbered(2));
  }

  private static Optional<String> layers(Keys in) {
    String layers = in.text("network.layers");
    if (layers.isBlank()) {
      return Optional.empty();
    }
    try {
      Networks.require(layers);
      return Optional.of(layers);
    } catch (IllegalArgumentException e) {
      throw new FrostException("network.layers: " + e.getMessage() + in.where("network.layers"), e);
    }
  }

  private static void requireOneValidation(Keys in, TrainConfig.Format format, double share) {
    String column = in.text("validation.column");
    if (!column.isEmpty() && (share > 0 || format != TrainConfig.Format.TABLE)) {
      throw new FrostException(
          "validation.column is "
              + (share > 0 ? "in place of validation.share" : "of tables")
              + ": "
              + column
              + in.where("validation.column"));
    }
  }

  private static double validationShare(Keys in) {
    double share = in.real("validation.share");
    if (!(share >= 0 && share < 1)) {
      throw new FrostException(
          "validation.share must be in [0, 1): " + share + in.where("validation.share"));
    }
    return share;
  }

  private static Stopping stopping(
      Keys in, boolean validates, Optimizer optimizer, Measure measure) {
    int patience = in.count("stopping.patience", 0);
    double delta = in.real("stopping.delta");
    boolean keepBest = in.flag("stopping.keepBest");
    double density = optimizer.targetDensity();
    Stopping stopping =
        in.made("stopping", () -> new Stopping(patience, delta, keepBest, density, measure));
    if (stopping.needsValidation() && !validates) {
      String key = patience > 0 ? "stopping.patience" : "stopping.keepBest";
      throw new FrostException(
          key
              + " needs validation.share > 0 or validation.column, because epochs are compared on examples held out of"
              + " training: "
              + in.config().getValue(key).unwrapped()
              + in.where(key));
    }
    return stopping;
  }

  private static LrSchedule schedule(Keys in) {
    double base = in.real("learningRate.base");
    double warmUp = in.real("learningRate.warmUp");
    double factor = in.real("learningRate.factor");
    double every = in.real("learningRate.every");
    Supplier<LrSchedule> then =
        in.choice(
            "learningRate.schedule",
            Map.<String, Supplier<LrSchedule>>of(
                "constant", () -> new LrSchedule.Constant(base),
                "cosine", () -> new LrSchedule.Cosine(base),
                "step", () -> new LrSchedule.Step(base, factor, every)));
    return in.made("learningRate", () -> new LrSchedule.WarmUp(then.get(), warmUp));
  }
}
