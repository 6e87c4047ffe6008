package org.frostml.job;

import com.typesafe.config.Config;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.frostml.FrostException;
import org.frostml.config.Configs;
import org.frostml.config.TrainConfig;
import org.frostml.run.Preparation;
import org.frostml.train.Model;

/**
 * What a model is evaluated on, or predicts for. The path in a model's configuration is never
 * opened: the model may be somebody else's, and the path lead anywhere.
 */
final class ModelData {
  private ModelData() {}

  /** What a model says it was trained by, if it says so. */
  static Optional<Config> kept(Model model, String name) {
    return Optional.ofNullable(model.provenance().get(Preparation.CONFIG))
        .map(text -> Configs.kept(text, name));
  }

  /**
   * The configuration of a model, with the data of {@code --data} or the synthetic ones that it was
   * trained on.
   *
   * @param name of the model, for messages
   * @param data what {@code --data} says; null for nothing
   * @throws FrostException if there is no {@code --data} and it was trained on files
   */
  static TrainConfig of(Model model, String name, String data) throws IOException {
    Config kept =
        kept(model, name)
            .orElseThrow(
                () ->
                    new FrostException(
                        name
                            + ": was not made by frost train, for its metadata lack "
                            + Preparation.CONFIG
                            + ": a DataFrame is scored by the estimator's model that saved it"));
    TrainConfig config = Configs.bind(List.of(kept, ConfigOptions.dataOverlay(data, kept)));
    if (data == null && config.data().format() != TrainConfig.Format.DIGITS) {
      throw new FrostException(
          name
              + ": was trained on files in "
              + config.data().path()
              + "; say which to take now: --data PATH");
    }
    return config;
  }
}
