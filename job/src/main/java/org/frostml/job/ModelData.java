package org.frostml.job;

import java.io.IOException;
import java.util.List;
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

  /**
   * The configuration of a model, with the data of {@code --data} or the synthetic ones that it was
   * trained on.
   *
   * @param name of the model, for messages
   * @param data what {@code --data} says; null for nothing
   * @throws FrostException if there is no {@code --data} and it was trained on files
   */
  static TrainConfig of(Model model, String name, String data) throws IOException {
    String text = model.provenance().get(Preparation.CONFIG);
    if (text == null) {
      throw new FrostException(name + ": its metadata lacks " + Preparation.CONFIG);
    }
    TrainConfig config =
        Configs.bind(List.of(Configs.kept(text, name), ConfigOptions.dataOverlay(data)));
    if (data == null && config.data().format() == TrainConfig.Format.IDX) {
      throw new FrostException(
          name
              + ": was trained on files in "
              + config.data().path()
              + "; say which to take now: --data PATH");
    }
    return config;
  }
}
